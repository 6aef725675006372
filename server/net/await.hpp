#pragma once

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace aula {

/// What Asio says went wrong; `aula::error_code` is our own.
using io_error = boost::system::error_code;

/// To await an operation of Asio or Beast and find its error in `failed` instead of an exception.
inline auto into(io_error& failed) {
    return boost::asio::redirect_error(boost::asio::use_awaitable, failed);
}

}  // namespace aula
