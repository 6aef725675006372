#include "cli/supervisor.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;

namespace {

/// The service manager's end: a datagram socket in a folder, or an abstract one.
class manager {
public:
    explicit manager(std::string name)
        : name_(std::move(name)), socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        std::memcpy(at.sun_path, name_.data(), name_.size());
        if (name_[0] == '@') at.sun_path[0] = '\0';
        const auto size = offsetof(sockaddr_un, sun_path) + name_.size();
        const auto* where = reinterpret_cast<const sockaddr*>(&at);
        REQUIRE(::bind(socket_, where, static_cast<socklen_t>(size)) == 0);
    }
    ~manager() { ::close(socket_); }
    manager(const manager&) = delete;
    manager& operator=(const manager&) = delete;

    const std::string& name() const { return name_; }
    std::string heard() const {
        std::array<char, 512> text{};
        const auto size = ::recv(socket_, text.data(), text.size(), MSG_DONTWAIT);
        return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

private:
    std::string name_;
    int socket_;
};

}  // namespace

TEST_CASE("the manager hears what a service does, in the words of sd_notify(3)") {
    const test::temporary_folder folder;
    const manager above(folder.path() / "notify");
    const supervisor told(above.name());
    told.ready("Serves");
    CHECK(above.heard() == "READY=1\nSTATUS=Serves");
    told.reloading();
    CHECK(above.heard().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    told.stopping();
    CHECK(above.heard().starts_with("STOPPING=1\n"));
    told.alive();
    CHECK(above.heard() == "WATCHDOG=1");
}

TEST_CASE("a manager may have an abstract name") {
    const manager above("@aula-test-" + std::to_string(::getpid()));
    const supervisor told(above.name());
    told.alive();
    CHECK(above.heard() == "WATCHDOG=1");
}

TEST_CASE("without a manager, or with one that is gone, nobody is told and nothing waits") {
    const supervisor alone;
    alone.ready("Serves");
    const supervisor lost("/nowhere/notify");
    lost.ready("Serves");
    const supervisor long_name(std::string(500, 'x'));
    long_name.ready("Serves");
}

TEST_CASE("the manager is found in the environment, once, and the watchdog if it is ours") {
    ::setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    CHECK(supervisor::from_environment().watchdog() == milliseconds{30'000});
    CHECK(::getenv("NOTIFY_SOCKET") == nullptr);
    CHECK_FALSE(supervisor::from_environment().watchdog());
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    ::setenv("WATCHDOG_PID", "1", 1);
    CHECK_FALSE(supervisor::from_environment().watchdog());
}
