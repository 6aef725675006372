#pragma once

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/ask.hpp"
#include "base/needed_memory.hpp"
#include "base/worker_threads.hpp"

namespace aula {

/// Threads for what would keep a shard from its connections: hashing uploads, removing folders,
/// computing reports, parsing large bodies.
///
/// Any shard may ask. At most as many pieces of work wait here as there are requests being
/// answered.
class background {
public:
    background() : threads_(2, niceness) {}

    /// Runs `work()` there; the asker goes on, on its own shard, with the answer, or with what the
    /// work has thrown. Name the closure before `co_await`.
    template <class Work>
    auto run(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&>> {
        using answer = std::invoke_result_t<Work&>;
        auto start = [this, work = std::move(work)](auto done) mutable {
            auto piece = [work = std::move(work), done]() mutable {
                outcome<answer> said;
                try {
                    const refusable_memory alone;
                    said.answered.emplace(work());
                } catch (const std::exception&) {
                    said.thrown = std::current_exception();
                }
                done(std::move(said));
            };
            threads_.post(std::move(piece));
        };
        auto said = co_await ask<outcome<answer>>(std::move(start));
        if (said.thrown) std::rethrow_exception(said.thrown);
        co_return *std::move(said.answered);
    }

private:
    template <class Answer>
    struct outcome {
        std::optional<Answer> answered;
        std::exception_ptr thrown;
    };

    static constexpr int niceness = 10;  ///< Nobody in a lecture waits for these threads.

    worker_threads threads_;
};

}  // namespace aula
