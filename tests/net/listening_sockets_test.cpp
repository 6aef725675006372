#include "net/listening_sockets.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/contains.hpp"

using namespace aula;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using test::contains;

namespace {

tcp::endpoint on(const std::string& address, std::uint16_t port = 0) {
    return {make_address(address), port};
}

/// An address of this machine that no other program uses.
std::string own_loopback() {
    const auto number = ::getpid();
    return "127.88." + std::to_string(number / 256 % 256) + "." + std::to_string(number % 256);
}

result<listening_sockets> open_on(const tcp::endpoint& at, std::size_t count = 2) {
    return listening_sockets::open("server.listen", at, count);
}

listening_sockets opened(const std::string& address, std::size_t count = 2) {
    auto made = open_on(on(address), count);
    REQUIRE(made);
    return *std::move(made);
}

bool is_in_use(const std::string& address, std::uint16_t port) {
    const auto second = open_on(on(address, port));
    return !second && second.error().code == error_code::conflict &&
           contains(second.error().detail, text_of(on(address, port)) + " is in use by ");
}

/// A program that is not Aula listens with SO_REUSEPORT, as Aula's own sockets do.
descriptor sharing_stranger(const tcp::endpoint& at) {
    descriptor made(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(made.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
    REQUIRE(::bind(made.get(), at.data(), static_cast<socklen_t>(at.size())) == 0);
    REQUIRE(::listen(made.get(), 1) == 0);
    return made;
}

/// Connects and closes first from the server's side, so that the connection stays in TIME_WAIT.
void leave_a_closed_connection(const listening_sockets& door, int socket) {
    boost::asio::io_context io;
    tcp::socket client(io);
    client.connect(door.address());
    ::fcntl(socket, F_SETFL, 0);  // to wait
    const descriptor accepted(::accept4(socket, nullptr, nullptr, SOCK_CLOEXEC));
    REQUIRE(accepted);
    ::shutdown(accepted.get(), SHUT_WR);
    std::array<char, 1> byte{};
    boost::system::error_code end;
    client.read_some(boost::asio::buffer(byte), end);
    CHECK(end == boost::asio::error::eof);
}

/// While it lives the process gets `left` more file descriptors.
class few_descriptors {
public:
    explicit few_descriptors(rlim_t left) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const descriptor lowest(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        auto few = before_;
        few.rlim_cur = static_cast<rlim_t>(lowest.get()) + left;
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
    }
    ~few_descriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    few_descriptors(const few_descriptors&) = delete;
    few_descriptors& operator=(const few_descriptors&) = delete;

private:
    struct rlimit before_{};
};

}  // namespace

TEST_CASE("with port 0 the kernel chooses one port, and every socket gets connections on it") {
    constexpr std::size_t count = 3;
    auto door = opened("127.0.0.1", count);
    CHECK(door.address().port() != 0);
    std::vector<descriptor> sockets;
    for (std::size_t number = 0; number < count; ++number) {
        sockets.push_back(door.take());
        CHECK(endpoint_of(sockets.back().get()) == door.address());
    }
    CHECK_FALSE(door.take());
    boost::asio::io_context io;
    std::vector<tcp::socket> clients;
    std::vector<int> accepted(count);
    for (int tries = 0; tries < 200; ++tries) {
        clients.emplace_back(io).connect(door.address());
        for (std::size_t number = 0; number < count; ++number) {
            const descriptor got(::accept(sockets[number].get(), nullptr, nullptr));
            if (got) ++accepted[number];
        }
    }
    for (const int each : accepted) CHECK(each > 0);
}

TEST_CASE("an address that a server has is refused to the next one, by every name of it") {
    const auto six = opened("::1");
    const auto port = six.address().port();
    const auto four = open_on(on(own_loopback(), port));  // another address
    REQUIRE(four);
    for (const auto& taken :
         {own_loopback(), std::string("::1"), std::string("0.0.0.0"), std::string("::")}) {
        CAPTURE(taken);
        CHECK(is_in_use(taken, port));
    }
    for (const auto* wildcard : {"0.0.0.0", "::"}) {
        CAPTURE(wildcard);
        const auto all = opened(wildcard);
        CHECK(is_in_use("127.0.0.1", all.address().port()));
        CHECK(is_in_use("0.0.0.0", all.address().port()));
        CHECK(is_in_use("::", all.address().port()));
    }
}

TEST_CASE("one socket alone is refused, and refuses, like several") {
    const auto alone = opened("127.0.0.1", 1);
    CHECK_FALSE(open_on(alone.address(), 1));
    CHECK_FALSE(open_on(alone.address(), 4));
    const auto several = opened("127.0.0.1", 4);
    CHECK_FALSE(open_on(several.address(), 1));
}

TEST_CASE("a program that shares its port with everybody does not share it with a server") {
    const auto stranger = sharing_stranger(on("127.0.0.1"));
    CHECK(is_in_use("127.0.0.1", endpoint_of(stranger.get()).port()));
    CHECK(is_in_use("0.0.0.0", endpoint_of(stranger.get()).port()));
}

TEST_CASE("of servers that start at the same moment one has the address") {
    constexpr int rounds = 50;
    constexpr std::size_t servers = 4;
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        auto before = std::make_optional(opened(own_loopback()));
        const auto at = before->address();
        before.reset();
        std::atomic<std::size_t> ready{0}, have{0}, done{0};
        std::vector<std::thread> starting;
        for (std::size_t number = 0; number < servers; ++number) {
            starting.emplace_back([&] {
                ++ready;
                while (ready < servers) std::this_thread::yield();
                const auto mine = open_on(at);
                if (mine) ++have;
                ++done;
                while (done < servers) std::this_thread::yield();  // has it until all have tried
            });
        }
        for (auto& each : starting) each.join();
        REQUIRE(have == 1);
    }
}

TEST_CASE("a server that starts again right after its end gets its address") {
    auto first = std::make_optional(opened(own_loopback(), 1));
    const auto at = first->address();
    {
        const auto socket = first->take();
        leave_a_closed_connection(*first, socket.get());
    }
    first.reset();
    CHECK(open_on(at));
}

TEST_CASE("when there is no file for the last socket, none is left") {
    std::optional<few_descriptors> few(2);
    const auto half = open_on(on("127.0.0.1"), 3);
    REQUIRE_FALSE(half);
    CHECK(half.error().code == error_code::unavailable);
    CHECK(contains(half.error().detail, "Too many open files"));
    CHECK(open_on(on("127.0.0.1"), 2));
}

TEST_CASE("an address that this machine does not have is told with the setting") {
    const auto refused = open_on(on("192.0.2.1", 8080));  // kept for documentation, RFC 5737
    REQUIRE_FALSE(refused);
    CHECK(contains(refused.error().detail, "192.0.2.1:8080"));
    CHECK(contains(refused.error().detail, "(server.listen)"));
}
