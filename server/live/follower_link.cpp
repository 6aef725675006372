#include "live/follower_link.hpp"

#include <algorithm>
#include <utility>

#include "live/timing.hpp"

namespace aula {
namespace {

/// At most this many of the longest events fit into one message of the bus.
constexpr std::size_t events_a_message = 32;

constexpr std::size_t many_absent = 1'000;  ///< Beats with more are as rare as without news.

room_presence::news gone_from(
    std::uint32_t node, participant_id who, timestamp last_seen, leave_reason why
) {
    const connection_key which{0, static_cast<std::uint64_t>(who.value), node};
    return {.came = {}, .gone = room_presence::departure{who, which, last_seen, why}};
}

room_presence::news news_of(const crowd_report::stay& said, std::uint32_t node, timestamp said_at) {
    const connection_key which{0, static_cast<std::uint64_t>(said.who.value), node};
    room_presence::news out;
    if (said.gone) out = gone_from(node, said.who, said_at - said.gone->ago, said.gone->why);
    out.came = {said.who, which, said.name, said.as, said_at - said.ago};
    return out;
}

}  // namespace

follower_link::follower_link(
    session_id where, milliseconds grace, std::int64_t epoch, peer_nodes& nodes
)
    : where_(where), grace_(grace), epoch_(epoch), nodes_(nodes) {}

follower_link::news follower_link::hear(const crowd_report& said, timestamp said_at) {
    news out;
    const auto heard = followers_.take(said, said_at);
    for (const auto who : heard.lost) {
        out.push_back(gone_from(heard.node, who, heard.lost_at, leave_reason::lost));
    }
    is_gap_ = heard.is_gap;
    if (is_gap_) return out;
    for (const auto& each : said.stays) out.push_back(news_of(each, heard.node, said_at));
    for (const auto who : heard.missing) {
        out.push_back(gone_from(heard.node, who, said_at, leave_reason::lost));
    }
    return out;
}

void follower_link::answer(const crowd_report& said, const room_presence& people, timestamp now) {
    report_heard heard{where_, epoch_, said.number, is_gap_, {}};
    for (const auto who : followers_.gone_from(said.from, now - grace_ - timing::absence_kept)) {
        if (people.is_connected(who)) heard.elsewhere.push_back(who);
    }
    nodes_.tell(said.from, heard);
}

follower_link::news follower_link::lose(const node_name& name, timestamp last_seen, timestamp now) {
    news out;
    const auto heard = followers_.drop(name);
    // It may have spoken over the bus after its last beat.
    const auto until = std::min(std::max(last_seen, heard.lost_at), now);
    for (const auto who : heard.lost) {
        out.push_back(gone_from(heard.node, who, until, leave_reason::lost));
    }
    return out;
}

void follower_link::grew(const saved_events& saved) {
    if (followers_.is_empty()) return;
    log_grew said{.session = where_, .events = {}};
    for (const auto& happened : saved) {
        said.events.push_back(*happened);
        if (said.events.size() < events_a_message) continue;
        nodes_.tell_followers(said);
        said.events.clear();
    }
    if (!said.events.empty()) nodes_.tell_followers(said);
}

void follower_link::beat(
    seq_number end, std::size_t present, room_presence& people, timestamp now
) {
    for (const auto& name : followers_.silent_since(now - timing::follower_silence)) {
        followers_.drop(name);
    }
    const auto& told = people.known().told;
    if (now - told.at < timing::owner_beat) return;
    room_beat said{where_, nodes_.self(), epoch_, end, present, {}};
    auto gone = absent(people, now);
    const bool is_news = said != told_ || gone != told.all;
    const bool is_urgent = is_news && gone.size() <= many_absent;
    if (now - told.at < (is_urgent ? timing::owner_beat : timing::owner_quiet_beat)) return;
    // A node that cannot save has to be taken for dead.
    if (!nodes_.is_beating()) return;
    told_ = said;
    people.note_told({std::move(gone), now});
    said.absent = people.known().told.as_ages(now);
    nodes_.tell_followers(said);
}

std::vector<crowd::absence> follower_link::absent(const room_presence& people, timestamp now)
    const {
    return people.absent(followers_.missed_since(now - timing::reports_missed));
}

}  // namespace aula
