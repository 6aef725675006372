#include "frame_reader.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace aula::load;

namespace {

using received = std::vector<std::pair<opcode, std::string>>;

/// What a reader makes of bytes that arrive so many at a time.
received read_in_pieces(std::string_view bytes, std::size_t piece) {
    frame_reader reader;
    received all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece), [&](opcode kind, std::string_view payload) {
            all.emplace_back(kind, payload);
            return true;
        });
    }
    return all;
}

/// A server's frame: without a mask.
std::string server_frame(std::uint8_t first, std::string_view payload) {
    std::string frame(1, static_cast<char>(first));
    const auto size = payload.size();
    if (size < 126) {
        frame += static_cast<char>(size);
    } else {
        frame += static_cast<char>(126);
        frame += static_cast<char>(size >> 8);
        frame += static_cast<char>(size & 0xff);
    }
    return frame.append(payload);
}

}  // namespace

TEST_CASE("frames are the same however their bytes arrive") {
    const std::string longer(300, 'b');
    const auto bytes =
        server_frame(0x81, "a") + server_frame(0x89, "aula") + server_frame(0x81, longer);
    const received expected{{opcode::text, "a"}, {opcode::ping, "aula"}, {opcode::text, longer}};
    for (const auto piece : std::vector<std::size_t>{1, 2, 3, 7, 1000}) {
        CHECK(read_in_pieces(bytes, piece) == expected);
    }
}

TEST_CASE("a masked frame is read as what was masked, at every width of its length") {
    for (const auto size : std::vector<std::size_t>{5, 125, 126, 65535, 65536}) {
        const std::string payload(size, 'x');
        const auto all = read_in_pieces(client_frame(opcode::text, payload), 4096);
        REQUIRE(all.size() == 1);
        CHECK(all.front().second == payload);
    }
}

TEST_CASE("a message in pieces is one message, and a ping may come between them") {
    const auto bytes =
        server_frame(0x01, "one ") + server_frame(0x89, "") + server_frame(0x80, "message");
    CHECK(read_in_pieces(bytes, 1) == received{{opcode::ping, ""}, {opcode::text, "one message"}});
}

TEST_CASE("nothing is read after the taker has had enough") {
    frame_reader reader;
    int taken = 0;
    const auto bytes = server_frame(0x88, "") + server_frame(0x81, "late");
    reader.feed(bytes, [&](opcode, std::string_view) {
        ++taken;
        return false;
    });
    CHECK(taken == 1);
}
