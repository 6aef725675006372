#include "base/worker_threads.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <exception>

#include "base/log.hpp"

namespace aula {

worker_threads::worker_threads(std::size_t count, int niceness) : guard_(io_.get_executor()) {
    try {
        threads_.reserve(count);
        while (threads_.size() < count) threads_.emplace_back([this, niceness] { run(niceness); });
    } catch (const std::exception&) {
        stop();
        throw;
    }
}

void worker_threads::run(int niceness) {
    // Linux counts the priority of each thread by itself; without the change work is only less
    // polite.
    if (niceness > 0) ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), niceness);
    for (;;) {
        try {
            io_.run();
            return;
        } catch (const std::exception& thrown) {
            log::error("a piece of work in the background broke off", {{"because", thrown.what()}});
        }
    }
}

void worker_threads::stop() {
    io_.stop();
    for (auto& each : threads_) {
        if (each.joinable()) each.join();
    }
}

}  // namespace aula
