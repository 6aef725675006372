#include "cli/supervisor.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace aula::cli {
namespace {

std::string taken_from_environment(const char* name) {
    const char* found = std::getenv(name);
    std::string value = found == nullptr ? "" : found;
    ::unsetenv(name);
    return value;
}

std::optional<std::uint64_t> number(const std::string& text) {
    std::uint64_t parsed = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, failed] = std::from_chars(text.data(), end, parsed);
    if (text.empty() || failed != std::errc{} || stop != end) return {};
    return parsed;
}

/// What systemd compares its own clock with, to know which reload a READY=1 belongs to.
std::string monotonic_microseconds() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1000);
}

}  // namespace

supervisor supervisor::from_environment() {
    auto socket = taken_from_environment("NOTIFY_SOCKET");
    const auto usec = number(taken_from_environment("WATCHDOG_USEC"));
    const auto pid = number(taken_from_environment("WATCHDOG_PID"));
    std::optional<milliseconds> watchdog;
    const bool is_ours = !pid || *pid == static_cast<std::uint64_t>(::getpid());
    if (usec && *usec > 0 && is_ours) watchdog = milliseconds{*usec / 1000};
    return supervisor(std::move(socket), watchdog);
}

supervisor::supervisor(std::string socket, std::optional<milliseconds> watchdog)
    : socket_(std::move(socket)), watchdog_(watchdog) {
    if (socket_.empty()) return;
    descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

supervisor::supervisor(supervisor&& other) noexcept
    : socket_(std::move(other.socket_)),
      watchdog_(other.watchdog_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

supervisor::~supervisor() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void supervisor::ready(std::string_view status) const {
    tell("READY=1\nSTATUS=" + std::string(status));
}

void supervisor::reloading() const {
    tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_microseconds());
}

void supervisor::stopping() const {
    tell("STOPPING=1\nSTATUS=Everybody is told to come back");
}

void supervisor::alive() const {
    tell("WATCHDOG=1");
}

void supervisor::tell(const std::string& message) const {
    if (descriptor_ < 0) return;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (socket_.size() >= sizeof to.sun_path) return;
    std::memcpy(to.sun_path, socket_.data(), socket_.size());
    if (to.sun_path[0] == '@') to.sun_path[0] = '\0';  // an abstract name
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    ::sendto(
        descriptor_, message.data(), message.size(), MSG_NOSIGNAL,
        reinterpret_cast<const sockaddr*>(&to), size
    );
}

}  // namespace aula::cli
