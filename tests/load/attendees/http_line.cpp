#include "http_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <utility>

#include "wire_text.hpp"

namespace aula::load {
namespace {

bool is_same_letter(char one, char other) {
    return std::tolower(static_cast<unsigned char>(one)) ==
           std::tolower(static_cast<unsigned char>(other));
}

/// What stands between `after`, in capitals or not, and `until`; empty when it is not there.
std::string between(std::string_view text, std::string_view after, char until) {
    const auto found = std::ranges::search(text, after, is_same_letter);
    if (found.empty()) return {};
    return {found.end(), std::find(found.end(), text.end(), until)};
}

}  // namespace

std::string http_reply::text_of(std::string_view field) const {
    return between(body, "\"" + std::string(field) + "\":\"", '"');
}

std::string http_reply::cookie() const {
    return between(head, "set-cookie: ", ';');
}

std::string post_text(
    const target& to, std::string_view path, std::string_view cookie, std::string_view body,
    bool is_kept
) {
    std::string text = "POST ";
    text.append(path).append(" HTTP/1.1\r\nHost: ").append(to.authority);
    text.append("\r\nOrigin: ").append(to.origin()).append("\r\nSec-Fetch-Site: same-origin\r\n");
    if (!cookie.empty()) text.append("Cookie: ").append(cookie).append("\r\n");
    if (!is_kept) text.append("Connection: close\r\n");
    text.append("Content-Type: application/json\r\nContent-Length: ");
    return text.append(std::to_string(body.size())).append(head_end).append(body);
}

http_line::http_line(event_loop& loop, const target& to, std::size_t number) {
    wire_.connect(to, number);
    if (wire_.is_open()) loop.watch(wire_.descriptor(), *this);
    is_broken_ = !wire_.is_open();
}

void http_line::ask(std::string request, reply_to answer) {
    request_ = std::move(request);
    answer_ = std::move(answer);
    if (is_broken_) return fail();
    send_if_open();
}

void http_line::send_if_open() {
    const auto state = wire_.establish();
    if (state == wire_state::closed) return fail();
    if (state == wire_state::open && !request_.empty()) wire_.write(std::exchange(request_, {}));
}

void http_line::ready(std::uint32_t) {
    if (is_broken_) return;
    send_if_open();
    wire_.flush();
    std::array<char, 4096> buffer{};
    while (!is_broken_ && wire_.establish() == wire_state::open) {
        const auto got = wire_.read(buffer);
        if (got.state == wire_state::closed) return fail();
        if (got.state == wire_state::waiting) return;
        take({buffer.data(), got.bytes});
    }
}

void http_line::take(std::string_view bytes) {
    received_.append(bytes);
    const auto end = received_.find(head_end);
    if (end == std::string::npos) return;
    const auto body_at = end + head_end.size();
    const auto length =
        std::strtoull(between(received_, "content-length: ", '\r').c_str(), nullptr, 10);
    if (received_.size() - body_at < length) return;
    http_reply reply{.head = received_.substr(0, end), .body = received_.substr(body_at, length)};
    reply.status = std::atoi(between(reply.head, " ", ' ').c_str());
    received_.clear();
    if (answer_) std::exchange(answer_, {})(reply);
}

void http_line::fail() {
    is_broken_ = true;
    wire_.close();
    if (answer_) std::exchange(answer_, {})({});
}

}  // namespace aula::load
