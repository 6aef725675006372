#include "domain/attendance.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace aula {
namespace {

/// A page and when it was on the screen.
struct showing {
    slide_view slide;
    time_span when;
};

std::vector<showing> showings_of(const session& state, timestamp now) {
    const bool has_ended = state.life.phase() == session_phase::ended;
    const auto end = has_ended ? *state.life.since() : now;
    std::vector<showing> shown;
    const auto& changes = state.slides.changes();
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const auto until = i + 1 < changes.size() ? changes[i + 1].at : end;
        if (changes[i].slide && changes[i].at < until) {
            shown.push_back({*changes[i].slide, {changes[i].at, until}});
        }
    }
    return shown;
}

/// Both lists are in order of time.
std::size_t count_seen(const std::vector<showing>& shown, const time_spans& present) {
    std::set<std::pair<deck_id, int>> seen;
    auto slide = shown.begin();
    auto stay = present.begin();
    while (slide != shown.end() && stay != present.end()) {
        if (std::max(slide->when.from, stay->from) < std::min(slide->when.to, stay->to)) {
            seen.emplace(slide->slide.deck, slide->slide.page);
        }
        if (slide->when.to < stay->to) {
            ++slide;
        } else {
            ++stay;
        }
    }
    return seen.size();
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
    time_spans live;
    std::vector<showing> shown;
    timestamp now;
    milliseconds grace;
    bool has_ended;
};

attendance attendance_of(const person& of, const setting& in) {
    time_spans stays;
    for (const auto& each : of.presences) stays.push_back({each.from, each.to.value_or(in.now)});
    attendance was;
    was.present = merged(stays, in.grace);
    was.is_present = of.is_present();
    was.messages = of.messages;
    if (of.presences.empty()) return was;
    was.first_join = of.presences.front().from;
    was.last_leave = of.presences.back().to;
    if (!was.present.empty()) was.rejoins = was.present.size() - 1;
    was.longest_gap = longest_gap(was.present, in.live);
    was.slides_seen = count_seen(in.shown, was.present);
    const auto credited = intersection(was.present, in.live);
    was.live = total(credited);
    if (credited.empty()) return was;
    was.late = credited.front().from - in.live.front().from;
    if (in.has_ended) was.left_early = in.live.back().to - credited.back().to;
    return was;
}

}  // namespace

const attendance* session_attendance::find(participant_id who) const {
    const auto found = people.find(who);
    return found == people.end() ? nullptr : &found->second;
}

session_attendance attendance_of(const session& state, timestamp now, const attendance_rule& rule) {
    now = not_before(state, now);
    const setting in{
        .live = state.life.live_windows(now, rule.counts_pauses),
        .shown = showings_of(state, now),
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
