#include "fuzz/support/http_model.hpp"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>

namespace aula::fuzz {
namespace {

using lines = std::vector<std::string_view>;

bool is_token(std::string_view text) {
    static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x80 && (std::isalnum(byte) != 0 || others.find(c) != std::string_view::npos);
    });
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// More than any input has when it is more than twelve digits.
std::uint64_t number_of(std::string_view digits) {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    return digits.size() > 12 ? ~0ULL : std::stoull("0" + std::string(digits));
}

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Lines that end in CRLF up to an empty one, which is taken too; nothing when they do not end, or
/// have a CR, an LF, or a control character elsewhere.
std::optional<lines> take_lines(std::string_view& rest) {
    lines out;
    for (;;) {
        const auto end = rest.find("\r\n");
        if (end == std::string_view::npos) return {};
        const auto line = rest.substr(0, end);
        const bool is_clean = std::ranges::none_of(line, [](char c) {
            const auto byte = static_cast<unsigned char>(c);
            return (byte < 0x20 && c != '\t') || byte == 0x7f;
        });
        if (!is_clean) return {};
        rest.remove_prefix(end + 2);
        if (line.empty()) return out;
        out.push_back(line);
    }
}

std::optional<std::string> chunks(std::string_view& rest) {
    std::string body;
    for (;;) {
        const auto end = rest.find("\r\n");
        if (end == std::string_view::npos) return {};
        const auto line = rest.substr(0, end);
        const auto digits = line.substr(0, line.find_first_of("; \t"));
        if (digits.empty() || digits.size() > 15 ||
            digits.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) {
            return {};
        }
        const auto size = std::stoull(std::string(digits), nullptr, 16);
        rest.remove_prefix(end + 2);
        if (size == 0) break;
        if (rest.size() < size || rest.size() - size < 2) return {};
        if (rest.substr(size, 2) != "\r\n") return {};
        body += rest.substr(0, size);
        rest.remove_prefix(size + 2);
    }
    if (!take_lines(rest)) return {};
    return body;
}

std::optional<framed_request> take(std::string_view& rest) {
    if (rest.starts_with("\r\n")) rest.remove_prefix(2);
    const auto head = take_lines(rest);
    if (!head || head->empty()) return {};
    const auto line = head->front();
    const auto one = line.find(' '), two = line.rfind(' ');
    if (one == std::string_view::npos || one == two) return {};
    framed_request out{
        std::string(line.substr(0, one)), std::string(line.substr(one + 1, two - one - 1)), {}
    };
    const auto version = line.substr(two + 1);
    if (!is_token(out.method) || out.target.find_first_of(" \t") != std::string::npos) return {};
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return {};
    std::multimap<std::string, std::string_view> fields;
    for (const auto field : lines(head->begin() + 1, head->end())) {
        const auto colon = field.find(':');
        if (colon == std::string_view::npos || !is_token(field.substr(0, colon))) return {};
        fields.emplace(lower(field.substr(0, colon)), trimmed(field.substr(colon + 1)));
    }
    const auto hosts = fields.count("host");
    if (hosts > 1 || (hosts == 0 && version == "HTTP/1.1")) return {};
    const auto codings = fields.count("transfer-encoding"),
               lengths = fields.count("content-length");
    if (codings > 0) {
        const bool is_clear = codings == 1 && lengths == 0 && version == "HTTP/1.1" &&
                              lower(fields.find("transfer-encoding")->second) == "chunked";
        auto body = is_clear ? chunks(rest) : std::nullopt;
        if (!body) return {};
        out.body = std::move(*body);
        return out;
    }
    if (lengths > 1) return {};
    if (lengths == 0) return out;
    const auto length = fields.find("content-length")->second;
    if (!is_digits(length)) return {};
    const auto size = number_of(length);
    if (rest.size() < size) return {};
    out.body = rest.substr(0, size);
    rest.remove_prefix(size);
    return out;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return std::tolower(static_cast<unsigned char>(c)) - 'a' + 10;
}

}  // namespace

std::vector<framed_request> requests_in(std::string_view bytes) {
    std::vector<framed_request> out;
    while (!bytes.empty()) {
        auto one = take(bytes);
        if (!one) break;
        out.push_back(std::move(*one));
    }
    return out;
}

std::string decoded_path(std::string_view target) {
    target = target.substr(0, target.find('?'));
    std::string out;
    for (std::size_t at = 0; at < target.size(); ++at) {
        if (target[at] == '%' && at + 2 < target.size()) {
            out += static_cast<char>(hex(target[at + 1]) * 16 + hex(target[at + 2]));
            at += 2;
        } else {
            out += target[at];
        }
    }
    return out;
}

}  // namespace aula::fuzz
