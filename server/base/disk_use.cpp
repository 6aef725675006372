#include "base/disk_use.hpp"

#include <system_error>

namespace aula {

bool disk_use::has_room(std::uint64_t bytes, std::uint64_t percent) const {
    // In parts of a hundred, so that no product overflows.
    const auto allowed = all / 100 * percent + all % 100 * percent / 100;
    return used <= allowed && bytes <= allowed - used;
}

std::uint64_t disk_use::percent() const {
    if (all == 0) return 100;
    const auto part = static_cast<double>(used) / static_cast<double>(all) * 100;
    const auto whole = static_cast<std::uint64_t>(part);
    return static_cast<double>(whole) < part ? whole + 1 : whole;
}

std::optional<disk_use> disk_use_at(const std::filesystem::path& folder) {
    std::error_code why;
    const auto space = std::filesystem::space(folder, why);
    if (why || space.capacity == 0) return {};
    const auto used = space.capacity - space.free;
    return disk_use{used, used + space.available};
}

}  // namespace aula
