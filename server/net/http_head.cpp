#include "net/http_head.hpp"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/field.hpp>

namespace aula {
namespace http = boost::beast::http;

namespace {

bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

bool is_letter_or_digit(char letter) {
    return is_digit(letter) || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
}

/// A character of a token, RFC 9110 §5.6.2.
bool is_token(char letter) {
    return is_letter_or_digit(letter) ||
           std::string_view("!#$%&'*+-.^_`|~").find(letter) != std::string_view::npos;
}

bool is_control(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7f;
}

/// RFC 9112 §6.1, §6.3.
bool is_length_clear(const head_request& head) {
    const auto lengths = head.count(http::field::content_length);
    const auto codings = head.count(http::field::transfer_encoding);
    if (codings > 0) {
        const auto coding = head[http::field::transfer_encoding];
        return head.version() == 11 && codings == 1 && lengths == 0 &&
               boost::beast::iequals(coding, "chunked");
    }
    const auto length = head[http::field::content_length];
    return lengths == 0 ||
           (lengths == 1 && !length.empty() && std::ranges::all_of(length, is_digit));
}

/// RFC 9112 §3.2; a name, an address in brackets, a port.
bool is_host_clear(const head_request& head) {
    const auto hosts = head.count(http::field::host);
    const auto host = head[http::field::host];
    const auto is_allowed = [](char letter) {
        return is_letter_or_digit(letter) ||
               std::string_view("-._~%!$&'()*+;=:[]").find(letter) != std::string_view::npos;
    };
    return hosts <= 1 && (hosts == 1 || head.version() == 10) &&
           std::ranges::all_of(host, is_allowed);
}

}  // namespace

bool field_lines::step(char letter) {
    switch (place_) {
        case place::line_begins:
            place_ = letter == '\r' ? place::empty_line : place::name;
            return letter == '\r' || is_token(letter);
        case place::name:
            if (letter == ':') place_ = place::value;
            return letter == ':' || is_token(letter);
        case place::value:
            if (letter == '\r') place_ = place::line_ends;
            return letter == '\r' || letter == '\t' || !is_control(letter);
        case place::line_ends:
            place_ = place::line_begins;
            return letter == '\n';
        case place::empty_line:
            is_whole_ = true;
            return letter == '\n';
    }
    return false;
}

head_state head_scan::take(std::string_view all) {
    while (at_ < all.size() && !fields_.is_whole()) {
        if (at_ == begin_ + http_head_max) return head_state::too_large;
        if (!step(all[at_])) return head_state::malformed;
        ++at_;
    }
    return fields_.is_whole() ? head_state::whole : head_state::unfinished;
}

/// False when this byte may not stand here.
bool head_scan::step(char letter) {
    switch (place_) {
        case place::before:
            return step_before(letter);
        case place::request_line:
            if (letter == '\r') place_ = place::line_ends;
            return letter == '\r' || !is_control(letter);
        case place::line_ends:
            place_ = place::fields;
            return letter == '\n';
        case place::fields:
            return fields_.step(letter);
    }
    return false;
}

bool head_scan::step_before(char letter) {
    const bool is_in_empty_line = at_ == 1 && begin_ == 2;
    if (at_ == 0 && letter == '\r') {
        begin_ = 2;
        return true;
    }
    if (is_in_empty_line) return letter == '\n';
    place_ = place::request_line;
    return is_token(letter);
}

std::string_view objection_to(const head_request& head) {
    if (!is_length_clear(head)) return "The request's length is not clear.";
    if (!is_host_clear(head)) return "The Host header is missing or not clear.";
    return {};
}

bool has_body(const head_request& head) {
    const auto length = head[http::field::content_length];
    const bool is_zero = std::ranges::all_of(length, [](char digit) { return digit == '0'; });
    return head.count(http::field::transfer_encoding) > 0 || !is_zero;
}

}  // namespace aula
