#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "frame_reader.hpp"
#include "http_line.hpp"
#include "nats_text.hpp"
#include "surroundings.hpp"

namespace aula::load {

/// Where somebody belongs.
struct place {
    std::uint32_t number = 0;  ///< Of all connections; chooses the source address.
    std::uint32_t person = 0;  ///< Of all people who have a login.
    std::uint16_t room = 0;
    bool is_reader = true;  ///< Whether deliveries to them are counted.
    bool will_stall = false;
};

/// One person's live connection: upgrades, says hello, answers pings, checks the order of events as
/// the browser client does, and books every chat message that arrives.
class attendee : public watcher {
public:
    enum class state : std::uint8_t { away, connecting, upgrading, greeting, seated, stalled };

    attendee(surroundings& in, place at) : in_(in), at_(at) {}

    /// Connects; `hello` is sent after the upgrade (nothing in the dialect without one).
    void come(std::string hello);
    void send(std::string_view message, opcode kind = opcode::text);
    /// Never reads again, but stays.
    void stall();
    /// Hears nothing more, but still speaks: what a network does that is good for one way only.
    void unplug() { is_deaf_ = true; }
    /// Gives the connection up that it has been deaf on, answers on their way included.
    void replug();
    /// Gone without a word: a reset.
    void cut();

    void ready(std::uint32_t events) override;

    const place& at() const { return at_; }
    state now_is() const { return state_; }
    bool is_seated() const { return state_ == state::seated; }
    std::uint64_t last_seq() const { return last_seq_; }
    bool is_resumed() const { return is_resumed_; }

    nanos since = 0;                  ///< When what it is now doing began; for whoever times it.
    std::unique_ptr<http_line> desk;  ///< Where it asks for its own ticket, when it does.

private:
    bool establish();
    void take_upgrade(std::string_view bytes);
    void take_frames(std::string_view bytes);
    bool take(opcode kind, std::string_view payload);
    void take_text(std::string_view text);
    void take_nats(nats_word kind, std::string_view payload);
    void take_event(std::string_view type, std::string_view rest, std::string_view text);
    void sit_down_among_others();
    void sit_down();
    void lose(int close_code);

    surroundings& in_;
    place at_;
    wire wire_;
    frame_reader frames_;
    nats_reader nats_;
    state state_ = state::away;
    bool is_resumed_ = false;
    bool is_deaf_ = false;
    std::uint64_t last_seq_ = 0;
    nanos read_at_ = 0;
    std::string hello_;
    std::string answer_;  ///< Of the upgrade, as far as it has come.
};

}  // namespace aula::load
