#include "sim/presence_truth.hpp"

#include <algorithm>

namespace aula::sim {
namespace {

using std::chrono::duration_cast;

/// A disk in trouble may have kept a leave out of the log for so long.
constexpr milliseconds longest_trouble{3'500};

time_spans in_order(time_spans of) {
    std::ranges::sort(of, {}, &time_span::from);
    return of;
}

time_spans widened(time_spans of, milliseconds by) {
    for (auto& each : of) each = {each.from - by, each.to + by};
    return merged(of, milliseconds{0});
}

time_spans narrowed(const time_spans& of, milliseconds by) {
    time_spans out;
    for (const auto& each : of) {
        if (each.length() > 2 * by) out.push_back({each.from + by, each.to - by});
    }
    return out;
}

/// What of `these` is in none of `those`.
milliseconds left_over(const time_spans& these, const time_spans& those) {
    return total(these) - total(intersection(these, those));
}

std::string text_of(const time_spans& of) {
    std::string out;
    for (const auto& each : of) {
        const auto from = (each.from - virtual_clock::beginning).count();
        out += ' ' + std::to_string(from) + '-' + std::to_string(from + each.length().count());
    }
    return out;
}

}  // namespace

void presence_truth::entered(session_id where, participant_id who, std::int64_t link) {
    auto& all = stays_[{where, who}];
    open_[link] = {where, who, all.size()};
    all.push_back({at(time_.now()), at(time_.now()), {}});
}

void presence_truth::heard(std::int64_t link) {
    const auto known = open_.find(link);
    if (known == open_.end()) return;
    const auto& [where, who, index] = known->second;
    stays_[{where, who}][index].heard = at(time_.now());
}

void presence_truth::left(std::int64_t link, bool was_seen) {
    const auto known = open_.find(link);
    if (known == open_.end()) return;
    const auto& [where, who, index] = known->second;
    auto& gone = stays_[{where, who}][index];
    gone.to = was_seen ? at(time_.now()) : gone.heard;
    open_.erase(known);
}

void presence_truth::crashed() {
    for (const auto& [link, of] : open_) {
        stays_[{of.where, of.who}][of.index].to = at(time_.now());
    }
    open_.clear();
    crashes_.push_back(at(time_.now()));
}

std::size_t presence_truth::present(session_id where) const {
    std::vector<participant_id> here;
    for (const auto& [link, of] : open_) {
        if (of.where == where) here.push_back(of.who);
    }
    std::ranges::sort(here);
    return static_cast<std::size_t>(
        std::ranges::distance(here.begin(), std::ranges::unique(here).begin())
    );
}

bool presence_truth::has_crash_in(const time_span& gap) const {
    return std::ranges::any_of(crashes_, [&](timestamp at) {
        return at >= gap.from && at <= gap.to;
    });
}

bool presence_truth::is_unnoticed(const time_span& gap) const {
    return std::ranges::any_of(sleeps_, [&](const time_span& sleep) {
        return gap.to >= sleep.from && gap.to <= sleep.to;
    });
}

time_spans presence_truth::stays_of(
    session_id where, participant_id who, milliseconds grace, gaps closed
) const {
    const auto known = stays_.find({where, who});
    if (known == stays_.end()) return {};
    time_spans all;
    for (const auto& each : known->second) {
        all.push_back({each.from, std::max(each.from, each.to.value_or(at(time_.now())))});
    }
    time_spans out;
    for (const auto& each : in_order(std::move(all))) {
        const time_span gap{out.empty() ? each.from : out.back().to, each.from};
        const bool is_long = each.from - gap.from >= grace;
        const bool is_apart = out.empty() ||
                              (closed == gaps::any && is_long && !is_unnoticed(gap)) ||
                              (closed == gaps::without_crash && (is_long || has_crash_in(gap)));
        if (is_apart) {
            out.push_back(each);
        } else {
            out.back().to = std::max(out.back().to, each.to);
        }
    }
    return out;
}

time_spans presence_truth::until_noticed(time_spans stays, milliseconds unnoticed) const {
    for (auto& each : stays) {
        for (const auto crash : crashes_) {
            if (crash > each.to && crash - each.to <= unnoticed) each.to = crash;
        }
    }
    return stays;
}

time_spans presence_truth::excused() const {
    return merged(in_order(excuses_), milliseconds{0});
}

void presence_truth::check(
    const ledger& log, session_id where, const live_settings& with, milliseconds slack, verdict& to
) const {
    const auto now = at(time_.now());
    for (const auto& person : log.state().people.all()) {
        if (person.is_removed) continue;
        time_spans said;
        for (const auto& each : person.presences)
            said.push_back({each.from, each.to.value_or(now)});
        said = merged(said, with.grace);
        const auto longer = with.grace + slack;
        const auto stays = stays_of(where, person.id, longer, gaps::any);
        const auto most =
            widened(until_noticed(stays, longer + with.silence + longest_trouble), slack);
        const auto who = person.id.text() + " in " + where.text();
        to.expect(
            left_over(said, most) == milliseconds{0}, "I6",
            who + " is credited with" + text_of(said) + ", but was there" + text_of(most)
        );
        const auto shorter = std::max(milliseconds{0}, with.grace - slack);
        const auto least =
            narrowed(stays_of(where, person.id, shorter, gaps::without_crash), slack);
        const auto lost = left_over(least, said);
        const auto missing = lost - (total(intersection(least, excused())) -
                                     total(intersection(intersection(least, excused()), said)));
        to.expect(
            missing <= milliseconds{0}, "I6",
            who + " is credited with" + text_of(said) + ", but was there" + text_of(least) +
                "; excused:" + text_of(excused())
        );
    }
}

}  // namespace aula::sim
