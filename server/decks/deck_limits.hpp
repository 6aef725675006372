#pragma once

#include <chrono>
#include <cstdint>

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
    std::chrono::seconds cpu_per_tool_max{60};        ///< One run of one tool.
};

}  // namespace aula
