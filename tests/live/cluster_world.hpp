#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "bus/local_bus.hpp"
#include "live/cluster.hpp"
#include "live/live_world.hpp"

namespace aula::test {

/// Long enough for a room to change its owner.
inline live_settings patient_settings() {
    auto settings = quick_settings();
    settings.grace = milliseconds{2500};
    return settings;
}

/// One server of a cluster: shards, a hall, and its place on the bus. The store is everybody's.
class test_node {
public:
    test_node(
        store& kept, const std::shared_ptr<local_exchange>& exchange, std::string name,
        live_settings with
    )
        : kept_(kept), bus_(exchange) {
        for (std::size_t index = 0; index < 2; ++index) {
            shards_.push_back(std::make_unique<shard>(index));
        }
        hall_ = std::make_unique<hall>(shards_, kept_, clock_, with);
        newcomer self;
        self.name = std::move(name);
        cluster_ = std::make_unique<cluster>(bus_, kept_, *hall_, cluster_settings{self});
        hall_->join(*cluster_);
        const auto incarnation =
            must(write(kept_, [self](database& db) { return nodes::enroll(db, self); }));
        cluster_->start(incarnation);
        for (auto& each : shards_) each->start();
        hall_->start();
    }
    ~test_node() { stop(); }
    test_node(const test_node&) = delete;
    test_node& operator=(const test_node&) = delete;

    /// Leaves as a server does that is to be restarted.
    void stop() {
        if (is_stopped_) return;
        hall_->drain(std::chrono::seconds{1});  // nobody here hangs up by themselves
        cluster_->stop();
        end();
    }
    /// Is gone without a word.
    void die() {
        if (is_stopped_) return;
        cluster_->fall_silent();
        end();
    }

    template <class Work>
    auto on(std::size_t index, Work work) {
        return run_on(*hall_, index, std::move(work));
    }
    connection_number enter(recording_sink& to, session_id where, viewer who) {
        return on(0, [&](live_shard& part) { return part.enter(to, where, who); });
    }
    void submit(connection_number from, request_frame asked) {
        on(0, [&](live_shard& part) { part.submit(from, asked); });
    }
    void leave(connection_number from) {
        on(0, [&](live_shard& part) { part.leave(from, leave_reason::left); });
    }
    hall& all() { return *hall_; }
    /// What the hall answers to `question`, a function that gives an awaitable.
    template <class Question>
    auto ask(Question question) {
        std::optional<typename std::invoke_result_t<Question, hall&>::value_type> said;
        asking_.restart();
        boost::asio::co_spawn(asking_, keep(question(all()), said), boost::asio::detached);
        asking_.run();
        return must(std::move(*said));
    }
    local_bus& over() { return bus_; }

private:
    template <class Answer>
    static boost::asio::awaitable<void> keep(
        boost::asio::awaitable<Answer> asked, std::optional<Answer>& into
    ) {
        into = co_await std::move(asked);
    }
    void end() {
        is_stopped_ = true;
        bus_.stop();
        for (auto& each : shards_) each->stop();
    }

    boost::asio::io_context asking_;  ///< Outlives the shards, which post their answers to it.
    store& kept_;
    local_bus bus_;
    server_clock clock_;
    shard_set shards_;
    std::unique_ptr<hall> hall_;
    std::unique_ptr<cluster> cluster_;
    bool is_stopped_ = false;
};

/// Several servers on one store, in one process.
class cluster_world {
public:
    cluster_world(
        const std::filesystem::path& folder, std::size_t count,
        live_settings with = patient_settings()
    )
        : kept_(open_store(folder)), settings_(with) {
        for (std::size_t index = 0; index < count; ++index) add();
    }
    ~cluster_world() {
        for (auto& each : nodes_) each->stop();
        kept_->stop();  // before the nodes go, because its answers are posted to their shards
        nodes_.clear();
    }
    cluster_world(const cluster_world&) = delete;
    cluster_world& operator=(const cluster_world&) = delete;

    test_node& add() {
        const auto name = "n" + std::to_string(nodes_.size() + 1);
        nodes_.push_back(std::make_unique<test_node>(*kept_, exchange_, name, settings_));
        return *nodes_.back();
    }
    /// A new process under the name of one that has died, once the name is free.
    test_node& restart(const std::string& name) {
        const auto is_free = [&] {
            return must(read(*kept_, [&name](database& db) -> result<bool> {
                const auto all = nodes::all(db);
                if (!all) return all.error();
                return std::ranges::any_of(*all, [&name](const node_row& row) {
                    return row.name == name && row.is_dead;
                });
            }));
        };
        while (!is_free()) std::this_thread::sleep_for(milliseconds{20});
        nodes_.push_back(std::make_unique<test_node>(*kept_, exchange_, name, settings_));
        return *nodes_.back();
    }
    /// Outlives the nodes.
    recording_sink& socket() { return sockets_.emplace_back(); }
    test_node& node(std::size_t number) { return *nodes_.at(number - 1); }
    local_exchange& exchange() { return *exchange_; }
    store& kept() { return *kept_; }

    session_id plan_session() {
        return must(write(*kept_, [](database& db) -> result<session_id> {
            const auto course = courses::add(db, immunology());
            if (!course) return course.error();
            return sessions::add(db, monday(*course));
        }));
    }
    std::vector<logged_event> log_of(session_id where) {
        return must(read(*kept_, [where](database& db) {
            return event_log::read(db, where, 1, 100000);
        }));
    }
    /// The owner's name; empty when there is none.
    node_name owner_of(session_id where) {
        const auto found =
            must(read(*kept_, [where](database& db) { return leases::find(db, where); }));
        return found ? found->owner : node_name{};
    }
    static std::int64_t incarnation_in(database& db, const node_name& name) {
        for (const auto& row : must(nodes::all(db))) {
            if (row.name == name) return row.incarnation;
        }
        return 0;
    }
    /// As if it had beaten for long: it may take rooms from others.
    void make_steady(const node_name& name) { put_steadiness(name, std::chrono::minutes{-1}); }
    /// As if it were going to begin in a while.
    void make_unsteady(const node_name& name) { put_steadiness(name, std::chrono::minutes{1}); }
    void put_steadiness(const node_name& name, milliseconds by) {
        must(write(*kept_, [name, by](database& db) -> result<void> {
            const auto done = db.query(
                "UPDATE nodes SET steady_since = steady_since + ?2 WHERE name = ?1",
                {name, std::int64_t{by.count()}}
            );
            if (!done) return done.error();
            return {};
        }));
    }
    /// As if the last beat of that node had been so long ago.
    void make_silent(const node_name& name, milliseconds since) {
        must(write(*kept_, [name, since](database& db) -> result<void> {
            const auto done = db.query(
                "UPDATE nodes SET beat_at = beat_at - ?2 WHERE name = ?1",
                {name, std::int64_t{since.count()}}
            );
            if (!done) return done.error();
            return {};
        }));
    }

private:
    std::unique_ptr<store> kept_;
    const live_settings settings_;
    std::deque<recording_sink> sockets_;
    std::shared_ptr<local_exchange> exchange_ = std::make_shared<local_exchange>();
    std::vector<std::unique_ptr<test_node>> nodes_;
};

}  // namespace aula::test
