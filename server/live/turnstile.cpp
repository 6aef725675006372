#include "live/turnstile.hpp"

#include <boost/asio/defer.hpp>

namespace aula {

void turnstile::enqueue(turn next) {
    waiting_.push_back(std::move(next));
    plan();
}

void turnstile::plan() {
    if (std::exchange(is_planned_, true)) return;
    boost::asio::defer(io_, [this] {
        is_planned_ = false;
        let_through();
    });
}

void turnstile::let_through() {
    const auto until = std::chrono::steady_clock::now() + share;
    do {
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        std::move(next)();
    } while (!waiting_.empty() && std::chrono::steady_clock::now() < until);
    if (!waiting_.empty()) plan();
}

}  // namespace aula
