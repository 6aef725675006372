#include "mail/encoding.hpp"

#include <algorithm>
#include <cstdint>

#include "domain/utf8.hpp"

namespace aula::mail_encoding {
namespace {

constexpr std::size_t line_max = 76;
constexpr std::size_t header_line_max = 78;
constexpr std::size_t word_max = 75;
constexpr std::string_view word_start = "=?utf-8?B?";
constexpr std::string_view word_end = "?=";

bool is_printable(char c) {
    return c >= ' ' && c < 0x7F;
}

/// The longest front of `text` of at most `bytes_max` bytes that ends between two characters; at
/// least one character.
std::string_view whole_characters(std::string_view text, std::size_t bytes_max) {
    auto rest = text;
    std::size_t end = 0;
    while (!rest.empty()) {
        utf8::take(rest);
        const auto next = text.size() - rest.size();
        if (next > bytes_max && end > 0) break;
        end = next;
    }
    return text.substr(0, end);
}

void append_quoted(std::string& out, char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    out += '=';
    out += digits[value >> 4];
    out += digits[value & 15];
}

void append_quoted_line(std::string& out, std::string_view line) {
    std::size_t used = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_last = i + 1 == line.size();
        const bool is_plain =
            (is_printable(c) && c != '=' && !(c == ' ' && is_last)) || (c == '\t' && !is_last);
        const std::size_t width = is_plain ? 1 : 3;
        if (used + width > line_max - (is_last ? 0 : 1)) {
            out += "=\r\n";
            used = 0;
        }
        if (is_plain) {
            out += c;
        } else {
            append_quoted(out, c);
        }
        used += width;
    }
    out += "\r\n";
}

}  // namespace

bool is_utf8(std::string_view text) {
    constexpr std::string_view honest_replacement = "\xEF\xBF\xBD";
    while (!text.empty()) {
        const auto before = text;
        if (utf8::take(text) == utf8::replacement && !before.starts_with(honest_replacement)) {
            return false;
        }
    }
    return true;
}

std::string base64(std::string_view bytes) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const auto group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            bits = bits << 8 | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0u);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            out += j <= group.size() ? alphabet[bits >> (18 - 6 * j) & 63] : '=';
        }
    }
    return out;
}

std::string base64_lines(std::string_view bytes) {
    const auto whole = base64(bytes);
    std::string out;
    for (std::size_t i = 0; i < whole.size(); i += line_max) {
        out.append(whole, i, line_max).append("\r\n");
    }
    return out;
}

std::string quoted_printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto end = text.find('\n');
        append_quoted_line(out, text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return out;
}

std::string encoded_words(std::string_view text, std::size_t used) {
    std::string out;
    auto room = std::min(header_line_max - used, word_max);
    while (!text.empty()) {
        const auto base64_max = room - word_start.size() - word_end.size();
        const auto part = whole_characters(text, base64_max / 4 * 3);
        if (!out.empty()) out += "\r\n ";
        out.append(word_start).append(base64(part)).append(word_end);
        text.remove_prefix(part.size());
        room = word_max;
    }
    return out;
}

std::string header_text(std::string_view text, std::size_t used) {
    const bool is_plain = std::ranges::all_of(text, is_printable) &&
                          used + text.size() <= header_line_max &&
                          text.find("=?") == std::string_view::npos;
    return is_plain ? std::string(text) : encoded_words(text, used);
}

}  // namespace aula::mail_encoding
