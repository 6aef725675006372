#include "domain/live_time.hpp"

#include <algorithm>
#include <ranges>
#include <utility>

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

void live_time::begin(timestamp at) {
    if (!started_at_) started_at_ = at;
    since_ = at;
}

void live_time::stop(timestamp at) {
    if (since_ && *since_ < at) ended_.push_back({*since_, at});
    since_.reset();
}

void live_time::resume(timestamp since, timestamp at) {
    gaps_.push_back({since, at});
    if (!since_) return;
    stop(since);
    since_ = at;
}

void live_time::shift(timestamp from, milliseconds by) {
    if (since_) move_earlier(*since_, from, by);
    if (started_at_) move_earlier(*started_at_, from, by);
    move_all_earlier(ended_, from, by);
    move_all_earlier(gaps_, from, by);
}

void live_time::correct(std::optional<timestamp> started_at, std::optional<timestamp> ended_at) {
    if (started_at) corrected_start_ = started_at;
    if (ended_at) corrected_end_ = ended_at;
}

std::optional<timestamp> live_time::started_at() const {
    return corrected_start_ ? corrected_start_ : started_at_;
}

std::optional<time_span> live_time::newest_gap(milliseconds at_least) const {
    for (const auto& gap : gaps_ | std::views::reverse) {
        if (gap.length() >= at_least) return gap;
    }
    return {};
}

time_spans live_time::windows(timestamp now, timestamp end, bool counts_pauses) const {
    if (counts_pauses) {
        const auto first = started_at();
        return first ? rest_of(merged({{*first, end}}, {}), in_order(gaps_)) : time_spans{};
    }
    auto all = ended_;
    if (since_) all.push_back({*since_, now});
    all = in_order(std::move(all));
    if (corrected_start_) all = begun_at(std::move(all), *corrected_start_, end);
    if (corrected_end_) all = ended_at(std::move(all), *corrected_end_);
    return all;
}

}  // namespace aula
