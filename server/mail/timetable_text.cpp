#include "mail/timetable_text.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/zone.hpp"

namespace aula {
namespace {

using names_of_days = std::array<const char*, 7>;
using names_of_months = std::array<const char*, 12>;

constexpr names_of_days english_days{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};
constexpr names_of_days dutch_days{"zondag",    "maandag", "dinsdag", "woensdag",
                                   "donderdag", "vrijdag", "zaterdag"};
constexpr names_of_months english_months{"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
constexpr names_of_months dutch_months{"januari",   "februari", "maart",    "april",
                                       "mei",       "juni",     "juli",     "augustus",
                                       "september", "oktober",  "november", "december"};

std::chrono::local_days day_of(wall_time at) {
    return std::chrono::floor<std::chrono::days>(at);
}

/// `Monday 2 March 2026`
std::string day_text(wall_time at, mail_language language) {
    const bool is_dutch = language == mail_language::dutch;
    const auto day = day_of(at);
    const std::chrono::year_month_day date{day};
    const auto weekday = std::chrono::weekday{day}.c_encoding();
    const auto month = unsigned{date.month()} - 1;
    return std::string((is_dutch ? dutch_days : english_days)[weekday]) + " " +
           std::to_string(unsigned{date.day()}) + " " +
           (is_dutch ? dutch_months : english_months)[month] + " " +
           std::to_string(int{date.year()});
}

std::string clock_text(wall_time at) {
    const std::chrono::hh_mm_ss time{at - day_of(at)};
    std::array<char, 16> text{};
    std::snprintf(
        text.data(), text.size(), "%02d:%02d", static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count())
    );
    return text.data();
}

std::string span_text(wall_time from, wall_time to) {
    return clock_text(from) + "-" + clock_text(to);
}

}  // namespace

std::string timetable_text(
    const std::vector<timetable_line>& lines, std::string_view zone, mail_language language
) {
    std::string out;
    for (const auto& line : lines) {
        const wall_time utc_start{line.starts_at.time_since_epoch()};
        const wall_time utc_end{line.ends_at.time_since_epoch()};
        const auto start = to_wall(line.starts_at, zone);
        const auto end = to_wall(line.ends_at, zone);
        if (start && end) {
            out += day_text(*start, language) + ", " + span_text(*start, *end) + " (";
            if (day_of(*start) != day_of(utc_start)) out += day_text(utc_start, language) + ", ";
            out += span_text(utc_start, utc_end) + " UTC)\n";
        } else {
            out += day_text(utc_start, language) + ", " + span_text(utc_start, utc_end) + " UTC\n";
        }
        out += "  " + line.title + (line.lecturer.empty() ? "" : ", " + line.lecturer) + "\n\n";
    }
    return out;
}

}  // namespace aula
