#include "base/clock.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace aula {
namespace {

using std::chrono::floor;

bool read_number(std::string_view text, int& out) {
    const auto end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, out);
    return error == std::errc{} && at == end && text[0] != '-' && text[0] != '+';
}

}  // namespace

server_clock::server_clock()
    : wall_at_start_(floor<milliseconds>(std::chrono::system_clock::now())),
      steady_at_start_(std::chrono::steady_clock::now()) {}

timestamp server_clock::now() const {
    return wall_at_start_ +
           floor<milliseconds>(std::chrono::steady_clock::now() - steady_at_start_);
}

void append_iso8601(std::string& out, timestamp at) {
    const auto day = floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 40> text{};
    const int length = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int{date.year()},
        unsigned{date.month()}, unsigned{date.day()}, static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count())
    );
    out.append(text.data(), static_cast<std::size_t>(length));
}

std::string to_iso8601(timestamp at) {
    std::string out;
    append_iso8601(out, at);
    return out;
}

std::optional<timestamp> parse_iso8601(std::string_view text) {
    const bool has_milliseconds = text.size() == 24;
    if (!has_milliseconds && text.size() != 20) return {};
    if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
        text.back() != 'Z' || (has_milliseconds && text[19] != '.')) {
        return {};
    }
    int year{}, month{}, day{}, hour{}, minute{}, second{}, milli{};
    if (!read_number(text.substr(0, 4), year) || !read_number(text.substr(5, 2), month) ||
        !read_number(text.substr(8, 2), day) || !read_number(text.substr(11, 2), hour) ||
        !read_number(text.substr(14, 2), minute) || !read_number(text.substr(17, 2), second) ||
        (has_milliseconds && !read_number(text.substr(20, 3), milli))) {
        return {};
    }
    const std::chrono::year_month_day date{
        std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}
    };
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) return {};
    return timestamp{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
           std::chrono::minutes{minute} + seconds{second} + milliseconds{milli};
}

}  // namespace aula
