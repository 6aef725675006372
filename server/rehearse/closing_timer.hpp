#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>

#include "base/clock.hpp"

namespace aula::rehearsal {

/// Closes a socket when the time is over, unless this object ends first. What waits for the socket
/// then fails.
///
/// The socket must outlive this object, and both live on one thread.
class closing_timer {
public:
    closing_timer(boost::asio::ip::tcp::socket& socket, milliseconds time)
        : timer_(socket.get_executor(), time), is_needed_(std::make_shared<bool>(true)) {
        timer_.async_wait([&socket, is_needed = is_needed_](const auto&) {
            boost::system::error_code ignored;
            if (*is_needed) socket.close(ignored);
        });
    }
    ~closing_timer() { *is_needed_ = false; }
    closing_timer(const closing_timer&) = delete;
    closing_timer& operator=(const closing_timer&) = delete;

private:
    boost::asio::steady_timer timer_;
    std::shared_ptr<bool> is_needed_;  ///< The handler may run after this object has gone.
};

}  // namespace aula::rehearsal
