#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sim/link.hpp"

namespace aula::sim {

class device;

/// What a device needs of its world; null answers mean that there was none.
struct device_hooks {
    std::function<std::shared_ptr<link>(device&)> open;
    std::function<void(device&, std::function<void(std::optional<std::string>)>)> ticket;
};

/// One tab of one person: web/src/live/connection.ts and unacked.ts, at a tenth of their times. It
/// asks for a ticket, opens a link, says hello; after a loss the same again with `since`, until it
/// is told not to. It keeps commands until they are answered.
class device final : public device_end {
public:
    /// Not a code of the wire: it was given no ticket.
    static constexpr std::uint16_t not_allowed = 4199;
    enum class state : std::uint8_t { idle, connecting, live, waiting, closed };

    device(
        std::int64_t number, participant_id who, session_id where, timeline& in, dice& by,
        verdict& to, device_hooks hooks
    );

    // What its person does.
    void start();
    void stop();       ///< Leaves for good, and says so.
    void lose_link();  ///< The device knows that its network is gone.
    void send(command what);

    // From its link.
    void opened(link& by) override;
    void message(link& by, const server_message& said) override;
    void closed(link& by, std::uint16_t code) override;

    std::int64_t number() const { return number_; }
    participant_id who() const { return who_; }
    session_id where() const { return where_; }
    state is() const { return state_; }
    std::uint16_t closed_as() const { return closed_as_; }
    std::size_t unacked() const { return unacked_.size(); }
    seq_number since() const { return since_.value_or(0); }
    role as() const { return as_; }
    int heads() const { return heads_; }
    const session_view& seen() const { return seen_; }
    const std::shared_ptr<link>& wire() const { return link_; }
    const std::string* key_of(std::uint32_t ref) const;

private:
    struct waiting_command {
        request_frame asked;
        int retries = 0;
    };
    void connect();
    void greet();
    void transmit(const request_frame& asked);
    void take(const accepted& said);
    void take(const welcome& said);
    void take(const ok& said) { unacked_.erase(said.ref); }
    void take(const refused& said);
    void take(const head_count& said) { heads_ = said.present; }
    void take(const received_event& said);
    void take(const unknown_event&) {}
    void come_back();
    void end(std::uint16_t code);
    void abandon(bool says_goodbye);
    void watch_silence();
    void wait_for_silence();
    void later(milliseconds time, label called, std::function<void()> what);
    bool is_mine(const link& by) const { return link_.get() == &by; }

    const std::int64_t number_;
    const participant_id who_;
    const session_id where_;
    timeline& time_;
    dice& dice_;
    verdict& verdict_;
    device_hooks hooks_;

    state state_ = state::idle;
    std::uint16_t closed_as_ = 0;
    std::shared_ptr<link> link_;
    bool is_open_ = false;
    std::optional<std::string> ticket_;
    bool is_accepted_ = false;
    std::optional<seq_number> since_;
    bool is_stale_ = false;  ///< A welcome is due.
    role as_ = role::attendee;
    int heads_ = -1;
    session_view seen_;
    int tries_ = 0;
    std::uint64_t attempt_ = 0;  ///< Which connection timers were set for.
    std::uint64_t watched_ = 0;  ///< The attempt whose silence is watched.
    instant heard_at_{};
    std::uint32_t last_ref_ = 0;
    std::map<std::uint32_t, waiting_command> unacked_;
    std::map<std::uint32_t, std::string> keys_;  ///< Of all commands ever.
};

}  // namespace aula::sim
