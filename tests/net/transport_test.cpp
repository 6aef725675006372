#include "net/transport.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

using namespace aula;

TEST_CASE("a socket has something unread from the arrival of bytes until they are read") {
    boost::asio::io_context io{1};
    std::array<int, 2> ends{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    stream_socket near(io);
    near.assign({AF_UNIX, 0}, ends[0]);
    transport wire(std::move(near));
    CHECK_FALSE(wire.has_unread());
    REQUIRE(::write(ends[1], "pong", 4) == 4);
    CHECK(wire.has_unread());
    std::array<char, 16> into{};
    CHECK(wire.read(into).bytes == 4);
    CHECK_FALSE(wire.has_unread());
    ::close(ends[1]);
    CHECK_FALSE(wire.has_unread());  // the end of a stream is nothing that somebody said
    wire.close();
    CHECK_FALSE(wire.has_unread());
}
