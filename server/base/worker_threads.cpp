#include "base/worker_threads.hpp"

#include <exception>

#include "base/log.hpp"

namespace aula {

worker_threads::worker_threads(std::size_t count) : guard_(io_.get_executor()) {
    try {
        threads_.reserve(count);
        while (threads_.size() < count) threads_.emplace_back([this] { run(); });
    } catch (const std::exception&) {
        stop();
        throw;
    }
}

void worker_threads::run() {
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
