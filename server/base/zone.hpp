#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace aula {

/// A date and a time of day as a clock on the wall shows it: no instant before a zone is named.
using wall_time = std::chrono::local_time<milliseconds>;

// Zones are IANA names (`Europe/Amsterdam`, `Asia/Jakarta`); the rules come from the system's
// tzdata, read once per process. Safe from any thread; the first call of a process touches the
// disk.

/// Whether the system's tzdata has a zone of this exact name. False also when there is no tzdata:
/// `to_utc` says why.
bool is_zone(std::string_view name);

/// The instant at which a clock in this zone shows `wall`.
///
/// A time that is shown twice (the clocks go back) is the earlier of the two. A time that is never
/// shown (the clocks go forward) is `invalid`, as is an unknown zone: both come from a person's
/// form or file and deserve a question.
result<timestamp> to_utc(wall_time wall, std::string_view zone);

/// What a clock in this zone shows at that instant.
result<wall_time> to_wall(timestamp at, std::string_view zone);

/// `2026-03-02T10:15:00+01:00`: local time with its offset, whole seconds. An unknown zone is shown
/// as UTC, `+00:00`, because a report must not fail over one person's zone.
std::string to_local_iso8601(timestamp at, std::string_view zone);

/// Reads `2026-03-02T10:15` or `2026-03-02T10:15:30`, as in course documents; a space may stand for
/// the `T`.
std::optional<wall_time> parse_wall_time(std::string_view text);

}  // namespace aula
