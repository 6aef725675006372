#include "base/zone.hpp"

#include <date/tz.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <stdexcept>

namespace aula {
namespace {

// date-tz's own local_time differs from the standard's only in its clock type: the count is the
// same.
using tz_wall_time = date::local_time<milliseconds>;

/// The zone or why there is none. date-tz reports by exceptions, from a missing database as from an
/// unknown name; both end here.
result<const date::time_zone*> find_zone(std::string_view name) {
    try {
        date::get_tzdb();
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        return {error_code::internal, "The time zone database cannot be read; install tzdata."};
    }
    const date::time_zone* zone = nullptr;
    try {
        zone = date::locate_zone(name);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        return {
            error_code::invalid,
            "\"" + std::string(name.substr(0, 64)) +
                "\" is not a time zone; use an IANA name such as Europe/Amsterdam."
        };
    }
    try {
        zone->get_info(date::sys_seconds{});  // loads the zone's file, or throws
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception&) {
        return {error_code::busy, "The time zone's file cannot be read now."};
    }
    return zone;
}

std::string digits(const char* format, auto... values) {
    std::array<char, 48> text{};
    const int length = std::snprintf(text.data(), text.size(), format, values...);
    return {text.data(), static_cast<std::size_t>(length)};
}

std::string date_and_time(milliseconds since_1970) {
    const timestamp as_if_utc{since_1970};
    const auto day = std::chrono::floor<std::chrono::days>(as_if_utc);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{as_if_utc - day};
    return digits(
        "%04d-%02u-%02uT%02d:%02d:%02d", int{date.year()}, unsigned{date.month()},
        unsigned{date.day()}, static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count())
    );
}

std::string offset_text(seconds offset) {
    const auto minutes = std::abs(offset.count()) / 60;
    const char sign = offset.count() < 0 ? '-' : '+';
    return digits(
        "%c%02lld:%02lld", sign, static_cast<long long>(minutes / 60),
        static_cast<long long>(minutes % 60)
    );
}

}  // namespace

bool is_zone(std::string_view name) {
    const auto found = find_zone(name);
    return found || found.error().code == error_code::busy;
}

result<timestamp> to_utc(wall_time wall, std::string_view zone) {
    const auto found = find_zone(zone);
    if (!found) return found.error();
    const auto local = (*found)->get_info(tz_wall_time{wall.time_since_epoch()});
    if (local.result == date::local_info::nonexistent) {
        return {
            error_code::invalid, date_and_time(wall.time_since_epoch()) + " does not exist in " +
                                     std::string(zone) +
                                     ": the clocks go forward then; choose a time after the change."
        };
    }
    // Shown twice: `first` is the rule before the change, hence the earlier instant.
    return timestamp{wall.time_since_epoch() - local.first.offset};
}

result<wall_time> to_wall(timestamp at, std::string_view zone) {
    const auto found = find_zone(zone);
    if (!found) return found.error();
    return wall_time{at.time_since_epoch() + (*found)->get_info(at).offset};
}

std::string to_local_iso8601(timestamp at, std::string_view zone) {
    const auto found = find_zone(zone);
    const auto offset = found ? (*found)->get_info(at).offset : seconds{0};
    return date_and_time(at.time_since_epoch() + offset) + offset_text(offset);
}

std::optional<wall_time> parse_wall_time(std::string_view text) {
    if (text.size() != 16 && text.size() != 19) return {};
    std::string utc(text);
    if (utc[10] == ' ') utc[10] = 'T';
    if (utc.size() == 16) utc += ":00";
    const auto as_if_utc = parse_iso8601(utc + 'Z');
    if (!as_if_utc) return {};
    return wall_time{as_if_utc->time_since_epoch()};
}

}  // namespace aula
