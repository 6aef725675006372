#pragma once

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "live/turnstile.hpp"

namespace aula {

/// One thread with one io_context. An object lives on one shard for all its life; shards meet only
/// by `post`. A handler that throws ends alone: the loop logs it, at most once a minute, and goes
/// on.
///
/// What decides when something runs is virtual, so that a simulation can put an order and a time of
/// its own in the place of threads and timers. None of it is called for each delivery.
class shard {
public:
    using work = std::function<void()>;

    explicit shard(std::size_t index) : index_(index), guard_(io_.get_executor()) {}
    virtual ~shard() { stop(); }
    shard(const shard&) = delete;
    shard& operator=(const shard&) = delete;

    std::size_t index() const { return index_; }
    boost::asio::io_context& io() { return io_; }

    /// Runs `what` on this shard's thread, as work that needs its memory; from any thread. Posts of
    /// one thread keep their order.
    virtual void post(work what);
    /// Runs `what` once the handlers that are ready have run; from this shard's thread.
    virtual void at_turn_end(work what);
    /// Runs `what` once, so much later, unless the shard has stopped; from this shard's thread.
    virtual void after(milliseconds time, work what);

    /// Passed before work for somebody who is not in yet.
    turnstile& arrivals() { return arrivals_; }

    /// Memory for whoever reads right now, so that no idle connection needs a buffer of its own.
    /// What it holds is good until the end of the turn.
    std::span<char> scratch() { return scratch_; }

    void start();
    void stop();  ///< Ends the loop after the handlers that are ready; joins the thread.

private:
    void run();

    std::size_t index_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    turnstile arrivals_{io_};
    std::array<char, 16 * 1024> scratch_;  // a TLS record
    std::thread thread_;
};

using shard_set = std::vector<std::unique_ptr<shard>>;

}  // namespace aula
