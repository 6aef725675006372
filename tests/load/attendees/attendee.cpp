#include "attendee.hpp"

#include <sys/epoll.h>

#include <utility>

#include "wire_text.hpp"

namespace aula::load {
namespace {

constexpr int broken = 1006;     // RFC 6455 §7.4.1: no close frame came
constexpr int not_upgraded = 0;  // our own

int close_code_of(std::string_view payload) {
    if (payload.size() < 2) return 1005;
    return static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
}

}  // namespace

void attendee::come(std::string hello) {
    hello_ = std::move(hello);
    answer_.clear();
    frames_.reset();
    nats_.reset();
    state_ = state::connecting;
    wire_.connect(in_.to, at_.number);
    if (!wire_.is_open()) return lose(broken);
    in_.loop.watch(wire_.descriptor(), *this);
}

void attendee::send(std::string_view message, opcode kind) {
    wire_.write(client_frame(kind, message));
}

void attendee::stall() {
    in_.loop.forget(wire_.descriptor());
    state_ = state::stalled;
}

void attendee::replug() {
    if (is_deaf_) lose(broken);
}

void attendee::cut() {
    wire_.close();
    is_deaf_ = false;
    state_ = state::away;
}

/// Says what comes first as soon as it can be said.
bool attendee::establish() {
    const auto reached = wire_.establish();
    if (reached == wire_state::closed) lose(broken);
    if (reached != wire_state::open) return false;
    if (state_ == state::connecting) {
        state_ = state::upgrading;
        const bool is_aula = in_.speaks == dialect::aula;
        wire_.write(upgrade_text(in_.to.authority, in_.to.origin(), is_aula));
    }
    return true;
}

void attendee::ready(std::uint32_t events) {
    if (is_deaf_ || state_ == state::away || state_ == state::stalled || !establish()) return;
    wire_.flush();
    for (;;) {
        const auto got = wire_.read(in_.buffer);
        if (got.state == wire_state::closed) return lose(broken);
        if (got.state == wire_state::waiting) return;
        read_at_ = now();
        const std::string_view bytes(in_.buffer.data(), got.bytes);
        if (state_ == state::upgrading) {
            take_upgrade(bytes);
        } else {
            take_frames(bytes);
        }
        if (state_ == state::away || state_ == state::stalled) return;
        // A short read has emptied a plain socket: the next byte is a new edge. Not so its end,
        // when that came together with these bytes.
        const bool may_end = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
        if (!in_.to.is_tls && !may_end && got.bytes < in_.buffer.size()) return;
    }
}

void attendee::take_upgrade(std::string_view bytes) {
    answer_.append(bytes);
    const auto end = answer_.find(head_end);
    if (end == std::string::npos) return;
    if (!answer_.starts_with("HTTP/1.1 101")) return lose(not_upgraded);
    const auto rest = answer_.substr(end + head_end.size());
    answer_ = {};
    state_ = state::greeting;
    switch (in_.speaks) {
        case dialect::echo:
            sit_down_among_others();
            break;
        case dialect::nats:
            send(nats_hello);
            break;
        case dialect::aula:
            send(std::exchange(hello_, {}));
            break;
    }
    take_frames(rest);
}

void attendee::take_frames(std::string_view bytes) {
    frames_.feed(bytes, [this](opcode kind, std::string_view payload) {
        return take(kind, payload);
    });
}

/// False when nothing more is to be read.
bool attendee::take(opcode kind, std::string_view payload) {
    switch (kind) {
        case opcode::text:
        case opcode::binary:
            if (kind == opcode::binary && in_.speaks == dialect::aula) {
                if (at_.is_reader) in_.book.delivered(number_of_media(payload), read_at_);
                break;
            }
            if (in_.speaks != dialect::nats) {
                take_text(payload);
                break;
            }
            nats_.feed(payload, [this](nats_word word, std::string_view message) {
                take_nats(word, message);
            });
            break;
        case opcode::ping:
            ++in_.seen.pings;
            wire_.write(client_frame(opcode::pong, payload));
            break;
        case opcode::close:
            lose(close_code_of(payload));
            break;
        default:
            break;
    }
    return state_ == state::greeting || state_ == state::seated;
}

void attendee::take_nats(nats_word word, std::string_view message) {
    switch (word) {
        case nats_word::message:
            return take_text(message);
        case nats_word::pong:  // to the ping behind our subscription, which therefore counts by now
            return sit_down_among_others();
        case nats_word::ping:
            return send(nats_pong);
    }
}

void attendee::take_text(std::string_view text) {
    auto rest = text;
    if (!take_prefix(rest, R"({"type":")")) return;
    const auto type = rest.substr(0, rest.find('"'));
    rest.remove_prefix(type.size() + 1);
    if (take_prefix(rest, R"(,"seq":)")) return take_event(type, rest, text);
    if (take_prefix(rest, R"(,"ref":)")) {
        const auto ref = static_cast<std::uint32_t>(take_number(rest));
        if (ref >= first_control) {
            ++in_.controls_answered;
        } else if (type == "ok") {
            in_.book.acked(ref, read_at_);
            if (in_.told && take_prefix(rest, R"(,"seq":)"))
                in_.told->acked(*this, ref, take_number(rest));
        } else if (take_prefix(rest, R"(,"reason":")")) {
            const auto reason = rest.substr(0, rest.find('"'));
            in_.book.refused(ref, reason);
            if (in_.told) in_.told->refused(*this, ref, reason);
        }
    } else if (type == "accepted") {
        is_resumed_ = text.find(R"("resumed":true)") != std::string_view::npos;
        if (is_resumed_) sit_down();
    }
}

/// A welcome, or an event: the two that carry a seq of the log.
void attendee::take_event(std::string_view type, std::string_view rest, std::string_view text) {
    const auto seq = take_number(rest);
    if (!take_prefix(rest, R"(,"prev":)")) {  // a welcome
        last_seq_ = seq;
        if (in_.told) in_.told->welcomed(*this, seq);
        return sit_down();
    }
    if (take_number(rest) > last_seq_) ++in_.seen.gaps;
    if (seq <= last_seq_) {
        ++in_.seen.doubled;
        return;
    }
    last_seq_ = seq;
    if (!at_.is_reader) return;
    if (type == "chat_posted") {
        ++in_.seen.chat_frames;
        in_.seen.chat_bytes += text.size();
        const auto number = number_of(text);
        in_.book.delivered(number, read_at_);
        if (in_.told) in_.told->shown(*this, seq, number);
    } else if (type == "slide_shown") {
        const auto page = page_of(text);
        in_.book.delivered(in_.slide_numbers[page % in_.slide_numbers.size()], read_at_);
        if (page == in_.awaited_page) in_.page_arrivals.push_back(read_at_);
    }
}

/// In a room that keeps no log: what was sent before is nobody's business.
void attendee::sit_down_among_others() {
    last_seq_ = in_.book.next_number() - 1;
    sit_down();
}

void attendee::sit_down() {
    state_ = state::seated;
    if (in_.on_seated) in_.on_seated(*this);
}

void attendee::lose(int close_code) {
    cut();
    ++in_.seen.closed[close_code];
    if (in_.on_lost) in_.on_lost(*this);
}

}  // namespace aula::load
