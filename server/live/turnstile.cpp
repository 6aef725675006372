#include "live/turnstile.hpp"

#include <boost/asio/defer.hpp>

#include "base/needed_memory.hpp"

namespace aula {

void turnstile::enqueue(turn next) {
    const needed_memory whole;  // in the line, and called in its turn
    waiting_.push_back(std::move(next));
    plan();
}

void turnstile::plan() {
    const needed_memory whole;
    if (std::exchange(is_planned_, true)) return;
    boost::asio::defer(io_, [this] {
        is_planned_ = false;
        let_through();
    });
}

void turnstile::let_through() {
    struct plan_for_the_rest {  // also when one of them throws
        turnstile& of;
        ~plan_for_the_rest() {
            if (!of.waiting_.empty()) of.plan();
        }
    };
    const plan_for_the_rest behind{*this};
    const auto until = std::chrono::steady_clock::now() + share;
    do {
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        std::move(next)();
    } while (!waiting_.empty() && std::chrono::steady_clock::now() < until);
}

}  // namespace aula
