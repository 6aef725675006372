#include "net/listener.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/errc.hpp>
#include <cerrno>
#include <exception>
#include <mutex>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "net/http_connection.hpp"

namespace aula {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

/// A reader that stalls must not hide behind megabytes of kernel buffer.
constexpr int kernel_unsent_max = 32 * 1024;

std::string peer_of(const tcp::endpoint& from) {
    return from.address().to_string();
}
std::string peer_of(const asio::local::stream_protocol::endpoint&) {
    return "local";
}

void tune(int socket, bool is_tcp) {
    if (!is_tcp) return;
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::setsockopt(
        socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kernel_unsent_max, sizeof kernel_unsent_max
    );
}

bool is_out_of_descriptors(const io_error& failed) {
    return failed == boost::system::errc::too_many_files_open ||
           failed == boost::system::errc::too_many_files_open_in_system;
}

bool is_out_of_memory(const io_error& failed) {
    return failed == boost::system::errc::not_enough_memory ||
           failed == boost::system::errc::no_buffer_space;
}

std::string_view remedy_for(turned_away why) {
    switch (why) {
        case turned_away::connections_max:
            return "raise limits.connections, and with it LimitNOFILE";
        case turned_away::descriptors:
            return "raise LimitNOFILE (ulimit -n) to limits.connections + 200 or more";
        case turned_away::memory:
            return "give the machine more memory, or lower limits.connections";
    }
    return "";
}

}  // namespace

listener::listener(shard& home, net_parts& parts, std::shared_ptr<std::atomic<std::size_t>> open)
    : home_(home),
      parts_(parts),
      open_(std::move(open)),
      counts_(std::make_shared<net_metrics>(home.index())) {}

result<void> listener::listen_tcp(const tcp::endpoint& at, tls_context tls) {
    tls_ = std::move(tls);
    tcp_ = std::make_shared<tcp::acceptor>(home_.io());
    io_error failed;
    tcp_->open(at.protocol(), failed);
    if (!failed) tcp_->set_option(tcp::acceptor::reuse_address(true), failed);
    const bool is_shared = !parts_.settings.is_side_door;
    if (!failed && is_shared) tcp_->set_option(reuse_port(true), failed);
    if (!failed) tcp_->bind(at, failed);
    if (!failed) tcp_->listen(4096, failed);
    if (failed) {
        return {
            error_code::unavailable, "Cannot listen on " + at.address().to_string() + " port " +
                                         std::to_string(at.port()) + ": " + failed.message()
        };
    }
    port_ = tcp_->local_endpoint().port();
    asio::co_spawn(home_.io(), accept_all(shared_from_this(), tcp_, false), asio::detached);
    return {};
}

result<void> listener::listen_local(const std::filesystem::path& at) {
    using local = asio::local::stream_protocol;
    local_ = std::make_shared<local::acceptor>(home_.io());
    std::error_code ignored;
    std::filesystem::remove(at, ignored);  // ours: the data folder's lock is held
    io_error failed;
    local_->open(local{}, failed);
    const auto before = ::umask(0177);
    if (!failed) local_->bind(local::endpoint(at.string()), failed);
    ::umask(before);
    if (!failed) local_->listen(64, failed);
    if (failed) {
        return {
            error_code::unavailable, "Cannot listen on " + at.string() + ": " + failed.message()
        };
    }
    asio::co_spawn(home_.io(), accept_all(shared_from_this(), local_, true), asio::detached);
    return {};
}

void listener::use(tls_context tls) {
    home_.post([self = shared_from_this(), tls = std::move(tls)] { self->tls_ = tls; });
}

void listener::stop() {
    home_.post([self = shared_from_this()] {
        io_error ignored;
        if (self->tcp_) self->tcp_->close(ignored);
        if (self->local_) self->local_->close(ignored);
    });
}

template <class Acceptor>
asio::awaitable<void> listener::accept_all(
    std::shared_ptr<listener> self, std::shared_ptr<Acceptor> acceptor, bool is_operator
) {
    bool must_wait = false;
    while (acceptor->is_open()) {
        try {
            if (std::exchange(must_wait, false)) co_await self->pause();
            must_wait = !co_await self->accept_one(*acceptor, is_operator);
        } catch (const std::exception&) {  // no memory; the socket, if there was one, is closed
            self->turn_away(turned_away::memory);
            must_wait = true;
        }
    }
}

asio::awaitable<void> listener::pause() {
    asio::steady_timer timer(home_.io(), std::chrono::milliseconds{100});
    co_await timer.async_wait(asio::use_awaitable);
}

/// False when accepting is to pause.
template <class Acceptor>
asio::awaitable<bool> listener::accept_one(Acceptor& acceptor, bool is_operator) {
    io_error failed;
    if (!is_full_) {
        reserve_.restore();
        typename Acceptor::protocol_type::endpoint from;
        auto socket = co_await acceptor.async_accept(from, into(failed));
        if (!failed) {
            tune(socket.native_handle(), !is_operator);
            serve(stream_socket(std::move(socket)), is_operator, peer_of(from));
            co_return true;
        }
        if (is_out_of_memory(failed)) turn_away(turned_away::memory);
        is_full_ = is_out_of_descriptors(failed);
        if (!is_full_) co_return false;
    }
    // Linux says that there is no descriptor whether or not anybody is at the door.
    co_await acceptor.async_wait(asio::socket_base::wait_read, into(failed));
    co_return !failed && accept_at_the_limit(acceptor, is_operator);
}

/// Without a descriptor, lets in by way of the reserve who wants to know what is going on (the
/// operator, a scraper), and tells everybody else to go. Listeners do this one after the other.
template <class Acceptor>
bool listener::accept_at_the_limit(Acceptor& acceptor, bool is_operator) {
    std::unique_lock alone(parts_.at_the_limit);
    typename Acceptor::protocol_type::endpoint from;
    const auto accept = [&] {
        auto length = static_cast<socklen_t>(from.capacity());
        const int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
        const int accepted = ::accept4(acceptor.native_handle(), from.data(), &length, flags);
        if (accepted >= 0) from.resize(std::min<std::size_t>(length, from.capacity()));
        return accepted;
    };
    int waiting = accept();
    is_full_ = waiting < 0 && (errno == EMFILE || errno == ENFILE);
    if (is_full_) {
        if (!reserve_.spend()) return false;
        waiting = accept();
        if (waiting < 0) return reserve_.restore();
        if (!is_operator && !parts_.settings.is_side_door) {
            reserve_.take_over(waiting);
            alone.unlock();
            turn_away(turned_away::descriptors);
            return true;
        }
    }
    alone.unlock();
    if (waiting < 0) return true;  // whoever it was has gone
    typename Acceptor::protocol_type::socket socket(home_.io());
    io_error refused;
    socket.assign(acceptor.local_endpoint().protocol(), waiting, refused);
    if (refused) {
        ::close(waiting);
        return false;
    }
    tune(waiting, !is_operator);
    serve(stream_socket(std::move(socket)), is_operator, peer_of(from));
    return true;
}

void listener::serve(stream_socket socket, bool is_operator, std::string peer) {
    auto place = std::make_shared<open_place>(open_, counts_);
    if (place->is_beyond(parts_.settings.connections_max) && !is_operator) {
        return turn_away(turned_away::connections_max);
    }
    tls_session tls;
    if (tls_ && !is_operator) tls = accept_tls(tls_, socket.native_handle());
    auto out = std::make_shared<outbox>(transport(std::move(socket), std::move(tls)));
    http_facts facts{
        .peer = std::move(peer),
        .is_local_operator = is_operator,
        .shard = home_.index(),
        .place = std::move(place),
    };
    asio::co_spawn(
        home_.io(), serve_http(std::move(out), parts_, std::move(facts)), asio::detached
    );
    counts_->accepted.add();
}

void listener::turn_away(turned_away why) noexcept {
    counts_->turn_away(why);
    if (!parts_.warnings[static_cast<std::size_t>(why)].is_due()) return;
    try {
        log::warn(
            "people are turned away at the door",
            {{"because", name_of(why)}, {"remedy", remedy_for(why)}}
        );
    } catch (const std::exception&) {  // not even memory for the warning; it is counted
    }
}

}  // namespace aula
