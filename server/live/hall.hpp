#pragma once

#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/needed_memory.hpp"
#include "live/cluster.hpp"
#include "live/live_shard.hpp"
#include "live/rooms.hpp"
#include "live/settings.hpp"
#include "live/shard.hpp"
#include "store/store.hpp"

namespace aula {

/// The whole live engine: every shard's part of it, and the way from one to another.
///
/// Thread-safe: it only posts. A session's room lives on the shard that its id says. In a cluster
/// the room may be another node's; then what is here follows it.
class hall final : public rooms {
public:
    hall(shard_set& shards, store& saved, const server_clock& clock, live_settings settings);
    ~hall() override;

    /// This server is one of several; before `start`.
    void join(cluster& with) { nodes_ = &with; }
    /// Empty where there is one server alone.
    cluster* nodes() const { return nodes_; }
    /// What a node says about a session, or about a person in all of them, and when, by this
    /// node's clock. From any thread.
    void take(node_message said, timestamp said_at);
    node_load load() const;

    void start();
    /// Loads the room of every session that has begun and not ended, so that it ends when its time
    /// has come although nobody comes in. In a cluster the owners that live keep theirs.
    void tend_begun_sessions();
    /// Records everybody's presence, tells every connection to come back, and waits until they are
    /// gone, at most `deadline` in all. Called from no shard.
    void drain(milliseconds deadline);

    live_shard& on(std::size_t shard) { return *parts_[shard]; }
    std::size_t owner_of(session_id where) const;
    std::size_t size() const { return parts_.size(); }
    store& saved() { return store_; }
    void report(metrics_text& to) const;  ///< From any thread; no shard is asked.
    const live_settings& settings() const { return settings_; }
    timestamp now() const { return clock_.now(); }

    /// Runs `work(live_shard&)` on that shard: the only way to another one.
    template <class Work>
    void post(std::size_t to, Work work) {
        const needed_memory whole;  // no news between shards may get lost
        auto& part = *parts_[to];
        part.home().post([&part, work = std::move(work)]() mutable { work(part); });
    }

    boost::asio::awaitable<result<command_answer>> act(session_id where, command what) override;
    boost::asio::awaitable<result<command_answer>> act_where_running(session_id where, command what)
        override;
    boost::asio::awaitable<void> let_in_arrive() override;
    boost::asio::awaitable<result<std::shared_ptr<const session>>> state(session_id where) override;
    boost::asio::awaitable<std::size_t> present(session_id where) override;
    void disconnect(login_id login) override;
    void disconnect(participant_id who, close_code why) override;
    void rename(login_id before, login_id after) override;
    boost::asio::awaitable<void> forget(session_id where) override;

private:
    void close_where(std::function<bool(const viewer&)> matches, close_code why);
    void close_login(login_id login);
    void close_person(participant_id gone, close_code why);
    void rename_here(login_id before, login_id after);
    std::size_t connections();
    bool is_all_reported();

    store& store_;
    const server_clock& clock_;
    const live_settings settings_;
    cluster* nodes_ = nullptr;
    std::vector<std::unique_ptr<live_shard>> parts_;
};

}  // namespace aula
