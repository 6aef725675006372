#include "net/chunk_scan.hpp"

#include <algorithm>

namespace aula {
namespace {

/// The value of a hexadecimal digit; 16 for anything else.
std::uint64_t digit_of(char letter) {
    if (letter >= '0' && letter <= '9') return static_cast<std::uint64_t>(letter - '0');
    if (letter >= 'a' && letter <= 'f') return static_cast<std::uint64_t>(letter - 'a' + 10);
    if (letter >= 'A' && letter <= 'F') return static_cast<std::uint64_t>(letter - 'A' + 10);
    return 16;
}

bool is_control_of_line(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (byte < 0x20 && letter != '\t') || byte == 0x7f;
}

}  // namespace

bool chunk_scan::take(std::string_view next) {
    while (!next.empty()) {
        if (place_ == place::data) {
            const auto passed = std::min<std::uint64_t>(left_, next.size());
            next.remove_prefix(static_cast<std::size_t>(passed));
            left_ -= passed;
            if (left_ == 0) place_ = place::data_ends;
            continue;
        }
        if (!step(next.front())) return false;
        next.remove_prefix(1);
    }
    return true;
}

bool chunk_scan::step(char letter) {
    switch (place_) {
        case place::size:
            return step_size(letter);
        case place::extension:
            if (letter == '\r') place_ = place::size_ends;
            return letter == '\r' || (++in_line_ <= http_head_max && !is_control_of_line(letter));
        case place::size_ends:
            place_ = left_ > 0 ? place::data : place::trailer;
            has_size_ = false;
            in_line_ = 0;
            return letter == '\n';
        case place::data:
            return false;
        case place::data_ends:
            place_ = place::data_over;
            return letter == '\r';
        case place::data_over:
            place_ = place::size;
            return letter == '\n';
        case place::trailer:
            return !trailer_.is_whole() && ++in_line_ <= http_head_max && trailer_.step(letter);
    }
    return false;
}

bool chunk_scan::step_size(char letter) {
    constexpr std::uint64_t largest = ~std::uint64_t{0} >> 4;
    const auto digit = digit_of(letter);
    if (digit < 16) {
        if (left_ > largest) return false;
        left_ = left_ << 4 | digit;
        has_size_ = true;
        return true;
    }
    if (letter == '\r') place_ = place::size_ends;
    if (letter != '\r') place_ = place::extension;
    return has_size_ && (letter == '\r' || letter == ';' || letter == ' ' || letter == '\t');
}

}  // namespace aula
