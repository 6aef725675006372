#include "live/cluster.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <utility>

#include "base/log.hpp"
#include "base/occasional.hpp"
#include "live/hall.hpp"
#include "live/timing.hpp"

namespace aula {
namespace {

std::int64_t steady_now() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<milliseconds>(now).count();
}

/// Of those who lived, somebody does not any more, or is another process by now.
bool is_one_gone(const members& before, const members& now) {
    return std::ranges::any_of(before.all, [&now](const node_row& row) {
        const auto* still = now.find(row.name);
        const bool lives = still != nullptr && !still->is_dead;
        return !row.is_dead && (!lives || still->incarnation != row.incarnation);
    });
}

constexpr std::int64_t the_database = 0;  ///< No incarnation.

}  // namespace

cluster::cluster(bus& over, store& kept, hall& all, cluster_settings settings)
    : bus_(over),
      store_(kept),
      hall_(all),
      settings_(std::move(settings)),
      detour_(detour::make(kept, self(), [this](result<node_message> said, milliseconds age) {
          if (!is_stopped_) take(std::move(said), hall_.now() - age);
      })) {}

cluster::~cluster() = default;

void cluster::start(std::int64_t incarnation) {
    incarnation_ = incarnation;
    beaten_at_ = connected_at_ = steady_now();
    inbox_ = subscribe(subject_of(self()));
    everybody_ = subscribe(settings_.prefix + ".all");
    hall_.post(0, [this](live_shard&) {
        beat();
        collect();
    });
}

void cluster::fall_silent() {
    is_stopped_ = true;
    inbox_.reset();
    everybody_.reset();
}

void cluster::stop() {
    if (is_stopped_) return;
    fall_silent();
    auto left = std::make_shared<std::promise<void>>();
    auto done = left->get_future();
    store_.write_then(
        [name = self(), incarnation = incarnation()](database& db) {
            return nodes::leave(db, name, incarnation);
        },
        [left](const result<void>&) { left->set_value(); }
    );
    done.wait_for(timing::leave_max);  // or the others find out by its silence
}

bool cluster::is_beating() const {
    return steady_now() - beaten_at_ < silence_max.count();
}

// ---- beats ----

void cluster::beat() {
    if (is_stopped_) return;
    hall_.on(0).home().after(beat_every, [this] { beat(); });
    if (bus_.is_connected()) connected_at_ = steady_now();
    watch();
    if (std::exchange(is_beat_under_way_, true)) return;
    auto load = hall_.load();
    load.is_cut_off = is_deaf_for(timing::cut_off_told);
    auto work = [this, self = settings_.self, incarnation = incarnation(),
                 load](database& db) -> result<beat_outcome> {
        beat_outcome out{incarnation, {}};
        auto beaten = nodes::beat(db, self.name, incarnation, load);
        if (!beaten && beaten.error().code == error_code::conflict) {
            auto anew = nodes::enroll(db, self);
            if (!anew) return anew.error();
            out.incarnation = *anew;
        } else if (!beaten) {
            return beaten.error();
        }
        auto seen = read_members(db);
        if (!seen) return seen.error();
        out.seen = *std::move(seen);
        return out;
    };
    store_.write_first_then(std::move(work), [this](result<beat_outcome> came) {
        hall_.post(0, [this, came = std::move(came)](live_shard&) { beaten(came); });
    });
}

void cluster::beaten(const result<beat_outcome>& came) {
    is_beat_under_way_ = false;
    if (is_stopped_) return;
    if (!came) {
        static occasional warning{std::chrono::seconds{10}};
        if (warning.is_due()) {
            log::warn("this node cannot show that it lives", {{"why", came.error().detail}});
        }
        return;
    }
    beaten_at_ = steady_now();
    const bool is_anew = came->incarnation != incarnation_;
    if (is_anew) {
        log::warn(
            "the others held this node for dead; it begins anew, and its rooms are theirs",
            {{"node", self()}}
        );
        incarnation_ = came->incarnation;
    }
    auto seen = std::make_shared<const members>(came->seen);
    consider(*seen);
    if (is_one_gone(*std::exchange(seen_before_, seen), *seen) && seen->is_first(self())) {
        listeners_.inherit();
    }
    for (std::size_t index = 0; index < hall_.size(); ++index) {
        hall_.post(index, [seen, is_anew](live_shard& part) {
            if (is_anew) part.rooms().leases().doubt_all();
            part.rooms().leases().take(seen);
        });
    }
}

/// The time on the way there and back, and in the queue of a busy process, is no silence of theirs.
result<members> cluster::read_members(database& db) {
    const auto asked_at = hall_.now();
    auto all = nodes::all(db);
    if (!all) return all.error();
    const auto answered_at = hall_.now();
    members seen{*std::move(all), answered_at};
    if (seen.all.empty()) return seen;
    const auto told_at = seen.all.front().beat_at + seen.all.front().silence;
    seen.read_at = std::max(asked_at, clocks_.here(the_database, told_at, answered_at));
    return seen;
}

bool cluster::is_deaf_for(milliseconds time) const {
    return steady_now() - connected_at_ >= time.count();
}

void cluster::consider(const members& seen) {
    can_others_ = seen.emptiest_besides(self()) != nullptr;
    const auto* mine = seen.find(self());
    if (mine == nullptr) return;
    is_giving_way_ = mine->is_draining || (is_deaf_for(timing::cut_off_max) && can_others_);
    for (const auto& row : seen.all) {
        if (row.is_dead && row.silence < timing::death_told) {
            tell_all(node_lost{row.name, row.incarnation});
        }
    }
}

/// While the database is away for everybody nobody is apart: people read on, wherever they are.
void cluster::watch() {
    const bool is_deaf = is_deaf_for(timing::cut_off_max);
    const bool is_said_lost = lost_incarnation_ == incarnation_;
    const bool is_silent = !is_beating() && (is_deaf || is_said_lost);
    const bool is_apart = is_silent || (is_deaf && can_others_);
    const bool is_news = is_apart_.exchange(is_apart) != is_apart;
    if (!is_apart) return;
    if (is_news) {
        log::warn(
            "this node is cut off; its people are sent to others",
            {{"node", self()}, {"lost", is_silent ? "database" : "bus"}}
        );
    }
    for (std::size_t index = 0; index < hall_.size(); ++index) {
        hall_.post(index, [is_over = is_news && is_silent](live_shard& part) {
            if (is_over) part.rooms().leases().doubt_all();
            part.close_all(close_code::restarting);
        });
    }
}

// ---- messages ----

std::string cluster::subject_of(const node_name& name) const {
    return settings_.prefix + ".node." + name;
}

std::string cluster::subject_of(session_id which) const {
    return settings_.prefix + ".room." + which.text();
}

bool cluster::tell(const node_name& to, const node_message& said) {
    if (!has_bus()) return detour_->tell(to, incarnation_, said);
    return publish(subject_of(to), said);
}

void cluster::tell_followers(session_id of, const node_message& said) {
    publish(subject_of(of), said);
}

/// A publisher hears itself too; the database does not carry it back.
void cluster::tell_all(const node_message& said) {
    if (!has_bus()) {
        detour_->tell_others(incarnation_, said);
        return take(said, hall_.now());
    }
    publish(settings_.prefix + ".all", said);
}

std::unique_ptr<bus::subscription> cluster::follow(session_id which) {
    return subscribe(subject_of(which));
}

bool cluster::publish(const std::string& subject, const node_message& said) {
    return bus_.publish(subject, encode_node_letter(said, incarnation_, hall_.now()));
}

std::unique_ptr<bus::subscription> cluster::subscribe(const std::string& subject) {
    return bus_.subscribe(subject, [this](std::string_view body) {
        const auto arrived = hall_.now();
        auto came = decode_node_letter(body);
        if (!came) return take(came.error(), arrived);
        const bool has_time = came->by != 0;
        take(std::move(came->said), has_time ? clocks_.here(came->by, came->at, arrived) : arrived);
    });
}

/// Also while this node has the bus: another may have lost it alone.
void cluster::collect() {
    if (is_stopped_) return;
    hall_.on(0).home().after(has_bus() ? beat_every : timing::inbox_pause, [this] { collect(); });
    detour_->collect();
}

/// On a thread of the bus or of the store: it only hands on.
void cluster::take(result<node_message> said, timestamp said_at) {
    if (!said) {
        static occasional warning;
        if (warning.is_due()) {
            log::warn(
                "a message of another node was thrown away",
                {{"why", said.error().detail}, {"remedy", "run the same version on all nodes"}}
            );
        }
        return;
    }
    if (const auto* lost = std::get_if<node_lost>(&*said)) {
        if (lost->name == self()) lost_incarnation_ = lost->incarnation;
        return;
    }
    if (const auto* gone = std::get_if<tickets_revoked>(&*said)) return listeners_.revoke(*gone);
    if (const auto* shown = std::get_if<ticket_shown>(&*said)) {
        return listeners_.show_ticket(*shown);
    }
    if (const auto* taken = std::get_if<ticket_taken>(&*said)) {
        return listeners_.take_ticket(*taken);
    }
    hall_.take(*std::move(said), said_at);
}

}  // namespace aula
