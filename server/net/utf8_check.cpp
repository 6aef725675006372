#include "net/utf8_check.hpp"

namespace aula {
namespace {

constexpr unsigned char continuation_first = 0x80;
constexpr unsigned char continuation_last = 0xbf;

}  // namespace

bool utf8_check::take(std::string_view piece) {
    for (const char letter : piece) {
        const auto byte = static_cast<unsigned char>(letter);
        if (missing_ == 0) {
            if (byte >= 0x80 && !start(byte)) return false;
            continue;
        }
        if (byte < least_ || byte > most_) return false;
        --missing_;
        least_ = continuation_first;
        most_ = continuation_last;
    }
    return true;
}

/// The first byte of a longer character, and what may follow it (RFC 3629 §4).
bool utf8_check::start(unsigned char first) {
    if (first < 0xc2 || first > 0xf4) return false;
    missing_ = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    least_ = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : continuation_first;
    most_ = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : continuation_last;
    return true;
}

}  // namespace aula
