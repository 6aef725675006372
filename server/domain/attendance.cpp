#include "domain/attendance.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

namespace aula {
namespace {

/// When a page was on the screen; pages are numbered as they first come.
struct showing {
    std::size_t page;
    time_span when;
};
struct screen_story {
    std::vector<showing> showings;  ///< In order of time.
    std::size_t pages = 0;
};

screen_story story_of(const session& state, timestamp now) {
    const auto end = state.life.end(now);
    std::map<std::pair<deck_id, int>, std::size_t> numbers;
    screen_story story;
    const auto& changes = state.slides.changes();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto& [at, slide] = changes[i];
        const auto until = i + 1 < changes.size() ? changes[i + 1].at : end;
        if (!slide || at >= until) continue;
        const auto number = numbers.try_emplace({slide->deck, slide->page}, numbers.size());
        story.showings.push_back({number.first->second, {at, until}});
    }
    story.pages = numbers.size();
    return story;
}

std::size_t count_seen(const screen_story& screen, const time_spans& present) {
    std::vector<bool> seen(screen.pages);
    auto showing = screen.showings.begin();
    auto stay = present.begin();
    while (showing != screen.showings.end() && stay != present.end()) {
        const auto from = std::max(showing->when.from, stay->from);
        if (from < std::min(showing->when.to, stay->to)) seen[showing->page] = true;
        if (showing->when.to < stay->to) {
            ++showing;
        } else {
            ++stay;
        }
    }
    return static_cast<std::size_t>(std::ranges::count(seen, true));
}

milliseconds longest_gap(const time_spans& present, const time_spans& live) {
    milliseconds longest{};
    for (std::size_t i = 1; i < present.size(); ++i) {
        const time_spans gap{{present[i - 1].to, present[i].from}};
        longest = std::max(longest, total(intersection(gap, live)));
    }
    return longest;
}

/// What is the same for everybody in the session.
struct setting {
    time_spans live;     ///< That counts.
    time_spans outside;  ///< Live time that does not.
    time_span punctual;  ///< Who comes by its start is not late, who stays until its end not early.
    screen_story screen;
    timestamp now;
    milliseconds grace;
    bool has_ended;
};

/// The planned time as far as the session was live. The live time itself where that is what counts.
time_span punctual_time(const session& state, const time_spans& live) {
    if (live.empty()) return {};
    const time_span whole{live.front().from, live.back().to};
    const auto& plan = state.life.plan();
    if (!plan) return whole;
    const bool is_planned = !intersection({whole}, {*plan}).empty();
    if (!is_planned) return whole;
    return {std::max(whole.from, plan->from), std::min(whole.to, plan->to)};
}

time_spans stays_of(const person& of, timestamp now) {
    time_spans stays;
    for (const auto& each : of.presences) stays.push_back({each.from, each.to.value_or(now)});
    // In the order of the log already, unless a clock went back.
    if (!std::ranges::is_sorted(stays, {}, &time_span::from)) {
        std::ranges::sort(stays, {}, &time_span::from);
    }
    return stays;
}

attendance attendance_of(const person& of, const setting& in) {
    const auto stays = stays_of(of, in.now);
    attendance was;
    was.present = merged(stays, in.grace);
    was.is_present = of.is_present();
    was.messages = of.messages;
    if (of.presences.empty()) return was;
    was.first_join = of.presences.front().from;
    was.last_leave = of.presences.back().to;
    if (!was.present.empty()) was.rejoins = was.present.size() - 1;
    was.longest_gap = longest_gap(was.present, in.live);
    was.slides_seen = count_seen(in.screen, was.present);
    const auto credited = intersection(was.present, in.live);
    was.live = total(credited);
    was.outside = total(intersection(was.present, in.outside));
    if (credited.empty()) return was;
    const auto none = milliseconds::zero();
    was.late = std::max(none, credited.front().from - in.punctual.from);
    if (in.has_ended) was.left_early = std::max(none, in.punctual.to - credited.back().to);
    return was;
}

}  // namespace

const attendance* session_attendance::find(participant_id who) const {
    const auto found = people.find(who);
    return found == people.end() ? nullptr : &found->second;
}

time_spans counted_time(const session& state, timestamp now, const attendance_rule& rule) {
    auto live = state.life.live_windows(now, rule.counts_pauses);
    const auto& plan = state.life.plan();
    if (!plan) return live;
    const time_span planned{plan->from - rule.before, plan->to + rule.after};
    auto both = intersection(live, {planned});
    return both.empty() ? live : both;
}

session_attendance attendance_of(const session& state, timestamp now, const attendance_rule& rule) {
    now = not_before(state, now);
    const auto live = counted_time(state, now, rule);
    const setting in{
        .live = live,
        .outside = rest_of(state.life.live_windows(now, rule.counts_pauses), live),
        .punctual = punctual_time(state, live),
        .screen = story_of(state, now),
        .now = now,
        .grace = rule.grace,
        .has_ended = state.life.phase() == session_phase::ended,
    };
    session_attendance all{
        .has_started = state.life.started_at().has_value(),
        .has_ended = in.has_ended,
        .live = total(in.live),
        .people = {},
    };
    all.people.reserve(state.people.all().size());
    for (const auto& each : state.people.all()) {
        all.people.emplace(each.id, attendance_of(each, in));
    }
    return all;
}

}  // namespace aula
