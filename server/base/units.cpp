#include "base/units.hpp"

#include <array>
#include <charconv>
#include <limits>
#include <span>

namespace aula {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr std::array duration_units{
    unit{"d", 86'400'000}, unit{"h", 3'600'000}, unit{"min", 60'000}, unit{"s", 1000}, unit{"ms", 1}
};
constexpr std::array size_units{
    unit{"GiB", 1ULL << 30}, unit{"MiB", 1ULL << 20}, unit{"KiB", 1ULL << 10}, unit{"B", 1}
};

std::optional<std::uint64_t> parse(std::string_view text, std::span<const unit> units) {
    std::uint64_t number = 0;
    const auto end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc{}) return {};
    std::string_view name(stop, static_cast<std::size_t>(end - stop));
    if (name.starts_with(' ')) name.remove_prefix(1);
    for (const auto& [known, factor] : units) {
        if (name != known) continue;
        constexpr auto max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        if (number > max / factor) return {};
        return number * factor;
    }
    return {};
}

/// Units are sorted largest first, and the smallest has the factor 1.
std::string text_of(std::uint64_t value, std::span<const unit> units) {
    if (value == 0) return std::string("0").append(units.back().name);
    for (const auto& [name, factor] : units) {
        if (value % factor == 0) return std::to_string(value / factor).append(name);
    }
    return {};
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    const auto parsed = parse(text, duration_units);
    if (!parsed) return {};
    return std::chrono::milliseconds(static_cast<std::int64_t>(*parsed));
}

std::string duration_text(std::chrono::milliseconds duration) {
    return text_of(static_cast<std::uint64_t>(duration.count()), duration_units);
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    return parse(text, size_units);
}

std::string size_text(std::uint64_t bytes) {
    return text_of(bytes, size_units);
}

}  // namespace aula
