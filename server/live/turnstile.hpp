#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <deque>
#include <utility>

namespace aula {

/// Where newcomers wait for their turn, so that ten thousand who come at once do not hold up those
/// who are in: requests, TLS handshakes and upgrades get a fifth of a millisecond of each turn of
/// the loop, broadcasts and commands the rest.
///
/// Lives on: one shard.  First come, first served. Bound: whoever waits holds a connection, and
/// those are bounded.
class turnstile {
public:
    static constexpr std::chrono::microseconds share{200};

    explicit turnstile(boost::asio::io_context& io) : io_(io) {}

    /// Completes, `void()`, when it is one's turn; never before the call has returned.
    template <class Token>
    auto pass(Token&& token) {
        return boost::asio::async_initiate<Token, void()>(
            [this](auto handler) { enqueue(turn(std::move(handler))); }, token
        );
    }

    std::size_t waiting() const { return waiting_.size(); }

private:
    using turn = boost::asio::any_completion_handler<void()>;

    void enqueue(turn next);
    void plan();
    void let_through();

    boost::asio::io_context& io_;
    std::deque<turn> waiting_;
    bool is_planned_ = false;
};

}  // namespace aula
