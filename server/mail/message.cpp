#include "mail/message.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "mail/encoding.hpp"

namespace aula {
namespace {

using namespace mail_encoding;

bool is_header_text(std::string_view text) {
    const auto is_control = [](unsigned char c) { return c < ' ' || c == 0x7F; };
    return std::ranges::none_of(text, is_control) && is_utf8(text);
}

/// `Mon, 02 Mar 2026 10:15:00 +0000` (RFC 5322, 3.3).
std::string date_header(timestamp at) {
    constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 64> text{};
    std::snprintf(
        text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
        days[std::chrono::weekday{day}.c_encoding()], unsigned{date.day()},
        months[unsigned{date.month()} - 1], int{date.year()},
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count())
    );
    return text.data();
}

/// The name as a quoted string when it is ASCII, as RFC 2047 words when not; the address stands on
/// the next line.
std::string from_header(const mailbox& from) {
    const auto address = "<" + from.address + ">";
    if (from.name.empty()) return address;
    const auto is_plain =
        std::ranges::all_of(from.name, [](unsigned char c) { return c < 0x7F; }) &&
        from.name.size() <= 60;
    std::string shown;
    if (is_plain) {
        for (const char c : from.name) {
            if (c == '"' || c == '\\') shown += '\\';
            shown += c;
        }
        shown = '"' + shown + '"';
    } else {
        shown = encoded_words(from.name, sizeof "From: " - 1);
    }
    return shown + "\r\n " + address;
}

}  // namespace

result<std::string> to_rfc5322(const message& letter) {
    if (!is_mail_address(letter.from.address)) {
        return {error_code::invalid, "The sender's mail address is not one."};
    }
    if (!is_mail_address(letter.to)) {
        return {error_code::invalid, "The recipient's mail address is not one."};
    }
    for (const auto& text : {letter.from.name, letter.subject, letter.id}) {
        if (!is_header_text(text)) {
            return {error_code::invalid, "A mail header has a control character or is not UTF-8."};
        }
    }
    if (!is_utf8(letter.body)) return {error_code::invalid, "The letter is not UTF-8."};

    const auto quoted = quoted_printable(letter.body);
    const auto in_base64 = base64_lines(letter.body);
    const bool is_quoted = quoted.size() <= in_base64.size();
    return "Date: " + date_header(letter.at) +                                      //
           "\r\nFrom: " + from_header(letter.from) +                                //
           "\r\nTo: <" + letter.to + ">" +                                          //
           "\r\nSubject: " + header_text(letter.subject, sizeof "Subject: " - 1) +  //
           "\r\nMessage-ID: <" + letter.id + ">" +                                  //
           "\r\nAuto-Submitted: auto-generated"
           "\r\nMIME-Version: 1.0"
           "\r\nContent-Type: text/plain; charset=utf-8"
           "\r\nContent-Transfer-Encoding: " +
           (is_quoted ? "quoted-printable" : "base64") + "\r\n\r\n" +
           (is_quoted ? quoted : in_base64);
}

}  // namespace aula
