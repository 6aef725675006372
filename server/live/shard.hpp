#pragma once

#include <array>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <cstddef>
#include <memory>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "live/turnstile.hpp"

namespace aula {

/// One thread with one io_context. An object lives on one shard for all its life; shards meet only
/// by `post`.
class shard {
public:
    explicit shard(std::size_t index) : index_(index), guard_(io_.get_executor()) {}

    std::size_t index() const { return index_; }
    boost::asio::io_context& io() { return io_; }

    /// Runs `work` on this shard's thread; from any thread. Posts of one thread keep their order.
    template <class Work>
    void post(Work&& work) {
        boost::asio::post(io_, std::forward<Work>(work));
    }

    /// Passed before work for somebody who is not in yet.
    turnstile& arrivals() { return arrivals_; }

    /// Memory for whoever reads right now, so that no idle connection needs a buffer of its own.
    /// What it holds is good until the end of the turn.
    std::span<char> scratch() { return scratch_; }

    void start();
    void stop();  ///< Ends the loop after the handlers that are ready; joins the thread.

private:
    std::size_t index_;
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    turnstile arrivals_{io_};
    std::array<char, 16 * 1024> scratch_;  // a TLS record
    std::thread thread_;
};

using shard_set = std::vector<std::unique_ptr<shard>>;

}  // namespace aula
