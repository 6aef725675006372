#include "domain/call_link.hpp"

#include <algorithm>
#include <charconv>

#include "domain/text.hpp"

namespace aula {
namespace {

constexpr std::string_view scheme = "https://";

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_in_host(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

bool begins_with_scheme(std::string_view url) {
    const auto is_same = [](char there, char wanted) {
        return there == wanted || (is_letter(there) && (there | 0x20) == wanted);
    };
    return url.size() >= scheme.size() &&
           std::ranges::equal(url.substr(0, scheme.size()), scheme, is_same);
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-';
}

/// A name of letters, digits and dashes. The last label begins with a letter: browsers read
/// everything else as an IP address, in more notations than people recognise.
bool is_host_name(std::string_view host) {
    if (host.size() > 253 || !std::ranges::all_of(host, is_in_host)) return false;
    auto rest = host;
    for (auto dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
        if (!is_label(rest.substr(0, dot))) return false;
        rest.remove_prefix(dot + 1);
    }
    return is_label(rest) && is_letter(rest.front());
}

bool is_port(std::string_view text) {
    unsigned port = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failed == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65535;
}

}  // namespace

std::string_view objection_to_call_url(std::string_view url) {
    if (!begins_with_scheme(url)) {
        return "The link to the call is a whole address that begins with https://, such as "
               "https://zoom.us/j/123.";
    }
    if (count_characters(url) > call_url_max) {
        return "The link to the call is longer than 1000 characters. Use a shorter one.";
    }
    if (!is_all_visible(url) || url.find('\\') != std::string_view::npos) {
        return "The link to the call has a blank, a backslash or an invisible character. Copy it "
               "again from the call's own page.";
    }
    const auto rest = url.substr(scheme.size());
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.find('@') != std::string_view::npos) {
        return "The link to the call has a user name or a password before the host name. Take "
               "everything up to the @ out.";
    }
    const auto colon = authority.find(':');
    if (!is_host_name(authority.substr(0, colon))) {
        return "The link to the call needs a host name after https://, such as zoom.us. Write "
               "other than English letters in the form xn--.";
    }
    if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1))) {
        return "The port in the link to the call is a number from 1 to 65535.";
    }
    return {};
}

}  // namespace aula
