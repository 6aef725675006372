#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "base/changeable.hpp"

namespace aula {

/// What one conversion may cost. The defaults serve; tests shrink them.
struct deck_limits {
    std::uint64_t file_bytes_max = 50ull << 20;
    int pages_max = 300;
    int page_points_max =
        14400;  ///< Either side of a page: 5 m, the most that PDF asks a viewer to take.
    int page_ratio_max = 5;  ///< Long side to short side: bounds the pixels of a page.
    std::uint64_t output_bytes_max = 256ull << 20;    ///< All pictures and texts of one deck.
    std::chrono::milliseconds wall_max{10 * 60'000};  ///< One conversion, from start to end.
    /// A conversion of few pages has less: this, and more for each page. A page takes a second or
    /// two of a processor, and the tools yield to everything else on the machine.
    std::chrono::milliseconds wall_base{30'000};
    std::chrono::milliseconds wall_per_page{30'000};
    std::chrono::seconds cpu_per_tool_max{60};  ///< One run of one tool.
    /// How full the disk may be when a page is drawn; may change under way.
    changeable<std::uint64_t> disk_percent_max{100};

    /// The most that a conversion of this many pages takes from start to end.
    std::chrono::milliseconds wall_of(int pages) const {
        return std::min(wall_max, wall_base + wall_per_page * pages);
    }
};

}  // namespace aula
