// Letters: whatever stands in them, their heads have the fields that they should and no others, and
// subject and body come out as they went in.

#include "mail/message.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "fuzz/support/frame_model.hpp"
#include "fuzz/support/input.hpp"
#include "mail/templates.hpp"

namespace aula::fuzz::of_mail {
namespace {

constexpr std::array<std::string_view, 9> field_names{
    "Date",         "From",         "To",
    "Subject",      "Message-ID",   "Auto-Submitted",
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding"
};

using fields = std::vector<std::pair<std::string, std::string>>;

/// Lines that end in CRLF, none longer than a mail server must take (RFC 5321 §4.5.3.1.6).
std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const auto end = text.find("\r\n");
        require(end != std::string_view::npos, "every line ends in CRLF");
        const auto line = text.substr(0, end);
        require(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos, "and nowhere else");
        require(line.size() <= 998, "and is not too long");
        out.emplace_back(line);
        text.remove_prefix(end + 2);
    }
    return out;
}

/// The head unfolded (RFC 5322 §2.2.3); `text` is left at the body.
fields take_head(std::string_view& text) {
    const auto end = text.find("\r\n\r\n");
    require(end != std::string_view::npos, "the head ends");
    const auto head = lines_of(text.substr(0, end + 2));
    text.remove_prefix(end + 4);
    fields out;
    for (const auto& line : head) {
        if (line.starts_with(' ')) {
            require(!out.empty(), "a folded line belongs to a field");
            out.back().second += line;
            continue;
        }
        const auto colon = line.find(": ");
        require(colon != std::string::npos, "a field has a name and a value");
        out.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    }
    return out;
}

std::string from_base64(std::string_view text) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    unsigned bits = 0;
    int held = 0;
    for (const char c : text) {
        if (c == '=') break;
        const auto value = alphabet.find(c);
        require(value != alphabet.npos, "base64 has its letters only");
        bits = bits << 6 | static_cast<unsigned>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out += static_cast<char>(bits >> held & 255);
    }
    return out;
}

/// RFC 2047: words side by side, whose blanks between do not count; or the text itself.
std::string decoded_words(std::string_view text) {
    constexpr std::string_view start = "=?utf-8?B?";
    if (!text.starts_with(start)) return std::string(text);
    std::string out;
    while (!text.empty()) {
        require(text.starts_with(start), "words stand side by side");
        const auto end = text.find("?=");
        require(end != std::string_view::npos && end + 2 <= 75, "a word ends, and is short");
        const auto part = from_base64(text.substr(start.size(), end - start.size()));
        require(is_utf8_so_far(part, true), "no character is cut by a word's end");
        out += part;
        text.remove_prefix(std::min(text.size(), end + 2));
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    return out;
}

int hex(char c) {
    return c <= '9' ? c - '0' : c - 'A' + 10;
}

/// RFC 2045 §6.7.
std::string from_quoted_printable(std::string_view body) {
    std::string out;
    for (const auto& line : lines_of(body)) {
        require(line.size() <= 76, "a quoted line is short");
        require(!line.ends_with(' ') && !line.ends_with('\t'), "and does not end in a blank");
        bool is_soft = false;
        for (std::size_t at = 0; at < line.size(); ++at) {
            if (line[at] != '=') {
                out += line[at];
            } else if (at + 1 == line.size()) {
                is_soft = true;
            } else {
                require(at + 2 < line.size(), "a quoted byte is whole");
                out += static_cast<char>(hex(line[at + 1]) * 16 + hex(line[at + 2]));
                at += 2;
            }
        }
        if (!is_soft) out += '\n';
    }
    return out;
}

void check_body(const std::string& sent, std::string_view coding, std::string_view body) {
    if (coding == "base64") {
        std::string joined;
        for (const auto& line : lines_of(body)) joined += line;
        return require(from_base64(joined) == sent, "the words come back");
    }
    require(coding == "quoted-printable", "the coding is one of two");
    const auto ends = sent.empty() || sent.ends_with('\n');
    require(from_quoted_printable(body) == sent + (ends ? "" : "\n"), "the words come back");
}

void check(const message& letter) {
    const auto text = to_rfc5322(letter);
    if (!text) return;
    std::string_view rest = *text;
    const auto head = take_head(rest);
    require(head.size() == field_names.size(), "the head has its fields and no others");
    for (std::size_t at = 0; at < head.size(); ++at) {
        require(head[at].first == field_names[at], "in their order");
    }
    require(head[2].second == "<" + letter.to + ">", "it goes to one person");
    require(head[1].second.ends_with("<" + letter.from.address + ">"), "and comes from us");
    require(decoded_words(head[3].second) == letter.subject, "the subject comes back");
    check_body(letter.body, head[8].second, rest);
}

void run(bytes given) {
    input from(given);
    const auto address = from.below(4) == 0 ? from.until('\n') : "ada@example.org";
    message letter{
        .from = {from.until('\n'), "aula@example.org"},
        .to = address,
        .subject = from.until('\x02'),
        .body = {},
        .id = "m7.1772442900000@example.org",
        .at = timestamp{milliseconds{from.number() % 4'000'000'000'000}},
    };
    if (from.below(2) == 0) {
        letter.body = from.rest();
        return check(letter);
    }
    registration_letter about;
    about.language = from.below(2) == 0 ? "nl" : "en";
    about.zone = from.below(2) == 0 ? "Africa/Kampala" : from.until('\n');
    about.course_title = from.until('\n');
    about.person_name = from.until('\n');
    about.organizer = from.until('\n');
    about.timetable.push_back({from.until('\n'), from.until('\n'), letter.at, letter.at});
    const auto text = from.below(2) == 0 ? registration_mail(about) : new_link_mail(about);
    letter.subject = text.subject;
    letter.body = text.body;
    check(letter);
}

const target mail("mail", run);

}  // namespace
}  // namespace aula::fuzz::of_mail
