#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/nats_url.hpp"
#include "base/result.hpp"
#include "bus/nats_protocol.hpp"
#include "bus/nats_settings.hpp"

namespace aula {

/// A server that has let us in.
struct nats_peer {
    std::string version;
    std::size_t body_max = 0;  ///< Bytes that it takes.
    std::chrono::microseconds round_trip{};
};

/// One connection to one server of NATS, from its beginning to its end; it is never made again.
///
/// Lives on: the thread of its io_context. Hold it by shared_ptr while a coroutine of it runs.
/// Every wait ends: opening with `limits.connect`, later ones when somebody calls `give_up`. (One
/// thing is not ours to bound: the look-up of a host's name, which the system's resolver does; it
/// is not waited for, but ends before the io_context can go.)
class nats_connection : public std::enable_shared_from_this<nats_connection> {
public:
    using instant = std::chrono::steady_clock::time_point;

    nats_connection(boost::asio::io_context& on, nats_url where, const nats_settings& as);

    /// Looks the host up, connects, encrypts, shows who we are. The error is a sentence with the
    /// remedy.
    boost::asio::awaitable<result<nats_peer>> open();

    /// The next thing that the server says; nothing when the connection has ended. One at a time.
    boost::asio::awaitable<std::optional<nats_operation>> next();

    /// False when the connection has ended. One at a time.
    boost::asio::awaitable<bool> write(std::string bytes);

    /// Ends it: whatever waits for it goes on. The first reason counts.
    void give_up(const std::string& why);

    bool is_open() const { return !why_; }
    /// Why it ended: half a sentence.
    std::string why() const { return why_.value_or("it is open"); }
    /// When the server said something last.
    instant heard_at() const { return heard_at_; }
    std::string shown() const { return where_.shown(); }

private:
    using socket = boost::asio::ip::tcp::socket;
    struct encryption {
        explicit encryption(socket& over) : stream(over, trust) {}

        boost::asio::ssl::context trust{boost::asio::ssl::context::tls_client};
        boost::asio::ssl::stream<socket&> stream;
    };

    boost::asio::awaitable<result<void>> connect();
    boost::asio::awaitable<result<void>> encrypt();
    result<void> expect_certificate();
    boost::asio::awaitable<result<std::string>> greeting();
    boost::asio::awaitable<result<void>> be_let_in();
    result<void> read_greeting(const std::string& json);
    result<std::string> connect_line() const;
    error refused(const std::string& why) const;
    void limit(std::chrono::milliseconds patience);

    nats_url where_;
    nats_settings as_;
    socket socket_;
    std::optional<encryption> tls_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer deadline_;
    std::array<char, 64 * 1024> received_{};
    nats_parser parser_;
    nats_peer peer_;
    std::string challenge_;  ///< Of the server, for whoever shows credentials.
    instant heard_at_{};
    std::optional<std::string> why_;
};

/// Whether the file can be used as `bus.ca`; nothing to say against an empty one.
result<void> check_ca(const std::filesystem::path& file);

}  // namespace aula
