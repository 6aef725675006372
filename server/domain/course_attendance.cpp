#include "domain/course_attendance.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "domain/figures.hpp"

namespace aula {
namespace {

/// The most people at one moment. Who goes at the moment another comes is not counted with them.
class peak_counter {
public:
    void add(const time_spans& present) {
        for (const auto& stay : present) {
            steps_.emplace_back(stay.from, 1);
            steps_.emplace_back(stay.to, -1);
        }
    }
    std::size_t peak() {
        std::ranges::sort(steps_);
        int here = 0;
        int most = 0;
        for (const auto& [at, step] : steps_) most = std::max(most, here += step);
        return static_cast<std::size_t>(most);
    }

private:
    std::vector<std::pair<timestamp, int>> steps_;
};

struct tally {
    counts_row row;
    peak_counter peak;
};

void count(tally& in, const attendance* was, attendance_status status) {
    ++in.row.registered;
    if (was != nullptr && was->is_present) ++in.row.present;
    if (was != nullptr && was->live > milliseconds::zero()) ++in.row.attended;
    if (status == attendance_status::absent) ++in.row.absent;
    if (was != nullptr) in.peak.add(was->present);
}

}  // namespace

std::string_view name_of(attendance_status value) {
    static constexpr std::array<std::string_view, 4> names{
        "not_started", "present", "attended", "absent"
    };
    return names[static_cast<std::size_t>(value)];
}

std::string_view name_of(count_group value) {
    static constexpr std::array<std::string_view, 3> names{"all", "institution", "country"};
    return names[static_cast<std::size_t>(value)];
}

course_attendance::course_attendance(
    std::span<const course_session> sessions, std::span<const registered_person> people,
    timestamp now, const attendance_rule& rule
)
    : sessions_(sessions), people_(people), rule_(rule) {
    attended_.reserve(sessions.size());
    for (const auto& each : sessions) {
        attended_.push_back(
            each.state == nullptr ? session_attendance{} : attendance_of(*each.state, now, rule)
        );
    }
}

attendance_status course_attendance::status_of(const session_attendance& in, const attendance* was)
    const {
    if (was != nullptr && was->is_present && !in.has_ended) return attendance_status::present;
    if (was != nullptr && was->live > milliseconds::zero()) return attendance_status::attended;
    return in.has_started || in.has_ended ? attendance_status::absent
                                          : attendance_status::not_started;
}

std::vector<counts_row> course_attendance::counts() const {
    std::vector<counts_row> rows;
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        const auto& in = attended_[i];
        std::map<std::pair<count_group, std::string>, tally> tallies;
        tallies[{count_group::all, {}}];  // also when nobody is registered
        for (const auto& each : people_) {
            if (each.role != role::attendee || each.is_removed) continue;
            const auto* was = in.find(each.id);
            const auto status = status_of(in, was);
            count(tallies[{count_group::all, {}}], was, status);
            count(tallies[{count_group::institution, each.institution}], was, status);
            count(tallies[{count_group::country, each.country}], was, status);
        }
        for (auto& [key, each] : tallies) {
            each.row.of = &sessions_[i];
            std::tie(each.row.group, each.row.name) = key;
            each.row.peak = each.peak.peak();
            rows.push_back(std::move(each.row));
        }
    }
    return rows;
}

std::vector<persons_row> course_attendance::persons() const {
    std::vector<persons_row> rows;
    rows.reserve(sessions_.size() * people_.size());
    for (std::size_t i = 0; i < sessions_.size(); ++i) {
        for (const auto& each : people_) {
            const auto* was = attended_[i].find(each.id);
            persons_row row;
            row.of = &sessions_[i];
            row.who = &each;
            row.status = status_of(attended_[i], was);
            if (was != nullptr) row.was = *was;
            row.permille = permille_of(row.was.live, attended_[i].live);
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

std::vector<intervals_row> course_attendance::intervals() const {
    std::vector<intervals_row> rows;
    for (const auto& in : sessions_) {
        if (in.state == nullptr) continue;
        for (const auto& each : people_) {
            const auto* known = in.state->people.find(each.id);
            if (known == nullptr) continue;
            for (const auto& stay : known->presences) rows.push_back({&in, &each, stay});
        }
    }
    return rows;
}

std::vector<matrix_row> course_attendance::matrix() const {
    std::vector<matrix_row> rows;
    rows.reserve(people_.size());
    for (const auto& each : people_) rows.push_back(row_of(each));
    return rows;
}

matrix_row course_attendance::row_of(const registered_person& who) const {
    matrix_row row;
    row.who = &who;
    milliseconds whole{};
    for (const auto& in : attended_) {
        const auto* was = in.find(who.id);
        const auto live = was == nullptr ? milliseconds{} : was->live;
        const auto outside = was == nullptr ? milliseconds{} : was->outside;
        row.cells.push_back({.live = live, .outside = outside, .status = status_of(in, was)});
        row.live += live;
        whole += in.live;
    }
    row.permille = permille_of(row.live, whole);
    // By the figure that is shown: cut to tenths, it reaches a whole number when the share does.
    const bool is_enough = row.permille >= rule_.minimum_percent * 10;
    row.has_certificate = is_enough && row.live > milliseconds::zero() && !who.is_removed;
    return row;
}

}  // namespace aula
