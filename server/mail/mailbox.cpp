#include "mail/mailbox.hpp"

#include <algorithm>

namespace aula {
namespace {

constexpr std::size_t address_max = 254;

bool is_address_character(char c) {
    constexpr std::string_view forbidden = "()<>[]:;,\\\"";
    return c > ' ' && c < 0x7F && forbidden.find(c) == std::string_view::npos;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

}  // namespace

bool is_mail_address(std::string_view text) {
    const auto at = text.find('@');
    return text.size() <= address_max && at != std::string_view::npos && at > 0 &&
           at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
           text[0] != '-' && std::ranges::all_of(text, is_address_character);
}

std::optional<mailbox> parse_mailbox(std::string_view text) {
    text = trimmed(text);
    mailbox parsed{{}, std::string(text)};
    if (const auto open = text.rfind('<'); open != std::string_view::npos && text.ends_with('>')) {
        auto name = trimmed(text.substr(0, open));
        if (name.size() >= 2 && name.starts_with('"') && name.ends_with('"')) {
            name = name.substr(1, name.size() - 2);
        }
        parsed = {std::string(name), std::string(text.substr(open + 1, text.size() - open - 2))};
    }
    if (!is_mail_address(parsed.address)) return {};
    return parsed;
}

}  // namespace aula
