#include "api/email_address.hpp"

#include <algorithm>

namespace aula {
namespace {

constexpr std::string_view letters_and_digits = "abcdefghijklmnopqrstuvwxyz0123456789";

bool consists_of(std::string_view text, std::string_view allowed_beside_letters) {
    return std::ranges::all_of(text, [&](char c) {
        return letters_and_digits.find(c) != std::string_view::npos ||
               allowed_beside_letters.find(c) != std::string_view::npos;
    });
}

bool has_empty_part(std::string_view text) {
    return text.empty() || text.front() == '.' || text.back() == '.' ||
           text.find("..") != std::string_view::npos;
}

bool is_domain(std::string_view domain) {
    if (has_empty_part(domain) || domain.find('.') == std::string_view::npos) return false;
    if (!consists_of(domain, ".-") || domain.size() > 253) return false;
    while (!domain.empty()) {
        const auto label = domain.substr(0, domain.find('.'));
        if (label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
        domain.remove_prefix(std::min(domain.size(), label.size() + 1));
    }
    return true;
}

}  // namespace

std::string normal_email(std::string_view address) {
    const auto first = address.find_first_not_of(' ');
    if (first == std::string_view::npos || address.size() > 300) return {};
    address = address.substr(first, address.find_last_not_of(' ') - first + 1);
    std::string lower(address);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    const auto at = lower.find('@');
    if (at == std::string::npos || lower.size() > 254) return {};
    const auto local = std::string_view(lower).substr(0, at);
    const auto domain = std::string_view(lower).substr(at + 1);
    if (has_empty_part(local) || local.size() > 64) return {};
    if (!consists_of(local, ".!#$%&'*+/=?^_`{|}~-") || !is_domain(domain)) return {};
    return lower;
}

std::string why_no_email(std::string_view address) {
    const auto is_ascii = [](std::string_view text) {
        return std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; });
    };
    const auto at = address.rfind('@');
    if (at != std::string_view::npos && !is_ascii(address.substr(0, at))) {
        return "Before the @ only letters a to z, digits and signs can be used here; give another "
               "address.";
    }
    if (at != std::string_view::npos && !is_ascii(address.substr(at + 1))) {
        return "Write the part behind the @ in its form with letters a to z, which begins with "
               "xn--.";
    }
    return "This is not an e-mail address that can be written to.";
}

}  // namespace aula
