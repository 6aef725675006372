#include "rehearse/pause.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace aula::rehearsal {

namespace asio = boost::asio;

asio::awaitable<void> pause(milliseconds time) {
    return pause_until(local_time::clock::now() + time);
}

asio::awaitable<void> pause_until(local_time when) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_at(when);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace aula::rehearsal
