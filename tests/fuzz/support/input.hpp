#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/support/target.hpp"

namespace aula::fuzz {

/// The input as choices: bytes are taken off its front, and when there are none left every choice
/// is the first one.
class input {
public:
    explicit input(bytes given) : left_(given) {}

    bool is_empty() const { return left_.empty(); }
    std::size_t size() const { return left_.size(); }

    std::uint8_t byte() {
        if (left_.empty()) return 0;
        const auto first = left_.front();
        left_ = left_.subspan(1);
        return first;
    }
    /// 0 … `count` - 1, out of one byte or two.
    std::size_t below(std::size_t count) {
        std::size_t chosen = byte();
        if (count > 256) chosen = chosen * 256 + byte();
        return chosen % count;
    }
    std::uint64_t number() {
        std::uint64_t out = 0;
        for (int at = 0; at < 8; ++at) out = out << 8 | byte();
        return out;
    }
    /// At most so many bytes.
    std::string text(std::size_t most) {
        const auto taken = std::min(most, left_.size());
        std::string out(reinterpret_cast<const char*>(left_.data()), taken);
        left_ = left_.subspan(taken);
        return out;
    }
    /// Up to the next byte of this value, which goes too: texts that mutate in place.
    std::string until(std::uint8_t end) {
        const auto found = std::ranges::find(left_, end);
        auto out = text(static_cast<std::size_t>(found - left_.begin()));
        byte();
        return out;
    }
    std::string rest() { return text(left_.size()); }

private:
    bytes left_;
};

}  // namespace aula::fuzz
