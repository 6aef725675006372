#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <type_traits>
#include <utility>

#include "base/ask.hpp"

namespace aula {

/// Threads for what would keep a shard from its connections: hashing uploads, removing folders,
/// computing reports.
///
/// Any shard may ask. At most as many pieces of work wait here as there are requests being
/// answered.
class background {
public:
    background() : threads_(2) {}

    /// Runs `work()` there; the asker goes on, on its own shard, with the answer. Name the closure
    /// before `co_await`.
    template <class Work>
    auto run(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
        using answer = std::invoke_result_t<Work&>;
        auto start = [this, work = std::move(work)](auto done) mutable {
            boost::asio::post(threads_, [work = std::move(work), done]() mutable { done(work()); });
        };
        return ask<answer>(std::move(start));
    }

private:
    boost::asio::thread_pool threads_;
};

}  // namespace aula
