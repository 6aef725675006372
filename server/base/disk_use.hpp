#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace aula {

/// How full a file system is, in bytes, as `df` tells it: what is kept for the system's
/// administrator counts for neither.
struct disk_use {
    std::uint64_t used = 0;
    std::uint64_t all = 0;

    /// Whether it is at most this full with these bytes more.
    bool has_room(std::uint64_t bytes, std::uint64_t percent) const;

    /// Rounded up.
    std::uint64_t percent() const;
};

/// Nothing when the file system cannot be asked.
std::optional<disk_use> disk_use_at(const std::filesystem::path& folder);

}  // namespace aula
