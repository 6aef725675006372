#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace aula {
namespace {

/// Levenshtein: how many letters must be put in, taken out or changed.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> row(to.size() + 1);
    for (std::size_t j = 0; j <= to.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= from.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= to.size(); ++j) {
            const auto change = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

}  // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates) {
    std::string_view best;
    std::size_t best_distance = word.size() / 3 + 2;
    for (const auto candidate : candidates) {
        const auto apart = distance(word, candidate);
        if (apart >= best_distance) continue;
        best = candidate;
        best_distance = apart;
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
    const auto best = nearest(word, candidates);
    return best.empty() ? std::string{} : "; did you mean " + std::string(best) + "?";
}

}  // namespace aula
