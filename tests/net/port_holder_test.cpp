#include "net/port_holder.hpp"

#include <doctest/doctest.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <csignal>
#include <string>

#include "net/listening_sockets.hpp"
#include "store/data_folder.hpp"
#include "support/contains.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using boost::asio::ip::make_address;
using boost::asio::ip::tcp;
using test::contains;

namespace {

constexpr auto nobody = 65534;

/// Another process that listens on a port, after `prepare` has run in it; killed at the end.
class other_process {
public:
    template <class Prepare>
    explicit other_process(const tcp::endpoint& at, Prepare prepare) {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        process_ = ::fork();
        if (process_ == 0) {
            ::prctl(PR_SET_PDEATHSIG, SIGKILL);
            [[maybe_unused]] const auto kept = prepare();
            const auto sockets = listening_sockets::open("server.listen", at);
            const std::uint16_t port = sockets ? sockets->address().port() : std::uint16_t{0};
            [[maybe_unused]] const auto told = ::write(ends[1], &port, sizeof port);
            for (;;) ::pause();
        }
        ::close(ends[1]);
        CHECK(::read(ends[0], &port_, sizeof port_) == sizeof port_);
        ::close(ends[0]);
        REQUIRE(port_ != 0);
    }
    ~other_process() {
        ::kill(process_, SIGKILL);
        ::waitpid(process_, nullptr, 0);
    }
    other_process(const other_process&) = delete;
    other_process& operator=(const other_process&) = delete;

    pid_t process() const { return process_; }
    std::uint16_t port() const { return port_; }

private:
    pid_t process_ = 0;
    std::uint16_t port_ = 0;
};

int nothing() {
    return 0;
}

}  // namespace

TEST_CASE("a port that nobody has has no holder") {
    auto sockets = listening_sockets::open("server.listen", {make_address("127.0.0.1"), 0});
    REQUIRE(sockets);
    const auto at = sockets->address();
    CHECK(find_port_holder(at)->is_this_process());
    sockets->take().close();
    CHECK_FALSE(find_port_holder(at));
}

TEST_CASE("the program is found on every address that overlaps its own") {
    for (const auto* address : {"127.0.0.1", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1"}) {
        CAPTURE(address);
        const other_process other({make_address(address), 0}, nothing);
        const tcp::endpoint same(make_address(address), other.port());
        const tcp::endpoint wildcard(make_address("::"), other.port());
        for (const auto& at : {same, wildcard}) {
            const auto found = find_port_holder(at);
            REQUIRE(found);
            CHECK(found->process == other.process());
            CHECK(found->data.empty());
            CHECK(contains(found->text(), "process " + std::to_string(other.process()) + " ("));
        }
    }
}

TEST_CASE("of an Aula server the data folder is told") {
    const test::temporary_folder folder;
    const auto take = [&] { return take_data_folder(folder.path()); };
    const other_process other({make_address("127.0.0.1"), 0}, take);
    const auto found = find_port_holder({make_address("127.0.0.1"), other.port()});
    REQUIRE(found);
    CHECK(found->data == folder.path());
    CHECK(
        found->text() == "another Aula server (process " + std::to_string(other.process()) +
                             ", data folder " + folder.path().string() + ")"
    );
}

TEST_CASE("a connection that uses the port is a holder when nobody listens") {
    auto sockets = listening_sockets::open("server.listen", {make_address("127.0.0.1"), 0});
    REQUIRE(sockets);
    boost::asio::io_context io;
    tcp::socket client(io);
    client.connect(sockets->address());
    const auto found = find_port_holder(client.local_endpoint());
    REQUIRE(found);
    CHECK(found->is_this_process());
}

TEST_CASE("of a program that this account may not see only the user is told") {
    if (::geteuid() != 0) return;  // only root can become somebody else
    auto sockets = listening_sockets::open("server.listen", {make_address("127.0.0.1"), 0});
    REQUIRE(sockets);
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const auto child = ::fork();
    if (child == 0) {
        if (::setgroups(0, nullptr) != 0 || ::setgid(nobody) != 0 || ::setuid(nobody) != 0) {
            ::_exit(1);
        }
        sockets->take().close();
        const auto found = find_port_holder(sockets->address());
        const auto text = found ? found->text() : std::string("nobody");
        [[maybe_unused]] const auto told = ::write(ends[1], text.data(), text.size());
        ::_exit(0);
    }
    ::close(ends[1]);
    std::array<char, 200> text{};
    const auto size = ::read(ends[0], text.data(), text.size());
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    REQUIRE(size > 0);
    CHECK(
        std::string(text.data(), static_cast<std::size_t>(size)) ==
        "another program (of the user root)"
    );
}
