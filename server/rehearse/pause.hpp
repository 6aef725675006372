#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"
#include "rehearse/live_socket.hpp"

namespace aula::rehearsal {

boost::asio::awaitable<void> pause(milliseconds time);
/// At once when that is in the past.
boost::asio::awaitable<void> pause_until(local_time when);

}  // namespace aula::rehearsal
