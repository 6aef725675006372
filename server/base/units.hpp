#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aula {

/// A whole number with one of the units ms, s, min, h, d: `15s`, `250 ms`, `2min`. No unit, no
/// value.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

/// In the largest unit that loses nothing: `15s`, `250ms`, `2min`.
std::string duration_text(std::chrono::milliseconds duration);

/// A whole number with one of the units GiB, MiB, KiB and B: `50MiB`. No unit, no value.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// Bytes in the largest of GiB, MiB, KiB and B that loses nothing: `50MiB`.
std::string size_text(std::uint64_t bytes);

}  // namespace aula
