#include <algorithm>
#include <utility>

#include "live/owned_room.hpp"
#include "live/timing.hpp"

namespace aula {
namespace {

/// So many of the longest events fit into one message of the bus.
constexpr std::size_t events_a_message = 32;

constexpr std::size_t many_absent = 1'000;  ///< Beats with more are as rare as without news.

}  // namespace

void owned_room::take(const crowd_report& said, timestamp said_at) {
    if (!tenure_ || log_.is_retired() || said.epoch != epoch()) return;  // for another owner
    const auto news = followers_.take(said, said_at);
    const auto key = [&news](participant_id who) {
        return connection_key{0, static_cast<std::uint64_t>(who.value), news.node};
    };
    for (const auto who : news.lost) go({who, key(who), news.lost_at, leave_reason::lost});
    if (!news.is_gap) {
        for (const auto& each : said.stays) take(each, key(each.who), said_at);
        for (const auto who : news.missing) go({who, key(who), said_at, leave_reason::lost});
    }
    report_heard heard{where_, epoch(), said.number, news.is_gap, {}};
    const auto since = hooks_.now() - settings_.grace - timing::absence_kept;
    for (const auto who : followers_.gone_from(said.from, since)) {
        if (is_connected(who)) heard.elsewhere.push_back(who);
    }
    hooks_.nodes->tell(said.from, heard);
}

void owned_room::take(const crowd_report::stay& said, connection_key which, timestamp said_at) {
    used_at_ = hooks_.now();
    const room_presence::arrival came{said.who, which, said.name, said.as, said_at - said.ago};
    std::optional<room_presence::departure> gone;
    if (said.gone) gone = {said.who, which, said_at - said.gone->ago, said.gone->why};
    perform(people_.told(came, gone, used_at_, logged()));
}

void owned_room::go(const room_presence::departure& of) {
    perform(people_.departed(of, hooks_.now(), logged()));
}

void owned_room::lose(const node_name& name, timestamp last_seen) {
    const auto news = followers_.drop(name);
    // It may have spoken over the bus after its last beat.
    const auto until = std::min(std::max(last_seen, news.lost_at), hooks_.now());
    for (const auto who : news.lost) {
        const connection_key key{0, static_cast<std::uint64_t>(who.value), news.node};
        go({who, key, until, leave_reason::lost});
    }
}

void owned_room::tell_followers(const saved_events& saved) {
    log_grew said{.session = where_, .events = {}};
    for (const auto& happened : saved) {
        said.events.push_back(*happened);
        if (said.events.size() < events_a_message) continue;
        hooks_.nodes->tell_followers(said);
        said.events.clear();
    }
    if (!said.events.empty()) hooks_.nodes->tell_followers(said);
}

/// Also of what got lost on the way: whoever lacks something by now reads it in the log.
void owned_room::tell_followers_how_far(timestamp now) {
    for (const auto& name : followers_.silent_since(now - timing::follower_silence)) {
        followers_.drop(name);
    }
    const auto& told = known().told;
    if (now - told.at < timing::owner_beat) return;
    room_beat said{where_, hooks_.nodes->self, epoch(), shown_seq_, present(), {}};
    auto gone = absent(now);
    const bool is_news = said != told_ || gone != told.all;
    const bool is_urgent = is_news && gone.size() <= many_absent;
    if (now - told.at < (is_urgent ? timing::owner_beat : timing::owner_quiet_beat)) return;
    // Who cannot save had better be taken for dead.
    if (!hooks_.nodes->is_beating()) return;
    told_ = said;
    people_.note_told({std::move(gone), now});
    said.absent = known().told.as_ages(now);
    hooks_.nodes->tell_followers(said);
}

std::vector<crowd::absence> owned_room::absent(timestamp now) const {
    return people_.absent(followers_.missed_since(now - timing::reports_missed));
}

}  // namespace aula
