#include "live/shard.hpp"

#include <pthread.h>

#include <boost/asio/defer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>
#include <utility>

namespace aula {

void shard::post(work what) {
    boost::asio::post(io_, std::move(what));
}

void shard::at_turn_end(work what) {
    boost::asio::defer(io_, std::move(what));
}

void shard::after(milliseconds time, work what) {
    auto timer = std::make_shared<boost::asio::steady_timer>(io_, time);
    auto& waiting = *timer;
    waiting.async_wait([timer = std::move(timer), what = std::move(what)](auto failed) {
        if (!failed) what();
    });
}

void shard::start() {
    // The reactor takes its descriptors when first something waits; by then there may be none left.
    const boost::asio::steady_timer first(io_);
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
