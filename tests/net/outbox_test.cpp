#include "net/outbox.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

using namespace aula;

namespace {

class counting_owner final : public outbox_owner {
public:
    void on_writable() override { ++writable; }
    void on_closed() override { ++closed; }
    void on_expired() override { ++expired; }
    int writable = 0;
    int closed = 0;
    int expired = 0;
};

/// Everything that comes until the other side pair.
std::string rest_of(int socket) {
    std::string all;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto got = ::recv(socket, buffer.data(), buffer.size(), 0);
        if (got <= 0) return all;
        all.append(buffer.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

TEST_CASE("a dropped connection sends nothing that waits, and its owner hears of it in its own turn"
) {
    boost::asio::io_context io{1};
    std::array<int, 2> pair{};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
    stream_socket near(io);
    near.assign({AF_UNIX, 0}, pair[0]);
    counting_owner owner;
    const auto out = std::make_shared<outbox>(transport(std::move(near)));
    out->frames_for(&owner);
    const std::string more_than_fits(4 * 1024 * 1024, 'x');
    const auto taken = out->write(more_than_fits);
    REQUIRE(taken < more_than_fits.size());
    REQUIRE(out->is_blocked());
    CHECK(out->waiting() == 0);
    out->keep(std::string("the rest of a frame"));
    out->push(std::make_shared<const std::string>("a frame for it alone"));
    CHECK(out->waiting() == 19);

    out->drop(close_code::lagging);
    CHECK(out->waiting() == 0);
    CHECK(out->closed_as() == close_code::lagging);
    CHECK(owner.closed == 0);
    io.poll();
    CHECK(owner.closed == 1);
    CHECK(owner.writable == 0);
    out->drop(close_code::silent);  // the first reason stays
    CHECK(out->closed_as() == close_code::lagging);
    CHECK(rest_of(pair[1]) == std::string(taken, 'x'));
    ::close(pair[1]);
}

namespace {

/// A connection whose socket takes nothing more, with the rest of a frame waiting.
struct blocked_connection {
    blocked_connection() {
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0);
        stream_socket near(io);
        near.assign({AF_UNIX, 0}, pair[0]);
        out = std::make_shared<outbox>(transport(std::move(near)));
        out->frames_for(&owner);
        const std::string more_than_fits(4 * 1024 * 1024, 'x');
        REQUIRE(out->write(more_than_fits) < more_than_fits.size());
        out->keep(std::string("the rest of a frame"));
    }
    ~blocked_connection() { ::close(pair[1]); }
    blocked_connection(const blocked_connection&) = delete;
    blocked_connection& operator=(const blocked_connection&) = delete;

    /// What the peer reads until the end.
    std::string read_by_peer() {
        std::string all;
        std::thread peer([&] { all = rest_of(pair[1]); });
        io.run_for(std::chrono::seconds{5});
        peer.join();
        return all;
    }

    boost::asio::io_context io{1};
    std::array<int, 2> pair{};
    counting_owner owner;
    std::shared_ptr<outbox> out;
};

}  // namespace

TEST_CASE(
    "a connection whose peer has ended sends nothing more, because nobody takes its words back"
) {
    blocked_connection in;
    in.out->finish();
    CHECK_FALSE(in.out->is_open());
    CHECK(in.read_by_peer().find("the rest of a frame") == std::string::npos);
}

TEST_CASE("a close frame that waits goes out before a connection ends") {
    blocked_connection in;
    in.out->close(close_code::too_fast);
    in.out->finish();
    CHECK(in.out->is_open());
    const auto read = in.read_by_peer();
    const auto rest = read.find("the rest of a frame");
    REQUIRE(rest != std::string::npos);
    CHECK(read.find("too_fast", rest) != std::string::npos);
    CHECK_FALSE(in.out->is_open());
}
