#include "client/terminal.hpp"

#include <unistd.h>

#include <cstdio>

namespace aula::cli {
namespace {

/// The letter's code point; `text` moves behind it. Bytes that are no UTF-8 count one by one.
char32_t next_letter(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t letter = length == 1 ? lead : lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length && i < text.size(); ++i) {
        letter = letter << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
    }
    text.remove_prefix(length < text.size() ? length : text.size());
    return letter;
}

bool is_between(char32_t letter, char32_t first, char32_t last) {
    return letter >= first && letter <= last;
}

/// Combining marks, joiners and marks of direction.
bool is_zero_width(char32_t letter) {
    return is_between(letter, 0x300, 0x36f) || is_between(letter, 0x591, 0x5c7) ||
           is_between(letter, 0x610, 0x61a) || is_between(letter, 0x64b, 0x65f) ||
           is_between(letter, 0x200b, 0x200f) || is_between(letter, 0x202a, 0x202e) ||
           is_between(letter, 0xfe00, 0xfe0f);
}

/// East Asian wide letters and emoji, by block.
bool is_wide(char32_t letter) {
    return is_between(letter, 0x1100, 0x115f) || is_between(letter, 0x2e80, 0xa4cf) ||
           is_between(letter, 0xac00, 0xd7a3) || is_between(letter, 0xf900, 0xfaff) ||
           is_between(letter, 0xfe30, 0xfe6f) || is_between(letter, 0xff00, 0xff60) ||
           is_between(letter, 0xffe0, 0xffe6) || is_between(letter, 0x1f300, 0x1faff) ||
           is_between(letter, 0x20000, 0x3fffd);
}

}  // namespace

bool is_input_a_terminal() {
    return ::isatty(STDIN_FILENO) == 1;
}

bool is_output_a_terminal() {
    return ::isatty(STDOUT_FILENO) == 1;
}
bool is_error_a_terminal() {
    return ::isatty(STDERR_FILENO) == 1;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const auto letter = next_letter(text);
        if (!is_zero_width(letter)) width += is_wide(letter) ? 2 : 1;
    }
    return width;
}

void progress_line::show(const std::string& text) {
    if (!is_error_a_terminal()) return;
    std::fprintf(stderr, "\r%s\033[K", text.c_str());
    std::fflush(stderr);
    is_shown_ = true;
}

void progress_line::clear() {
    if (is_shown_) std::fputs("\r\033[K", stderr);
    is_shown_ = false;
}

}  // namespace aula::cli
