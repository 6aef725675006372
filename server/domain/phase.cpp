#include "domain/phase.hpp"

#include <algorithm>
#include <ranges>

#include "domain/session.hpp"

namespace aula {
namespace {

void move_all_earlier(time_spans& all, timestamp from, milliseconds by) {
    for (auto& each : all) {
        move_earlier(each.from, from, by);
        move_earlier(each.to, from, by);
    }
}

time_spans in_order(time_spans all) {
    std::ranges::sort(all, {}, &time_span::from);  // a corrected clock went back
    return merged(all, {});
}

/// Stretches that begin at `start`, as an organizer says: the first one is longer or shorter.
time_spans begun_at(time_spans windows, timestamp start, timestamp end) {
    if (windows.empty()) return merged({{start, end}}, {});
    windows.front().from = std::min(windows.front().from, start);
    return intersection(windows, {{start, std::max(start, windows.back().to)}});
}

time_spans ended_at(time_spans windows, timestamp end) {
    if (windows.empty()) return windows;
    windows.back().to = std::max(windows.back().to, end);
    return intersection(windows, {{windows.front().from, std::max(windows.front().from, end)}});
}

}  // namespace

std::optional<timestamp> life::since() const {
    if (phase_ == session_phase::scheduled) return {};
    return since_;
}

std::optional<timestamp> life::started_at() const {
    return corrected_start_ ? corrected_start_ : started_at_;
}

timestamp life::end(timestamp now) const {
    if (phase_ != session_phase::ended) return now;
    return corrected_end_.value_or(since_);
}

void life::close_window(timestamp until) {
    if (phase_ == session_phase::live && since_ < until) ended_windows_.push_back({since_, until});
}

void life::enter(session_phase next, timestamp at) {
    close_window(at);
    if (next == session_phase::live && !started_at_) started_at_ = at;
    phase_ = next;
    since_ = at;
    ended_by_itself_.reset();
}

void life::end_by_itself(timestamp until, timestamp at) {
    const own_ending how{at, phase_};
    enter(session_phase::ended, until);
    ended_by_itself_ = how;
}

void life::resume(timestamp since, timestamp at) {
    gaps_.push_back({since, at});
    if (phase_ != session_phase::live) return;
    close_window(since);
    since_ = at;
}

std::optional<time_span> life::newest_gap(milliseconds at_least) const {
    for (const auto& gap : gaps_ | std::views::reverse) {
        if (gap.length() >= at_least) return gap;
    }
    return {};
}

void life::shift(timestamp from, milliseconds by) {
    move_earlier(since_, from, by);
    if (started_at_) move_earlier(*started_at_, from, by);
    move_all_earlier(ended_windows_, from, by);
    move_all_earlier(gaps_, from, by);
}

void life::correct(std::optional<timestamp> started_at, std::optional<timestamp> ended_at) {
    if (started_at) corrected_start_ = started_at;
    if (ended_at) corrected_end_ = ended_at;
}

time_spans life::live_windows(timestamp now, bool counts_pauses) const {
    const auto last = end(now);
    if (counts_pauses) {
        const auto first = started_at();
        return first ? rest_of(merged({{*first, last}}, {}), in_order(gaps_)) : time_spans{};
    }
    auto windows = ended_windows_;
    if (phase_ == session_phase::live) windows.push_back({since_, now});
    windows = in_order(std::move(windows));
    if (corrected_start_) windows = begun_at(std::move(windows), *corrected_start_, last);
    if (corrected_end_) windows = ended_at(std::move(windows), *corrected_end_);
    return windows;
}

ruling decide_one(const session& state, const actor&, const open_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() != session_phase::scheduled) return refusal::no_change;
    return session_opened{};
}

ruling decide_one(const session& state, const actor&, const start_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() == session_phase::live) return refusal::no_change;
    return session_started{};
}

ruling decide_one(const session& state, const actor&, const pause_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() == session_phase::paused) return refusal::no_change;
    if (state.life.phase() != session_phase::live) return refusal::session_not_live;
    return session_paused{};
}

ruling decide_one(const session& state, const actor&, const end_session&) {
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    return session_ended{.until = {}};
}

}  // namespace aula
