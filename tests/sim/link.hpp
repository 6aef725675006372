#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include "sim/timeline.hpp"
#include "sim/wire_check.hpp"

namespace aula::sim {

class link;

/// What a device sends.
struct upward {
    enum class kind : std::uint8_t { hello, command, pong, close, end };
    kind is = kind::pong;
    aula::hello greeting{};
    request_frame asked{};
};

/// The device's end of a link.
class device_end {
public:
    virtual ~device_end() = default;
    virtual void opened(link& by) = 0;
    virtual void message(link& by, const server_message& said) = 0;
    virtual void closed(link& by, std::uint16_t code) = 0;
};

/// The server's end; called on its shard.
class server_end {
public:
    virtual ~server_end() = default;
    virtual void take(const upward& said) = 0;
    virtual void writable() = 0;
};

/// One TCP connection: bytes one way, messages the other, each in order or not at all. The
/// server's kernel holds so many bytes that the device has not taken.
class link : public std::enable_shared_from_this<link> {
public:
    static constexpr std::uint16_t no_close_frame = 1006;

    link(std::int64_t number, timeline& in, dice& by, frame_cutter::known_messages& known)
        : number_(number), time_(in), dice_(by), cutter_(known) {}

    std::int64_t number() const { return number_; }

    // The device's side.
    void connect(device_end& to) { device_ = &to; }
    void say(upward what);
    void let_go(bool says_goodbye);  ///< Nothing is heard of it any more.

    // The server's side.
    void serve(std::shared_ptr<server_end> by) { server_ = std::move(by); }
    void check_with(std::unique_ptr<wire_check> check) { check_ = std::move(check); }
    std::size_t accept(std::span<const char> bytes, verdict& to);
    void end_of_server(bool is_reset);  ///< What it has accepted still goes out, unless reset.

    // What can happen to it.
    void fall_silent() { is_silent_ = true; }
    void break_off();  ///< Both ends learn of it.
    void stall(instant until);
    void narrow(std::size_t bytes) { capacity_ = bytes; }
    bool is_silent() const { return is_silent_; }
    bool is_held() const { return device_ != nullptr; }
    bool is_served() const { return server_ != nullptr; }
    std::size_t waiting() const { return accepted_ - delivered_; }

    /// Runs something of the server's on the shard of this connection.
    std::function<void(std::function<void()>)> on_shard;

private:
    struct due {
        std::uint64_t end;
        sent_frame frame;
    };
    void plan_delivery();
    void deliver();
    void hand_over(const sent_frame& frame);
    void plan_end();

    std::int64_t number_;
    timeline& time_;
    dice& dice_;
    device_end* device_ = nullptr;
    std::shared_ptr<server_end> server_;
    std::unique_ptr<wire_check> check_;
    frame_cutter cutter_;
    std::deque<due> due_;
    std::uint64_t accepted_ = 0;
    std::uint64_t delivered_ = 0;
    std::size_t capacity_ = 16 * 1024;
    instant last_up_{};
    instant stalled_until_{};
    std::uint16_t code_ = no_close_frame;
    bool is_silent_ = false;
    bool is_broken_ = false;
    bool is_planned_ = false;
    bool is_blocked_ = false;
    bool is_ended_ = false;  ///< By the server.
};

}  // namespace aula::sim
