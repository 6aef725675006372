#pragma once

#include <deque>

#include "live/live_shard.hpp"
#include "sim/link.hpp"
#include "sim/presence_truth.hpp"

namespace aula::sim {

class server_process;

/// The server's end of a link: what net/ws_connection and net/outbox do for the live engine, on
/// simulated bytes.
class server_connection final : public sink,
                                public server_end,
                                public std::enable_shared_from_this<server_connection> {
public:
    server_connection(std::shared_ptr<link> wire, server_process& in, std::size_t shard);

    std::size_t shard() const { return shard_; }
    bool has_closed() const { return has_closed_; }

    // From the link.
    void take(const upward& said) override;
    void writable() override;

    // As a sink.
    std::size_t write(std::span<const char> bytes) override;
    void keep(std::span<const char> rest) override { tail_.append(rest.data(), rest.size()); }
    void push(shared_frame frame) override;
    std::size_t waiting() const override { return tail_.size(); }
    void close(close_code why) override;
    void drop(close_code why) override;

private:
    std::size_t put(std::span<const char> bytes);
    void put_whole(std::span<const char> bytes);
    bool drain();
    void shut(std::uint16_t code, std::string_view reason);
    void greet(const hello& said);
    void leave();
    void end();
    void cut();

    std::shared_ptr<link> wire_;
    server_process& in_;
    std::size_t shard_;
    connection_number number_ = 0;
    std::string tail_;
    std::deque<shared_frame> private_;
    std::size_t private_bytes_ = 0;
    std::optional<close_code> closed_as_;
    bool has_closed_ = false;
    bool is_over_ = false;
    bool has_said_goodbye_ = false;
    bool is_cut_ = false;
    bool is_finishing_ = false;
};

}  // namespace aula::sim
