#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "generated/codec.hpp"
#include "rehearse/lecture_record.hpp"
#include "rehearse/live_socket.hpp"
#include "rehearse/web_client.hpp"

namespace aula::rehearsal {

/// What a device needs to know of its surroundings, all of which outlive it.
struct seat {
    const place* at = nullptr;
    web_client* browser = nullptr;  ///< The person's, logged in.
    lecture_record* record = nullptr;
    std::string tickets_path;
    session_id session;
    participant_id person;
    std::string name;
    unsigned seed = 0;
    bool may_lose_server = false;
};

/// One browser tab or phone in one lecture: gets a ticket, says hello, follows the log, keeps its
/// commands until they are answered, and comes back by itself when the connection is lost, as the
/// real client does.
///
/// It checks what it is shown (nothing twice, no hole, each command answered once) and notes in the
/// record when it was there. Runs on one io_context with one thread.
///
/// Where the server may be lost, it is as patient as the real client: what cannot be saved just now
/// is asked again, a socket that says nothing or swallows a command is given up, of page turns that
/// wait only the last is meant. One command is on its way at a time, so that none overtakes another
/// that was refused for a moment.
class device : public std::enable_shared_from_this<device> {
public:
    device(boost::asio::any_io_executor on, seat in);

    /// Connects, now or as soon as the server is there, and stays until `leave`.
    void come();
    /// A hello that is not answered yet is waited for, as long as the connection lasts, because
    /// only then it is known when the server saw this device.
    void leave(departure how);

    /// Sends a command, or keeps it until there is a connection.
    void send(command what);

    /// Waits for the first `accepted`; false when that takes too long.
    boost::asio::awaitable<bool> arrived(milliseconds patience);
    /// Waits until every command is answered; false when that takes too long.
    boost::asio::awaitable<bool> answered(milliseconds patience);

    bool has_connection() const { return socket_ != nullptr; }
    const std::optional<session_view>& first_view() const { return first_view_; }

private:
    using self_pointer = std::shared_ptr<device>;

    // Coming and going: device.cpp
    static boost::asio::awaitable<void> stay(self_pointer self, unsigned visit);
    static boost::asio::awaitable<void> follow(
        self_pointer self, std::shared_ptr<live_socket> over
    );
    struct opened {
        std::shared_ptr<live_socket> over;
        std::string ticket;
    };
    boost::asio::awaitable<result<opened>> open();
    void say_hello(opened with);
    boost::asio::awaitable<bool> wait_until(bool (device::*holds)() const, milliseconds patience);
    bool has_arrived() const { return is_welcome_; }
    bool is_answered() const { return unanswered_.empty(); }
    milliseconds back_off();
    void stop_trying();
    std::function<void()> credit_until_heard();
    void lose_connection();
    void tell_of_visits_in_vain();
    void finish_presence(timestamp proven, timestamp until);
    void complain(const std::string& what);

    // What the server says: device_messages.cpp
    void take(std::string_view text);
    void take_one(const accepted& reply);
    void take_one(const welcome& reply);
    void take_one(const ok& reply);
    void take_one(const refused& reply);
    void take_one(const head_count& signal);
    void take_one(const received_event& shown);
    void take_one(const unknown_event& unknown);
    void transmit(std::uint32_t ref);
    void transmit_waiting();
    void drop_older_page_turns();
    void answered_now(std::uint32_t ref);
    static boost::asio::awaitable<void> watch_silence(
        self_pointer self, std::shared_ptr<live_socket> over, milliseconds most
    );
    static boost::asio::awaitable<void> demand_answer(
        self_pointer self, std::uint32_t ref, std::shared_ptr<live_socket> over
    );
    static boost::asio::awaitable<void> transmit_later(
        self_pointer self, std::uint32_t ref, milliseconds wait
    );

    boost::asio::any_io_executor on_;
    seat in_;
    std::minstd_rand random_;
    std::shared_ptr<live_socket> socket_;
    unsigned visit_ = 0;  ///< Changes with every coming and going.
    int failures_ = 0;    ///< To connect, one after the other.
    std::optional<departure> leaves_on_arrival_;

    bool is_welcome_ = false;
    local_time said_hello_at_{};
    /// Never let in, from hello to the end; what the server's clock says is known only later.
    std::vector<std::pair<local_time, local_time>> visits_in_vain_;
    std::optional<presence> present_;
    local_time accepted_at_{};

    seq_number last_ = 0;  ///< The last event folded.
    bool has_folded_ = false;
    std::optional<session_view> first_view_;

    struct waiting {
        request_frame frame;
        std::optional<local_time> since;  ///< When it was meant, unless it stayed away on purpose.
        std::optional<local_time> asked_at;  ///< Its answer is owed.
    };
    std::uint32_t next_ref_ = 1;
    std::map<std::uint32_t, waiting> unanswered_;
    std::optional<local_time> paused_since_;  ///< Without the server, and not on purpose.
};

}  // namespace aula::rehearsal
