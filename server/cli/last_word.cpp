#include "cli/last_word.hpp"

#include <chrono>
#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>

#include "base/log.hpp"

namespace aula::cli {
namespace {

/// The next of these signals but SIGHUP, which there is no time for; 0 when none comes in time.
int next_signal(const sigset_t& signals, std::chrono::steady_clock::time_point until) {
    using namespace std::chrono;
    for (;;) {
        const auto left = duration_cast<nanoseconds>(until - steady_clock::now()).count();
        if (left <= 0) return 0;
        const timespec time{.tv_sec = left / 1'000'000'000, .tv_nsec = left % 1'000'000'000};
        const int signal = ::sigtimedwait(&signals, nullptr, &time);
        if (signal > 0 && signal != SIGHUP) return signal;
    }
}

}  // namespace

void end_at_the_latest(const sigset_t& signals, milliseconds after) {
    const auto until = std::chrono::steady_clock::now() + after;
    auto watch = [signals, until] {
        const int signal = next_signal(signals, until);
        if (signal == 0) {
            log::error("ended without having drained: something did not answer in time");
        } else {
            log::warn("ended at once, at the second signal", {{"signal", signal}});
        }
        log::stop();
        std::_Exit(signal == 0 ? EXIT_FAILURE : 128 + signal);
    };
    try {
        std::thread(std::move(watch)).detach();
    } catch (const std::exception& refused) {
        log::warn(
            "the drain has no deadline and a second signal is not heard: no thread was to be had",
            {{"because", refused.what()}}
        );
    }
}

}  // namespace aula::cli
