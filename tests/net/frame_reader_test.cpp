#include "net/frame_reader.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "net/client_frames.hpp"
#include "support/memory.hpp"

using namespace aula;
using aula::test::client_frame_of;
using kind = client_frame::kind;

namespace {

constexpr std::size_t message_max = 16384;
/// First bytes of frames: the opcode, and whether it is the last fragment.
constexpr unsigned char a_text = 0x81, a_binary = 0x82, a_close = 0x88, a_ping = 0x89,
                        a_pong = 0x8a;
constexpr unsigned char text_begins = 0x01, goes_on = 0x00, ends = 0x80;

struct said {
    kind is;
    std::uint16_t code;
    std::string payload;
    bool operator==(const said&) const = default;
};

/// Everything up to the first error, with the bytes given `piece` at a time.
std::vector<said> read(std::string bytes, std::size_t piece = 1 << 20) {
    frame_reader reader(message_max);
    std::vector<said> out;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        std::span<char> input(bytes.data() + at, std::min(piece, bytes.size() - at));
        for (;;) {
            const auto next = reader.next(input);
            if (next.is == kind::nothing) break;
            out.push_back({next.is, next.code, std::string(next.payload)});
            if (next.is >= kind::broken) return out;
        }
        CHECK(input.empty());
    }
    return out;
}

kind only(const std::string& bytes) {
    const auto all = read(bytes);
    REQUIRE(all.size() == 1);
    return all.front().is;
}

}  // namespace

TEST_CASE("lengths of all three forms are read, at once and byte by byte (RFC 6455 §5.2)") {
    for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 4000U, 16384U}) {
        const std::string payload(size, 'x');
        const std::vector<said> expected{{kind::text, 0, payload}};
        CHECK(read(client_frame_of(a_text, payload)) == expected);
        CHECK(read(client_frame_of(a_text, payload), 1) == expected);
    }
}

TEST_CASE("several frames in one piece are told apart, wherever the pieces are cut") {
    const auto bytes = client_frame_of(a_text, "one") + client_frame_of(a_ping, "p") +
                       client_frame_of(a_binary, "\x01\x02") + client_frame_of(a_pong, "");
    const std::vector<said> expected{
        {kind::text, 0, "one"},
        {kind::ping, 0, "p"},
        {kind::binary, 0, "\x01\x02"},
        {kind::pong, 0, ""}
    };
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece)
        CHECK(read(bytes, piece) == expected);
}

TEST_CASE("fragments become one message; control frames may come between them (§5.4)") {
    const auto bytes = client_frame_of(text_begins, "good ") +
                       client_frame_of(a_ping, "still there?") + client_frame_of(goes_on, "mor") +
                       client_frame_of(goes_on, "") + client_frame_of(ends, "ning");
    const std::vector<said> expected{
        {kind::ping, 0, "still there?"}, {kind::text, 0, "good morning"}
    };
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece)
        CHECK(read(bytes, piece) == expected);
}

TEST_CASE("what a client must not send is broken, at the first byte that shows it") {
    CHECK(only("\x81\x05") == kind::broken);                  // not masked
    CHECK(only(client_frame_of(0xc1, "x")) == kind::broken);  // a reserved bit
    CHECK(only(client_frame_of(0x91, "x")) == kind::broken);
    CHECK(only(client_frame_of(0x83, "x")) == kind::broken);  // unknown opcodes
    CHECK(only(client_frame_of(0x87, "x")) == kind::broken);
    CHECK(only(client_frame_of(0x8b, "x")) == kind::broken);
    CHECK(only(client_frame_of(0x8f, "x")) == kind::broken);
    CHECK(only(client_frame_of(0x09, "x")) == kind::broken);  // a ping in fragments
    CHECK(only(client_frame_of(a_ping, std::string(126, 'x'))) == kind::broken);
    CHECK(only(client_frame_of(ends, "x")) == kind::broken);  // goes on with nothing
    CHECK(only(client_frame_of(text_begins, "x") + client_frame_of(a_text, "y")) == kind::broken);
}

TEST_CASE("a length in a longer form than it needs is broken, and so is one of 2^63 and more") {
    using namespace std::string_literals;
    CHECK(only("\x81\xfe\x00\x7d\x00\x00\x00\x00"s) == kind::broken);
    CHECK(only("\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x00\x00"s) == kind::broken);
    CHECK(only("\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"s) == kind::broken);
}

TEST_CASE("a message that is too large is refused by its head, in one piece or in fragments") {
    const auto head = client_frame_of(a_text, std::string(message_max + 1, 'x')).substr(0, 8);
    CHECK(only(head) == kind::too_large);
    const auto half = client_frame_of(text_begins, std::string(message_max / 2 + 1, 'x'));
    const auto rest = client_frame_of(ends, std::string(message_max / 2 + 1, 'x'));
    CHECK(only(half + rest) == kind::too_large);
    CHECK(only("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff....") == kind::too_large);
}

TEST_CASE("a message of endless empty fragments is refused") {
    std::string bytes = client_frame_of(text_begins, "");
    for (std::size_t more = 1; more < frame_reader::fragments_max; ++more) {
        bytes += client_frame_of(goes_on, "");
    }
    CHECK(read(bytes).empty());
    CHECK(only(bytes + client_frame_of(goes_on, "")) == kind::too_many_parts);
}

TEST_CASE("text that is not UTF-8 is refused at the first wrong byte; binary may be anything") {
    CHECK(only(client_frame_of(a_text, "gr\xc3\xbc\xc3\x9f Gott \xf0\x9f\x8e\x93")) == kind::text);
    CHECK(only(client_frame_of(a_text, "\xff")) == kind::not_utf8);
    CHECK(only(client_frame_of(a_text, "cut \xe2\x82")) == kind::not_utf8);
    CHECK(only(client_frame_of(text_begins, "\xed\xa0")) == kind::not_utf8);
    CHECK(
        only(client_frame_of(text_begins, "\xe2\x82") + client_frame_of(ends, "\xac")) == kind::text
    );
    CHECK(only(client_frame_of(a_binary, "\xff\xfe")) == kind::binary);
}

TEST_CASE("a close carries a code that may be sent, and a reason that is UTF-8 (§5.5.1, §7.4)") {
    using namespace std::string_literals;
    CHECK(read(client_frame_of(a_close, "")) == std::vector<said>{{kind::close, 0, ""}});
    CHECK(
        read(client_frame_of(a_close, "\x03\xe8ok")) == std::vector<said>{{kind::close, 1000, "ok"}}
    );
    CHECK(only(client_frame_of(a_close, "\x03")) == kind::broken);
    for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 2999U, 5000U}) {
        const std::string wire{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
        CHECK(only(client_frame_of(a_close, wire)) == kind::broken);
    }
    for (const unsigned code : {1000U, 1003U, 1007U, 1014U, 3000U, 4999U}) {
        const std::string wire{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
        CHECK(only(client_frame_of(a_close, wire)) == kind::close);
    }
    CHECK(only(client_frame_of(a_close, "\x03\xe8\xff")) == kind::not_utf8);
}

TEST_CASE("between two messages nothing is open") {
    frame_reader reader(message_max);
    auto bytes = client_frame_of(text_begins, "a") + client_frame_of(ends, "b");
    std::span<char> first(bytes.data(), 1);
    CHECK(!reader.is_in_message());
    CHECK(reader.next(first).is == kind::nothing);
    CHECK(reader.is_in_message());
    std::span<char> rest(bytes.data() + 1, bytes.size() - 1);
    CHECK(reader.next(rest).payload == "ab");
    CHECK(reader.next(rest).is == kind::nothing);
    CHECK(!reader.is_in_message());
}

TEST_CASE("between two messages no memory is held") {
    frame_reader reader(message_max);
    auto bytes = client_frame_of(text_begins, std::string(8000, 'x')) +
                 client_frame_of(ends, std::string(8000, 'x'));
    const auto before = test::memory_in_use();
    std::span<char> input(bytes);
    CHECK(reader.next(input).payload.size() == 16000);
    CHECK(test::memory_in_use() > before + 8000);
    CHECK(reader.next(input).is == kind::nothing);
    CHECK(test::memory_in_use() < before + 1000);
}
