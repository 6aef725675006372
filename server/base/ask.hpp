#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "base/needed_memory.hpp"

namespace aula {

/// Turns "call me back, from whatever thread" into something a coroutine awaits: `start` gets
/// `done(Answer)`, to be called exactly once; the coroutine goes on, on its own executor.
template <class Answer, class Start>
boost::asio::awaitable<Answer> ask(Start start) {
    auto begin = [start = std::move(start)](auto handler) mutable {
        const needed_memory whole;  // a question without an answer would wait for ever
        using handler_type = decltype(handler);
        auto executor = boost::asio::get_associated_executor(handler);
        auto kept = std::make_shared<handler_type>(std::move(handler));
        start([executor, kept](Answer answer) {
            const needed_memory also_there;
            auto resume = [kept, answer = std::move(answer)]() mutable {
                const needed_memory what_follows;  // such as telling a room what was saved
                std::move (*kept)(std::move(answer));
            };
            boost::asio::post(executor, std::move(resume));
        });
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Answer)>(
        std::move(begin), boost::asio::use_awaitable
    );
}

}  // namespace aula
