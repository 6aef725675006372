#include "net/listener.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

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

/// What every connection of this door is to have; accepted sockets inherit it.
void tune(int door) {
    const int yes = 1;
    ::setsockopt(door, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::setsockopt(
        door, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kernel_unsent_max, sizeof kernel_unsent_max
    );
}

}  // namespace

listener::listener(shard& home, net_parts& parts, std::shared_ptr<std::atomic<std::size_t>> open)
    : home_(home), parts_(parts), open_(std::move(open)) {}

result<void> listener::listen_tcp(const tcp::endpoint& at, tls_context tls) {
    tls_ = std::move(tls);
    tcp_ = std::make_shared<door<tcp>>(home_.io());
    io_error failed;
    tcp_->open(at.protocol(), failed);
    if (!failed) tcp_->set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) tcp_->set_option(reuse_port(true), failed);
    if (!failed) tcp_->bind(at, failed);
    tune(tcp_->native_handle());
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
    local_ = std::make_shared<door<local>>(home_.io());
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
    while (acceptor->is_open()) {
        io_error failed;
        typename Acceptor::protocol_type::endpoint from;
        auto socket = co_await acceptor->async_accept(from, into(failed));
        if (failed) {
            if (acceptor->is_open())
                co_await self->pause();  // out of file descriptors, most likely
            continue;
        }
        self->serve(stream_socket(std::move(socket)), is_operator, peer_of(from));
    }
}

asio::awaitable<void> listener::pause() {
    asio::steady_timer timer(home_.io(), std::chrono::milliseconds{100});
    co_await timer.async_wait(asio::use_awaitable);
}

void listener::serve(stream_socket socket, bool is_operator, std::string peer) {
    const bool is_too_many = open_->fetch_add(1) >= parts_.settings.connections_max;
    auto counted = std::shared_ptr<void>(nullptr, [open = open_](void*) { --*open; });
    if (is_too_many && !is_operator) return;
    tls_session tls;
    if (tls_ && !is_operator) tls = accept_tls(tls_, socket.native_handle());
    auto out = std::make_shared<outbox>(transport(std::move(socket), std::move(tls)));
    http_facts facts{
        .peer = std::move(peer),
        .is_local_operator = is_operator,
        .shard = home_.index(),
        .counted = std::move(counted),
    };
    asio::co_spawn(
        home_.io(), serve_http(std::move(out), parts_, std::move(facts)), asio::detached
    );
}

}  // namespace aula
