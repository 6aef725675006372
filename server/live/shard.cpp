#include "live/shard.hpp"

#include <pthread.h>

#include <string>

namespace aula {

void shard::start() {
    thread_ = std::thread([this] {
        ::pthread_setname_np(::pthread_self(), ("shard-" + std::to_string(index_)).c_str());
        io_.run();
    });
}

void shard::stop() {
    guard_.reset();
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

}  // namespace aula
