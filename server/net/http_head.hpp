#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace aula {

using head_request = boost::beast::http::request<boost::beast::http::empty_body>;

constexpr std::size_t http_head_max = 8 * 1024;

/// How far the head of a request has come.
enum class head_state : std::uint8_t {
    unfinished,  ///< More bytes are needed.
    whole,       ///< It ends at `head_scan::end()`.
    malformed,   ///< Answer 400.
    too_large,   ///< More than `http_head_max` bytes: answer 431.
};

/// Field lines up to the empty line that ends them, of a head or of a chunked body's trailer, one
/// byte at a time. Lets nothing through about which two readers could disagree: lines end in CRLF
/// and nothing else, no CR or LF stands alone, no NUL or other control character anywhere, no blank
/// before a colon, no line is folded onto the next (RFC 9112 §2.2, §5.1, §5.2).
class field_lines {
public:
    bool step(char letter);  ///< False when this byte may not stand here.
    bool is_whole() const { return is_whole_; }

private:
    enum class place : std::uint8_t {
        line_begins,
        name,
        value,
        line_ends,   ///< After a CR: only LF may follow.
        empty_line,  ///< After the CR of the last, empty line.
    };

    place place_ = place::line_begins;
    bool is_whole_ = false;
};

/// Looks at the bytes of a head before Beast does, by the rules of `field_lines`. One empty line
/// before the head is passed over (RFC 9112 §2.2).
///
/// No I/O. Each byte is looked at once, in however many pieces it comes.
class head_scan {
public:
    /// `all` is everything since the end of the request before; it only grows.
    head_state take(std::string_view all);

    std::size_t begin() const { return begin_; }  ///< Where its first line begins.
    std::size_t end() const { return at_; }       ///< Behind its empty line.

private:
    enum class place : std::uint8_t {
        before,        ///< Nothing yet, or one empty line.
        request_line,  ///< Method, target and version; what they must be like is Beast's to check.
        line_ends,     ///< After a CR: only LF may follow.
        fields,
    };

    bool step(char letter);
    bool step_before(char letter);

    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    place place_ = place::before;
    field_lines fields_;
};

/// Why this head is not served, or nothing: its length must be clear (no `Transfer-Encoding` but
/// exactly `chunked` in HTTP/1.1 and without a `Content-Length`; Beast 1.81 accepts more;
/// `Content-Length` once and in digits: RFC 9112 §6), and so must be whom it is for (`Host`, once:
/// §3.2).
std::string_view objection_to(const head_request& head);

/// Whether a body follows the head.
bool has_body(const head_request& head);

}  // namespace aula
