#include "live/shard.hpp"

#include <pthread.h>

#include <boost/asio/defer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <exception>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "base/occasional.hpp"

namespace aula {
namespace {

/// What shards and rooms do for each other is not refused when memory is missing, because nobody
/// would ask for it again.
struct needed {
    shard::work what;

    void operator()() const {
        const needed_memory whole;
        what();
    }
};

occasional broken_off;

/// What an exception left undone has been undone by the destructors; everybody else goes on.
void note_broken_off(const char* why) {
    if (!broken_off.is_due()) return;
    log::error(
        "a piece of work broke off; everything else goes on",
        {{"because", why}, {"remedy", "look for memory, files or threads that are used up"}}
    );
}

}  // namespace

void shard::post(work what) {
    const needed_memory whole;
    boost::asio::post(io_, needed{std::move(what)});
}

void shard::at_turn_end(work what) {
    const needed_memory whole;
    boost::asio::defer(io_, needed{std::move(what)});
}

void shard::after(milliseconds time, work what) {
    const needed_memory whole;
    auto timer = std::make_shared<boost::asio::steady_timer>(io_, time);
    auto& waiting = *timer;
    waiting.async_wait([timer = std::move(timer), what = needed{std::move(what)}](auto failed) {
        if (!failed) what();
    });
}

void shard::start() {
    // The reactor takes its descriptors when first something waits; by then there may be none left.
    const boost::asio::steady_timer first(io_);
    thread_ = std::thread([this] {
        ::pthread_setname_np(::pthread_self(), ("shard-" + std::to_string(index_)).c_str());
        run();
    });
}

/// An exception may leave `run` of an io_context at any handler; calling it again goes on with the
/// next one.
void shard::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (const std::exception& thrown) {
            note_broken_off(thrown.what());
        }
    }
}

void shard::stop() {
    guard_.reset();
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

}  // namespace aula
