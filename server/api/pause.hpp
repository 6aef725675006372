#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/clock.hpp"

namespace aula {

/// Waits on the caller's executor.
boost::asio::awaitable<void> pause(milliseconds length);

}  // namespace aula
