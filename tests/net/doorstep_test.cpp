#include "net/doorstep.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

using namespace aula;

namespace {

const auto at_first = doorstep::clock::now();
/// Everybody has had their time to speak.
const auto in_time = at_first + doorstep::time_to_speak;

/// A connection that stands on a doorstep, until it is cut.
class guest {
public:
    guest(boost::asio::io_context& io, const std::shared_ptr<doorstep>& on, std::string network)
        : out_(std::make_shared<outbox>(transport(open_socket(io), {}))),
          spot_(std::make_unique<doorstep::spot>(on, *out_, std::move(network))) {
        spot_->stand(at_first);
    }

    bool is_open() { return out_->is_open(); }
    doorstep::spot& spot() { return *spot_; }

private:
    static stream_socket open_socket(boost::asio::io_context& io) {
        std::array<int, 2> ends{};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
        ::close(ends[1]);
        stream_socket made(io);
        made.assign({AF_UNIX, 0}, ends[0]);
        return made;
    }

    std::shared_ptr<outbox> out_;
    std::unique_ptr<doorstep::spot> spot_;
};

}  // namespace

TEST_CASE("of connections from everywhere the oldest makes room") {
    boost::asio::io_context io{1};
    std::atomic<std::size_t> everywhere{0};
    const auto door = std::make_shared<doorstep>(everywhere);
    CHECK_FALSE(door->clear_one(in_time));
    guest first(io, door, "192.0.2.1"), second(io, door, "192.0.2.2"), third(io, door, "192.0.2.3");
    first.spot().step_in();
    CHECK(door->clear_one(in_time));
    CHECK(first.is_open());
    CHECK_FALSE(second.is_open());
    first.spot().stand(at_first);  // answered, it waits again: behind the others
    CHECK(door->clear_one(in_time));
    CHECK_FALSE(third.is_open());
    CHECK(door->clear_one(in_time));
    CHECK_FALSE(first.is_open());
    CHECK_FALSE(door->clear_one(in_time));
}

TEST_CASE("a network that holds many places gives them, and not who at_first before from another") {
    boost::asio::io_context io{1};
    std::atomic<std::size_t> everywhere{0};
    const auto door = std::make_shared<doorstep>(everywhere);
    guest person(io, door, "192.0.2.1");
    guest hoarder(io, door, "192.0.2.66"), again(io, door, "192.0.2.66");
    CHECK(door->clear_one(in_time));
    CHECK(person.is_open());
    CHECK_FALSE(hoarder.is_open());
    CHECK(again.is_open());
}

TEST_CASE("nobody makes room who has had no time to speak") {
    boost::asio::io_context io{1};
    std::atomic<std::size_t> everywhere{0};
    const auto door = std::make_shared<doorstep>(everywhere);
    CHECK_FALSE(door->is_too_early(at_first));
    guest newcomer(io, door, "192.0.2.66");
    const auto too_early = in_time - std::chrono::milliseconds{1};
    CHECK(everywhere == 1);
    CHECK(door->is_too_early(too_early));
    CHECK_FALSE(door->clear_one(too_early));
    CHECK(newcomer.is_open());
    CHECK_FALSE(door->is_too_early(in_time));
    CHECK(door->clear_one(in_time));
    CHECK_FALSE(newcomer.is_open());
    CHECK(everywhere == 0);
}
