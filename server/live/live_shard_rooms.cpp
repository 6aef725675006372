#include <utility>

#include "base/needed_memory.hpp"
#include "live/hall.hpp"
#include "live/live_shard.hpp"
#include "live/owned_room.hpp"
#include "live/timing.hpp"

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
    void doubt_owner() override { at_.doubt_owner(where_); }

private:
    session_id where_;
    live_shard& at_;
    cluster& by_;
};

/// Serves one room. Always by post, also to this very shard, so that the order is kept.
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
    void publish_head_count(std::size_t shard, shared_frame signal) override {
        const auto give = [where = where_, signal = std::move(signal)](live_shard& to) {
            if (const auto in = to.audience_of(where)) in->head_count(signal);
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

void live_shard::find_room(session_id where, with_room then) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) {
        rooms_[where].waiting.push_back(std::move(then));
        return load(where);
    }
    if (known->second.loaded) return then(known->second.loaded);
    known->second.waiting.push_back(std::move(then));
}

void live_shard::load(session_id where) {
    if (hall_.nodes() != nullptr) return claim(where);
    auto& known = rooms_[where];
    known.owned = std::make_shared<owned_room>(
        where, hall_.saved(), hall_.settings(), host_for(where), counts_
    );
    read_log(where, known.owned);
}

void live_shard::read_log(session_id where, const std::shared_ptr<room>& fresh) {
    fresh->load([this, where, fresh](const result<void>& how) { loaded(where, fresh, how); });
}

void live_shard::loaded(session_id where, std::shared_ptr<room> ready, const result<void>& how) {
    const auto known = rooms_.find(where);
    if (known == rooms_.end()) return;  // forgotten meanwhile
    auto& entry = known->second;
    if (entry.owned != ready && entry.followed != ready) return;  // another one took its place
    if (!how) {
        const bool is_change =
            hall_.nodes() != nullptr && how.error().code != error_code::not_found;
        if (!is_change) return fail(where, how.error());
        return perform(where, entry.whose.unreadable());
    }
    entry.loaded = ready;
    if (entry.followed) entry.followed->owner_is(entry.whose.of());
    for (const auto& then : std::exchange(entry.waiting, {})) then(ready);
}

void live_shard::fail(session_id where, const error& why) {
    auto known = rooms_.extract(where);
    if (known.empty()) return;
    for (const auto& then : known.mapped().waiting) then(why);
}

/// To ask twice does no harm: what has happened is refused with `no_change`.
void live_shard::act(session_id where, command what, answer_to done, timestamp until) {
    find_room(where, [=, this](const result<std::shared_ptr<room>>& found) {
        if (!found) return done(found.error());
        (*found)->act(what, [=, this](const result<command_answer>& said) {
            const bool may_pass = hall_.nodes() != nullptr && hall_.now() < until;
            if (is_settled(said) || !may_pass) return done(said);
            shard_.after(timing::act_again_pause, [=, this] { act(where, what, done, until); });
        });
    });
}

std::shared_ptr<room_host> live_shard::host_for(session_id where) {
    return std::make_shared<host_of_room>(where, *this, hall_);
}

void live_shard::present(session_id where, std::function<void(std::size_t)> then) {
    ask_whether_running(where, [this, where, then](bool is_running) {
        if (!is_running) return then(0);
        find_room(where, [then](const result<std::shared_ptr<room>>& found) {
            then(found ? (*found)->present() : 0);
        });
    });
}

void live_shard::checkpoint_all(std::function<void()> done) {
    auto finished = std::shared_ptr<void>(nullptr, [done](void*) { done(); });
    for (const auto& [where, known] : rooms_) {
        if (!known.loaded || known.loaded->present() == 0) continue;
        known.loaded->checkpoint([finished] {});
    }
}

void live_shard::start_ticking() {
    is_ticking_ = true;
    shard_.after(hall_.settings().tick(), [this] {
        if (!is_ticking_) return;
        start_ticking();
        tick();
    });
}

void live_shard::tick() {
    std::vector<std::shared_ptr<room>> all;  // a tick may change what is in the table
    for (const auto& [where, known] : rooms_) {
        if (known.loaded) all.push_back(known.loaded);
    }
    for (const auto& each : all) each->tick();
    unload_idle_rooms();
    for (const auto& [where, in] : audiences_) in->tick(hall_.now());
    measure();
}

void live_shard::measure() {
    std::size_t waiting = 0;
    std::size_t present = 0;
    std::size_t owned = 0;
    for (const auto& [where, known] : rooms_) {
        if (!known.loaded) continue;
        waiting += known.loaded->waiting();
        if (!known.owned) continue;
        ++owned;
        present += known.loaded->present();
    }
    counts_.rooms.set(rooms_.size());
    counts_.rooms_owned.set(owned);
    counts_.outcomes_waiting.set(waiting);
    counts_.people_present.set(present);
    audience_measure all;
    for (const auto& [where, in] : audiences_) all += in->measure();
    counts_.audiences.set(audiences_.size());
    counts_.seated.set(all.seated);
    counts_.blocked.set(all.blocked);
    counts_.lag_bytes.set(all.lag_bytes);
}

void live_shard::unload_idle_rooms() {
    const auto now = hall_.now();
    std::erase_if(rooms_, [this, now](const auto& known) {
        const auto& [where, entry] = known;
        if (!entry.loaded || !entry.loaded->is_idle(now)) return false;
        if (entry.owned && hall_.nodes() != nullptr) release(where, entry.whose.of());
        return true;
    });
}

}  // namespace aula
