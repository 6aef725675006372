#include "event_loop.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace aula::load {
namespace {

constexpr int events_max = 512;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

event_loop::event_loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) fail("epoll_create1");
}

event_loop::~event_loop() {
    ::close(epoll_);
}

void event_loop::watch(int descriptor, watcher& by) {
    epoll_event wanted{};
    wanted.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    wanted.data.ptr = &by;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &wanted) != 0) fail("epoll_ctl");
}

void event_loop::forget(int descriptor) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, nullptr);
}

void event_loop::turn(nanos deadline) {
    std::array<epoll_event, events_max> events{};
    const auto wait = std::max<nanos>(deadline - now(), 0);
    const timespec patience{.tv_sec = wait / second, .tv_nsec = wait % second};
    const int count = ::epoll_pwait2(epoll_, events.data(), events_max, &patience, nullptr);
    for (int at = 0; at < count; ++at) {
        const auto& event = events[static_cast<std::size_t>(at)];
        static_cast<watcher*>(event.data.ptr)->ready(event.events);
    }
    retired_.clear();
}

}  // namespace aula::load
