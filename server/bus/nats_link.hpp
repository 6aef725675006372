#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

#include "base/occasional.hpp"
#include "bus/delivery.hpp"
#include "bus/nats_connection.hpp"
#include "bus/switchboard.hpp"

namespace aula {

/// Keeps a connection to one of the servers, for ever: one thread that connects, reads, writes and
/// listens for signs of life. A lost connection is made again at once, with the next server of the
/// list, and then after pauses that grow to `limits.pause_max` and are random, so that not all
/// nodes knock at the same time.
class nats_link {
public:
    nats_link(std::vector<nats_url> servers, nats_settings as);
    ~nats_link();
    nats_link(const nats_link&) = delete;
    nats_link& operator=(const nats_link&) = delete;

    void start();
    /// Before the first subscription. Called on the thread.
    void on_change(std::function<void(bool is_connected)> tell);
    /// No callback runs after it, and the connection is being closed. The destructor waits for the
    /// threads.
    void stop();

    const std::shared_ptr<switchboard>& board() const { return board_; }

private:
    using connection_pointer = std::shared_ptr<nats_connection>;

    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> connect_once();
    boost::asio::awaitable<void> serve(connection_pointer with, nats_peer peer);
    boost::asio::awaitable<void> send(connection_pointer over);
    boost::asio::awaitable<void> listen_for_life(connection_pointer of);
    boost::asio::awaitable<void> pause();
    void take(nats_connection& from, const nats_operation& said);
    void give(const nats_message& come);
    void lose(std::uint64_t subscription);
    void begin_to_send();
    void tell(bool is_connected);
    void say_connected(const nats_connection& with, const nats_peer& peer);
    void say_lost(const nats_connection& with);

    boost::asio::io_context io_{1};
    std::vector<nats_url> servers_;
    nats_settings as_;
    std::size_t next_ = 0;        ///< Server to try.
    std::uint32_t failures_ = 0;  ///< Since the last connection.
    std::minstd_rand random_;
    boost::asio::steady_timer pause_;
    connection_pointer current_;
    bool is_stopping_ = false;
    std::shared_ptr<switchboard> board_;
    delivery delivery_;
    std::mutex change_guard_;
    std::shared_ptr<gate<bool>> change_;
    bool is_said_to_be_connected_ = false;
    occasional lost_{std::chrono::seconds{10}};
    occasional unreachable_;
    occasional forbidden_;
    occasional too_slow_;
    std::thread thread_;
};

}  // namespace aula
