#include <algorithm>
#include <utility>

#include "live/owned_room.hpp"
#include "live/timing.hpp"

namespace aula {
namespace {

/// So many of the longest events fit into one message of the bus.
constexpr std::size_t events_a_message = 32;

/// Told in one beat, the latest first: when a node ends everybody who was there is absent, and it
/// has at most so many descriptors. Of the bus's longest message that is about half.
constexpr std::size_t absent_max = 20'000;
constexpr std::size_t many_absent = 1'000;  ///< Beats with more are as rare as without news.

}  // namespace

void owned_room::take(const crowd_report& said, timestamp said_at) {
    if (!tenure_ || is_retired_ || said.epoch != epoch()) return;  // for another owner
    const auto news = followers_.take(said, said_at);
    const auto key = [&news](participant_id who) {
        return connection_key{0, static_cast<std::uint64_t>(who.value), news.node};
    };
    for (const auto who : news.lost) go(who, key(who), news.lost_at, leave_reason::lost);
    if (!news.is_gap) {
        for (const auto& each : said.stays) take(each, key(each.who), said_at);
        for (const auto who : news.missing) go(who, key(who), said_at, leave_reason::lost);
    }
    report_heard heard{where_, epoch(), said.number, news.is_gap, {}};
    const auto since = hooks_.now() - settings_.grace - timing::absence_kept;
    for (const auto who : followers_.gone_from(said.from, since)) {
        if (is_connected(who)) heard.elsewhere.push_back(who);
    }
    hooks_.nodes->tell(said.from, heard);
}

void owned_room::take(const crowd_report::stay& said, connection_key which, timestamp said_at) {
    const auto came = said_at - said.ago;
    if (!said.gone) return come(said.who, which, said.name, said.as, came);
    const auto last_seen = said_at - said.gone->ago;
    const auto* here = crowd_.find(said.who, which);
    if (here != nullptr && here->came - last_seen >= settings_.grace) {
        return crowd_.note_end(said.who, last_seen, said.gone->why);  // they are back already
    }
    const bool is_whole_news =
        here == nullptr && last_seen > came && !is_known(said.who, came, last_seen);
    if (is_whole_news) come(said.who, which, said.name, said.as, came);
    go(said.who, which, last_seen, said.gone->why);
}

/// Whether the crowd has them here at that time, or is about to hear more of it.
bool owned_room::is_known(participant_id who, timestamp came, timestamp last_seen) const {
    const auto* known = crowd_.find(who);
    if (known == nullptr) return is_logged(who, last_seen);
    if (!known->connections.empty() || last_seen <= known->last_seen + timing::told_twice)
        return true;
    return known->is_presumed && (is_patient() || came - known->last_seen < settings_.grace);
}

/// Whether the log has it that they were here until then.
bool owned_room::is_logged(participant_id who, timestamp last_seen) const {
    const auto* known = decided_.people.find(who);
    if (known == nullptr || known->presences.empty()) return false;
    const auto until = known->presences.back().to;
    return !until || in_log(last_seen) <= *until + timing::told_twice;
}

bool owned_room::is_connected(participant_id who) const {
    const auto* known = crowd_.find(who);
    return known != nullptr && !known->connections.empty();
}

void owned_room::lose(const node_name& name, timestamp last_seen) {
    const auto news = followers_.drop(name);
    // It may have spoken over the bus after its last beat.
    const auto until = std::min(std::max(last_seen, news.lost_at), hooks_.now());
    for (const auto who : news.lost) {
        const connection_key key{0, static_cast<std::uint64_t>(who.value), news.node};
        go(who, key, until, leave_reason::lost);
    }
}

void owned_room::tell_followers(const batch& saved) {
    log_grew said{.session = where_, .events = {}};
    for (const auto& out : saved) {
        if (!out.happened) continue;
        said.events.push_back(*out.happened);
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
    if (now - told_absent_.at < timing::owner_beat) return;
    room_beat said{where_, hooks_.nodes->self, epoch(), shown_seq_, present(), {}};
    auto gone = absent(now);
    const bool is_news = said != told_ || gone != told_absent_.all;
    const bool is_urgent = is_news && gone.size() <= many_absent;
    if (now - told_absent_.at < (is_urgent ? timing::owner_beat : timing::owner_quiet_beat)) return;
    // Who cannot save had better be taken for dead.
    if (!hooks_.nodes->is_beating()) return;
    told_ = said;
    told_absent_ = {std::move(gone), now};
    said.absent = told_absent_.as_ages(now);
    hooks_.nodes->tell_followers(said);
}

/// Also who is at a node that may have ended: if this one ends too before that is clear, nobody
/// else knows where they were. If it has not, it will say itself that they are there.
std::vector<crowd::absence> owned_room::absent(timestamp now) const {
    auto gone = crowd_.absent(absent_max);
    for (const auto& [who, unsaved] : unsaved_absences_) gone.push_back(unsaved);
    for (const auto& one : followers_.missed_since(now - timing::reports_missed)) {
        const auto is_there = [&one](const auto& link) { return link.which.node == one.node; };
        if (is_connected(one.who) &&
            std::ranges::all_of(crowd_.find(one.who)->connections, is_there)) {
            gone.push_back({one.who, one.said_at, leave_reason::lost});
        }
    }
    gone.resize(std::min(gone.size(), absent_max));
    return gone;
}

}  // namespace aula
