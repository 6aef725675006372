#include "live/shard_host.hpp"

#include <optional>
#include <string>
#include <utility>

#include "base/needed_memory.hpp"
#include "live/hall.hpp"

namespace aula {
namespace {

/// Reaches the other nodes for one room of a shard.
class nodes_of_room final : public peer_nodes {
public:
    nodes_of_room(session_id where, live_shard& at, cluster& by)
        : where_(where), at_(at), by_(by) {}

    const node_name& self() const override { return by_.self(); }
    std::int64_t incarnation() const override { return by_.incarnation(); }
    bool is_beating() const override { return by_.is_beating(); }
    bool has_bus() const override { return by_.has_bus(); }
    bool tell(const node_name& to, const node_message& said) override { return by_.tell(to, said); }
    void tell_followers(const node_message& said) override { by_.tell_followers(where_, said); }
    void tell_media(std::string_view bytes) override {
        const auto* known = at_.rooms().find_entry(where_);
        if (!by_.has_bus() || known == nullptr) return;
        const media_sent said{where_, by_.self(), std::string(bytes)};
        by_.tell_followers(where_, said);
        if (known->followed) by_.tell(known->whose.of().owner, said);  // no follower of its own
    }
    void doubt_owner() override { at_.rooms().leases().doubt(where_); }

private:
    session_id where_;
    live_shard& at_;
    cluster& by_;
};

class host_of_room final : public room_host {
public:
    host_of_room(session_id where, live_shard& at, hall& all) : where_(where), at_(at), all_(all) {
        if (auto* const by = all.nodes()) nodes_.emplace(where, at, *by);
    }

    timestamp now() const override { return all_.now(); }
    void post(std::function<void()> work) override {
        const needed_memory whole;
        at_.home().post(std::move(work));
    }
    void publish(std::size_t shard, std::shared_ptr<const publication> shown) override {
        const auto give = [where = where_, shown = std::move(shown)](live_shard& to) {
            if (const auto in = to.audience_of(where)) in->append(*shown);
        };
        all_.post(shard, give);
    }
    void publish_signal(std::size_t shard, std::size_t slot, shared_frame frame) override {
        const auto give = [where = where_, slot, frame = std::move(frame)](live_shard& to) {
            if (const auto in = to.audience_of(where)) in->signal(slot, frame);
        };
        all_.post(shard, give);
    }
    void publish_media(std::size_t shard, shared_frame frame) override {
        const auto give = [where = where_, frame = std::move(frame)](live_shard& to) {
            if (const auto in = to.audience_of(where)) to.give_media(*in, *frame);
        };
        all_.post(shard, give);
    }
    peer_nodes* nodes() override { return nodes_ ? &*nodes_ : nullptr; }

private:
    session_id where_;
    live_shard& at_;
    hall& all_;
    std::optional<nodes_of_room> nodes_;
};

}  // namespace

std::shared_ptr<room_host> host_on(live_shard& at, hall& all, session_id where) {
    return std::make_shared<host_of_room>(where, at, all);
}

}  // namespace aula
