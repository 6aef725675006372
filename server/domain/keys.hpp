#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.hpp"

namespace aula {

/// Which commands of one participant have been answered: the keys of the last `limits::keys_kept`
/// and the seq of what they became, so that a command sent twice happens once.
///
/// Keys are kept as 64-bit hashes to keep ten thousand people small: two of 256 keys of one person
/// meet by chance once in 10^14, and by design only to that person's own loss.
class answered_keys {
public:
    void remember(std::string_view key, seq_number became);
    std::optional<seq_number> find(std::string_view key) const;

private:
    struct entry {
        std::uint64_t key_hash;
        seq_number became;
    };
    std::vector<entry> entries_;  ///< A ring once it is full.
    std::size_t oldest_ = 0;
};

}  // namespace aula
