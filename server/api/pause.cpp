#include "api/pause.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace aula {

boost::asio::awaitable<void> pause(milliseconds length) {
    const auto executor = co_await boost::asio::this_coro::executor;
    boost::asio::steady_timer timer(executor, length);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace aula
