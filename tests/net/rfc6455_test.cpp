// Frames after the sections of RFC 6455, byte for byte, over a real socket to the real listener.
// Each row is tried in one piece and one byte at a time; a client that is still served closes at
// the end.

#include <doctest/doctest.h>

#include "net/client_frames.hpp"
#include "net/server_frames.hpp"
#include "net/upgraded_client.hpp"

// Short names, which a table needs, in a namespace of their own.
namespace aula::test::rfc6455 {
namespace {

using namespace std::string_literals;

constexpr unsigned char text = 0x81, binary = 0x82, close = 0x88, ping = 0x89, pong = 0x8a,
                        text_begins = 0x01, binary_begins = 0x02, goes_on = 0x00, ends = 0x80;
constexpr const char* no_mask = "\0\0\0\0";

struct frame_case {
    std::string section;
    std::string what;
    std::string sent;
    std::string answered;  ///< `refused` for each message that arrived, `pong …`, `close CODE`.
};

std::string f(unsigned char first, std::string_view payload = {}) {
    return client_frame_of(first, payload);
}
std::string x(std::size_t count) {
    return std::string(count, 'x');
}
std::string times(std::size_t count, const std::string& what) {
    std::string out;
    for (std::size_t at = 0; at < count; ++at) out += what;
    return out;
}
std::string f_close(unsigned code, std::string_view reason = {}) {
    const std::string wire{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    return f(close, wire + std::string(reason));
}
/// A head with this length in so many bytes, whether or not they are the fewest; all masks are 0.
std::string head(unsigned char first, int bytes, std::uint64_t length) {
    std::string out{static_cast<char>(first), static_cast<char>(bytes == 2 ? 0xfe : 0xff)};
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        out.push_back(static_cast<char>((length >> shift) & 0xff));
    }
    return out.append(no_mask, 4);
}

const std::string said = "refused";
const std::string broken = "close 1002";
const std::string not_text = "close 1007";
const std::string too_large = "close 4104";

const std::vector<frame_case>& cases() {
    static const std::vector<frame_case> all{
        {"5.2", "a text of 0 bytes", f(text), said},
        {"5.2", "a text of 125 bytes", f(text, x(125)), said},
        {"5.2", "a text of 126 bytes", f(text, x(126)), said},
        {"5.2", "a text of 127 bytes", f(text, x(127)), said},
        {"5.2", "a text of 16,384 bytes, the most", f(text, x(16384)), said},
        {"5.2", "a text of 16,385 bytes", f(text, x(16385)), too_large},
        {"5.2", "a text of 65,535 bytes", f(text, x(65535)), too_large},
        {"5.2", "a text of 65,536 bytes", f(text, x(65536)), too_large},
        {"5.2", "a text of 2^63 - 1 bytes", head(text, 8, ~0ULL >> 1), too_large},
        {"5.2", "0 in 16 bits", head(text, 2, 0), broken},
        {"5.2", "125 in 16 bits", head(text, 2, 125), broken},
        {"5.2", "126 in 64 bits", head(text, 8, 126), broken},
        {"5.2", "65,535 in 64 bits", head(text, 8, 65535), broken},
        {"5.2", "a length with its highest bit set", head(text, 8, 1ULL << 63), broken},
        {"5.2", "the first reserved bit", f(0xc1, "x"), broken},
        {"5.2", "the second reserved bit", f(0xa1, "x"), broken},
        {"5.2", "the third reserved bit", f(0x91, "x"), broken},
        {"5.2", "a reserved bit in a ping", f(0xc9, "x"), broken},
        {"5.2", "a reserved bit in a continuation", f(text_begins, "x") + f(0xc0, "x"), broken},
        {"5.2", "opcode 3", f(0x83), broken},
        {"5.2", "opcode 4", f(0x84, "x"), broken},
        {"5.2", "opcode 5", f(0x85, "x"), broken},
        {"5.2", "opcode 6", f(0x86, "x"), broken},
        {"5.2", "opcode 7", f(0x87, "x"), broken},
        {"5.2", "opcode 11", f(0x8b), broken},
        {"5.2", "opcode 12", f(0x8c, "x"), broken},
        {"5.2", "opcode 13", f(0x8d, "x"), broken},
        {"5.2", "opcode 14", f(0x8e, "x"), broken},
        {"5.2", "opcode 15", f(0x8f, "x"), broken},
        {"5.1", "a text without a mask", "\x81\x02{}", broken},
        {"5.1", "a ping without a mask", "\x89"s + '\0', broken},
        {"5.1", "a close without a mask", "\x88"s + '\0', broken},
        {"5.3", "a mask of zeros", "\x81\x81"s.append(no_mask, 4) + "x", said},
        {"5.2", "frames in one segment", f(ping, "1") + f(text) + f(ping, "2"),
         "pong 1, refused, pong 2"},

        {"5.4", "two fragments", f(text_begins, "a") + f(ends, "b"), said},
        {"5.4", "an empty one in the middle", f(text_begins, "a") + f(goes_on) + f(ends), said},
        {"5.4", "all of them empty", f(text_begins) + f(goes_on) + f(ends), said},
        {"5.4", "two messages in fragments", times(2, f(text_begins, "a") + f(ends, "b")),
         "refused, refused"},
        {"5.4", "nothing to go on with", f(goes_on, "x"), broken},
        {"5.4", "nothing to end", f(ends, "x"), broken},
        {"5.4", "nothing to end any more", f(text_begins) + f(ends) + f(ends), "refused, " + broken
        },
        {"5.4", "a text inside fragments", f(text_begins, "a") + f(text, "b"), broken},
        {"5.4", "a beginning inside fragments", f(text_begins, "a") + f(text_begins), broken},
        {"5.4", "a binary inside fragments", f(text_begins, "a") + f(binary, "b"), broken},
        {"5.4", "a ping between fragments", f(text_begins, "a") + f(ping, "p") + f(ends, "b"),
         "pong p, refused"},
        {"5.4", "a pong between fragments", f(text_begins, "a") + f(pong, "p") + f(ends), said},
        {"5.4", "a close between fragments", f(text_begins, "a") + f_close(1000), "close 1000"},
        {"5.4", "a ping in fragments", f(0x09, "a") + f(ends, "b"), broken},
        {"5.4", "a pong in fragments", f(0x0a, "a"), broken},
        {"5.4", "a close in fragments", f(0x08), broken},
        {"10.4", "64 fragments", f(text_begins, "a") + times(62, f(goes_on, "b")) + f(ends), said},
        {"10.4", "65 fragments, empty", f(text_begins) + times(64, f(goes_on)), "close 4103"},
        {"10.4", "16,385 bytes in fragments", f(text_begins, x(16384)) + f(ends, "x"), too_large},

        {"5.5.2", "a ping of 0 bytes", f(ping), "pong "},
        {"5.5.2", "a ping of 125 bytes", f(ping, x(125)), "pong " + x(125)},
        {"5.5.2", "a ping of 126 bytes", f(ping, x(126)), broken},
        {"5.5.2", "a ping that is no text", f(ping, "\xff\xfe"), "pong \xff\xfe"},
        {"5.5.2", "four pings", f(ping, "1") + f(ping, "2") + f(ping, "3") + f(ping, "4"),
         "pong 1, pong 2, pong 3, pong 4"},
        {"5.5.3", "a pong that nobody asked for", f(pong, "x"), ""},
        {"5.5.3", "a pong of 126 bytes", f(pong, x(126)), broken},
        {"5.6", "a binary message", f(binary, "x"), ""},
        {"5.6", "an empty binary message", f(binary), ""},
        {"5.6", "a binary message in fragments", f(binary_begins, "\xff") + f(ends), ""},
        {"10.4", "101 binary messages at once", times(101, f(binary, "x")), "close 4103"},

        {"5.5.1", "a close without a code", f(close), "close 1005"},
        {"5.5.1", "a close of 1 byte", f(close, "\x03"), broken},
        {"5.5.1", "a close with a reason", f_close(1000, "bye"), "close 1000"},
        {"5.5.1", "a reason of 123 bytes", f_close(1000, x(123)), "close 1000"},
        {"5.5.1", "a reason of 124 bytes", f_close(1000, x(124)), broken},
        {"5.5.1", "a reason that is not UTF-8", f_close(1000, "\xff"), not_text},
        {"5.5.1", "a reason cut in mid-character", f_close(1000, "\xe2\x82"), not_text},
        {"5.5.1", "a ping after the close", f_close(1001) + f(ping, "x"), "close 1001"},
        {"5.5.1", "a text after the close", f_close(1001) + f(text, "x"), "close 1001"},
        {"5.5.1", "nonsense after the close", f_close(1001) + "\xff\xff\xff\xff", "close 1001"},
        {"5.5.1", "a second close", f_close(1001) + f_close(1000), "close 1001"},
        {"7.1.7", "a text after an error", "\x81\x02{}" + f(text, "x") + x(3000), broken},

        {"8.1", "characters of 2, 3 and 4 bytes", f(text, "\xc3\xbc\xe2\x82\xac\xf0\x9f\x8e\x93"),
         said},
        {"8.1", "the last code point", f(text, "\xf4\x8f\xbf\xbf"), said},
        {"8.1", "a noncharacter and a NUL", f(text, "\xef\xbf\xbe\0"s), said},
        {"8.1", "a character across fragments", f(text_begins, "\xe2\x82") + f(ends, "\xac"), said},
        {"8.1", "a ping in mid-character",
         f(text_begins, "\xe2") + f(ping, "\xff") + f(ends, "\x82\xac"), "pong \xff, refused"},
        {"8.1", "a byte that is none", f(text, "\xff"), not_text},
        {"8.1", "a continuation byte alone", f(text, "\x80"), not_text},
        {"8.1", "an overlong slash", f(text, "\xc0\xaf"), not_text},
        {"8.1", "an overlong NUL in 3 bytes", f(text, "\xe0\x80\x80"), not_text},
        {"8.1", "half of a surrogate pair", f(text, "\xed\xa0\x80"), not_text},
        {"8.1", "beyond the last code point", f(text, "\xf4\x90\x80\x80"), not_text},
        {"8.1", "a sequence of 5 bytes", f(text, "\xf8\x88\x80\x80\x80"), not_text},
        {"8.1", "a message cut in mid-character", f(text, "\xf0\x9f\x8e"), not_text},
        {"8.1", "a character broken across fragments", f(text_begins, "\xe2\x82") + f(ends, "x"),
         not_text},
        {"8.1", "wrong in the first fragment, which is enough", f(text_begins, "\xc0"), not_text},
        {"8.1", "wrong in a frame that never ends", f(text, "\xff"s + x(500)).substr(0, 9), not_text
        },
    };
    return all;
}

/// The messages, pongs and closes, without what the room shows and the server's own pings.
std::string answers_in(std::string_view bytes) {
    const auto frames = read_server_frames(bytes);
    REQUIRE_MESSAGE(frames, "the server's frames are well formed");
    CHECK_MESSAGE(bytes.empty(), "the server's last frame is whole");
    std::string out;
    for (const auto& each : *frames) {
        std::string one;
        if (each.first == server_frame::pong) one = "pong " + each.payload;
        if (each.first == server_frame::close) one = "close " + std::to_string(each.code());
        if (each.payload.find("\"refused\"") != std::string::npos) one = "refused";
        if (!one.empty()) out += (out.empty() ? "" : ", ") + one;
    }
    return out;
}

/// Somebody who has been let in.
class seated_client : public upgraded_client {
public:
    seated_client(net_world& world, session_id where) : upgraded_client(world.port()) {
        std::string said_first;
        encode(said_first, hello{world.ticket(where, 2, "Ada", role::attendee), where, {}});
        send(f(text, said_first));
        begun_ = until("\"welcome\"");
    }
    /// From the first frame to the end.
    std::string all() { return begun_ + rest(); }

private:
    std::string begun_;
};

void check(net_world& world, session_id where, const frame_case& one, std::size_t piece) {
    CAPTURE(one.section);
    CAPTURE(one.what);
    CAPTURE(piece);
    seated_client client(world, where);
    const auto bytes = one.sent + f(close);
    for (std::size_t at = 0; at < bytes.size(); at += piece) client.send(bytes.substr(at, piece));
    const bool is_ended = one.answered.find("close") != std::string::npos;
    const auto before = one.answered.empty() ? "" : one.answered + ", ";
    CHECK(answers_in(client.all()) == (is_ended ? one.answered : before + "close 1005"));
}

}  // namespace

TEST_CASE("what a client may send is answered, and what it must not is refused with its code") {
    CHECK(cases().size() >= 60);
    net_world world;
    const auto where = world.live().plan_session();
    for (const auto& one : cases()) {
        check(world, where, one, one.sent.size() + 6);
        if (one.sent.size() < 20000) check(world, where, one, 1);
    }
}

TEST_CASE("codes that may be sent are sent back, others are an error (RFC 6455 §7.4)") {
    net_world world;
    const auto where = world.live().plan_session();
    for (const unsigned code :
         {1000U, 1001U, 1002U, 1003U, 1007U, 1008U, 1009U, 1010U, 1011U, 1012U, 1013U, 1014U, 3000U,
          3999U, 4000U, 4999U}) {
        CAPTURE(code);
        seated_client client(world, where);
        client.send(f_close(code));
        CHECK(answers_in(client.all()) == "close " + std::to_string(code));
    }
    for (const unsigned code :
         {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 1100U, 2000U, 2999U, 5000U, 65535U}) {
        CAPTURE(code);
        seated_client client(world, where);
        client.send(f_close(code));
        CHECK(answers_in(client.all()) == broken);
    }
}

TEST_CASE("a close of ours waits for theirs, and for nothing else (RFC 6455 §7.1.1)") {
    net_world world;
    upgraded_client client(world.port());
    client.send(f(text, "no hello"));
    const auto ours = client.until("bad_hello");
    CHECK(answers_in(ours) == "close 4100");
    client.send(f(ping, "x") + f(text, "more") + f_close(4100));
    CHECK(client.rest().empty());
}

TEST_CASE("an error after a close of ours ends the connection, and holds up nobody") {
    net_world world;
    for (const auto& wrong : {f(0xc1, "x"), f(text, "\xff"), f(text, x(20000)), "\x81\x02{}"s}) {
        upgraded_client client(world.port());
        client.send(f(text, "no hello") + wrong + f(text, "x") + f(close));
        CHECK(answers_in(client.rest()) == "close 4100");
    }
    world.let_shards_turn();
}

TEST_CASE("a client that does not answer a close is cut after a while") {
    net_world world;
    upgraded_client client(world.port());
    client.send(f(text, "no hello"));
    CHECK(answers_in(client.rest()) == "close 4100");
}

TEST_CASE("a message that does not become whole in its time ends the connection") {
    net_world world;
    world.settings().message_time = milliseconds{200};
    const auto where = world.live().plan_session();
    seated_client slow(world, where);
    slow.send(f(text_begins, "half a mess"));
    CHECK(answers_in(slow.all()).empty());
    seated_client in_mid_frame(world, where);
    in_mid_frame.send(f(ping, "half a ping").substr(0, 7));
    CHECK(answers_in(in_mid_frame.all()).empty());
}

}  // namespace aula::test::rfc6455
