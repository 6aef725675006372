#include "domain/keys.hpp"

#include <algorithm>

#include "generated/messages.hpp"

namespace aula {
namespace {

/// FNV-1a: the same in every build, as a replayed log must be.
std::uint64_t hash_of(std::string_view key) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char each : key) {
        hash = (hash ^ static_cast<unsigned char>(each)) * 0x100000001B3U;
    }
    return hash;
}

}  // namespace

void answered_keys::remember(std::string_view key, seq_number became) {
    const entry newest{.key_hash = hash_of(key), .became = became};
    if (entries_.size() < limits::keys_kept) {
        entries_.push_back(newest);
        return;
    }
    entries_[oldest_] = newest;
    oldest_ = (oldest_ + 1) % entries_.size();
}

std::optional<seq_number> answered_keys::find(std::string_view key) const {
    const auto found = std::ranges::find(entries_, hash_of(key), &entry::key_hash);
    if (found == entries_.end()) return {};
    return found->became;
}

}  // namespace aula
