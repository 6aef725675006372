// What clients send after the upgrade, through the real connection, rooms and audiences: in pieces
// of any size, well formed or not. Held against a model of RFC 6455 written for this.

#include <algorithm>
#include <array>

#include "fuzz/support/commands.hpp"
#include "fuzz/support/frame_model.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/server_in_memory.hpp"
#include "generated/codec.hpp"
#include "net/client_frames.hpp"
#include "net/frame_reader.hpp"
#include "net/server_frames.hpp"
#include "support/memory.hpp"

namespace aula::fuzz::of_frames {
namespace {

using test::client_frame_of;
using test::server_frame;

constexpr std::size_t wire_max = 60'000;  // `input_budget` is another matter

constexpr std::string_view upgrade =
    "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Origin: http://aula.test\r\nSec-WebSocket-Protocol: aula.v1\r\n\r\n";

std::string hello_frame(session_id where, role as) {
    std::string text;
    encode(text, hello{server_in_memory::ticket_for(as), where, {}});
    return client_frame_of(0x81, text);
}

std::string command_frame(input& from) {
    const auto number = 1 + static_cast<std::uint32_t>(from.byte());
    std::string text;
    encode(
        text,
        request_frame{number, "key-" + std::to_string(number) + "-of-it", command_of_client(from)}
    );
    return client_frame_of(0x81, text);
}

/// A head whose length has any form, in front of whatever comes.
std::string wild_head(input& from) {
    std::string out{static_cast<char>(from.byte()), static_cast<char>(from.byte())};
    const auto form = static_cast<unsigned char>(out[1]) & 127;
    return out + from.text(form == 126 ? 2 : form == 127 ? 8 : 0) + "\1\2\3\4";
}

std::string next_bytes(input& from, session_id where, role as) {
    static constexpr std::array<unsigned char, 8> firsts{0x81, 0x01, 0x00, 0x80,
                                                         0x82, 0x88, 0x89, 0x8a};
    switch (from.below(8)) {
        case 0:
            return from.text(1 + from.below(64));
        case 1:
            return hello_frame(where, as);
        case 2:
        case 3:
            return command_frame(from);
        case 4:
            return wild_head(from);
        case 5:
            return client_frame_of(
                firsts[from.below(firsts.size())], std::string(from.below(257) * 70, 'x')
            );
        default:
            return client_frame_of(firsts[from.below(firsts.size())], from.text(from.below(130)));
    }
}

// ---- the reader alone ----

spoken as_spoken(const client_frame& said) {
    using kind = client_frame::kind;
    static constexpr std::array kinds{spoken::text,     spoken::binary,    spoken::ping,
                                      spoken::pong,     spoken::close,     spoken::broken,
                                      spoken::not_utf8, spoken::too_large, spoken::too_many_parts};
    require(said.is != kind::nothing, "something was said");
    return {kinds[static_cast<std::size_t>(said.is) - 1], said.code, std::string(said.payload)};
}

void check_reader(std::string wire, const std::vector<spoken>& expected, std::size_t piece) {
    frame_reader reader(limits::command_bytes_max);
    std::vector<spoken> read;
    for (std::size_t at = 0; at < wire.size(); at += piece) {
        std::span<char> some(wire.data() + at, std::min(piece, wire.size() - at));
        for (;;) {
            const auto said = reader.next(some);
            if (said.is == client_frame::kind::nothing) break;
            read.push_back(as_spoken(said));
            if (read.back().is >= spoken::broken) {
                return require(read == expected, "the reader reads what the standard says");
            }
        }
    }
    require(read == expected, "the reader reads what the standard says");
}

// ---- the connection ----

/// The codes with which a connection may have ended, given what was said on it.
bool is_lawful(unsigned code, const std::vector<spoken>& said) {
    const auto has = [&said](spoken::kind which) {
        return std::ranges::find(said, which, &spoken::is) != said.end();
    };
    switch (code) {
        case 1002:
            if (has(spoken::broken)) return true;
            break;
        case 1003:
            if (has(spoken::binary)) return true;
            break;
        case 1007:
            if (has(spoken::not_utf8)) return true;
            break;
        case 4104:
            if (has(spoken::too_large)) return true;
            break;
        case 4103:
            return has(spoken::too_many_parts) || said.size() > 20;
        case 4100:
        case 4004:
            return has(spoken::text);
    }
    const auto echoed = std::ranges::find(said, spoken::close, &spoken::is);
    return echoed != said.end() && (echoed->code == 0 ? 1005 : echoed->code) == code;
}

bool is_for_staff_only(const server_message& said) {
    const auto* shown = std::get_if<received_event>(&said);
    if (shown != nullptr) return sees(shown->logged.what) != audience_class::everyone;
    const auto* first = std::get_if<welcome>(&said);
    return first != nullptr && !first->view.chat.muted.empty();
}

/// Everything that the server said on one connection.
void check_answers(
    std::string_view bytes, const std::vector<spoken>& said, bool is_attendee, bool is_hung_up
) {
    const auto frames = test::read_server_frames(bytes);
    require(frames.has_value() && bytes.empty(), "the server's frames are whole and well formed");
    std::vector<std::string> pings, pongs;
    bool is_closed = false;
    for (const auto& each : said) {
        if (each.is == spoken::ping) pings.push_back(each.payload);
    }
    for (const auto& each : *frames) {
        require(!is_closed, "nothing follows a close");
        if (each.first == server_frame::pong) pongs.push_back(each.payload);
        if (each.first == server_frame::close) {
            is_closed = true;
            require(is_lawful(each.code(), said), "a close has a lawful code");
        }
        if (each.first != server_frame::text) continue;
        const auto message = decode_server(each.payload);
        require(static_cast<bool>(message), "the server's messages can be read");
        require(!std::holds_alternative<unknown_event>(*message), "and are known");
        if (is_attendee) require(!is_for_staff_only(*message), "attendees see what is theirs");
    }
    require(pongs.size() <= pings.size(), "no pong without a ping");
    // Whoever has closed or hung up is owed no more.
    pings.resize(is_closed || is_hung_up ? pongs.size() : pings.size());
    require(pongs == pings, "every ping has its pong, in order");
    const bool is_wrong = !said.empty() && said.back().is >= spoken::broken;
    if (!is_hung_up) require(is_closed || !is_wrong, "an error ends the connection");
}

class dialogue {
public:
    dialogue(server_in_memory& with, role as) : client_(with), as_(as) {
        client_.send(upgrade);
        require(client_.received().starts_with("HTTP/1.1 101"), "the upgrade is answered");
        client_.received().erase(0, client_.received().find("\r\n\r\n") + 4);
    }

    void say(const std::string& bytes, std::size_t piece) {
        if (wire_.size() + bytes.size() > wire_max) return;
        wire_ += bytes;
        client_.send(bytes, piece);
    }
    void hang_up() {
        is_hung_up_ = true;
        client_.hang_up();
    }
    void settle() { client_.settle(); }
    void check(std::size_t piece) {
        const auto said = frames_in(wire_, limits::command_bytes_max);
        check_reader(wire_, said, piece);
        check_answers(client_.received(), said, as_ == role::attendee, is_hung_up_);
    }
    role as() const { return as_; }

private:
    client_in_memory client_;
    role as_;
    std::string wire_;
    bool is_hung_up_ = false;
};

void run(bytes given) {
    input from(given);
    server_in_memory server;
    const auto first_role = every_role[from.below(4)];
    const bool is_greeted = from.below(4) != 0;
    dialogue one(server, first_role), other(server, role::attendee);
    if (is_greeted) {
        one.say(hello_frame(server.where(), one.as()), std::string_view::npos);
        other.say(hello_frame(server.where(), other.as()), std::string_view::npos);
    }
    const auto memory_before = test::memory_in_use();
    std::size_t piece = 1 + from.below(300);
    for (int steps = 0; steps < 80 && !from.is_empty(); ++steps) {
        const auto what = from.below(32);
        auto& speaker = what % 4 == 0 ? other : one;
        if (what == 31) piece = 1 + from.below(300);
        if (what == 30) speaker.hang_up();
        speaker.say(next_bytes(from, server.where(), speaker.as()), piece);
    }
    one.settle();
    other.settle();
    require(test::memory_in_use() < memory_before + 600'000, "memory stays within its limits");
    one.check(piece);
    other.check(piece);
}

const target frames("frames", run);

}  // namespace
}  // namespace aula::fuzz::of_frames
