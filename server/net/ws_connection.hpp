#pragma once

#include <exception>
#include <memory>
#include <string>

#include "net/command_budget.hpp"
#include "net/frame_reader.hpp"
#include "net/http_connection.hpp"
#include "net/input_budget.hpp"
#include "net/media_budget.hpp"
#include "net/outbox.hpp"
#include "net/parts.hpp"

namespace aula {

/// One WebSocket from the upgrade to its end: hello and ticket first, then commands. The audience
/// writes to its outbox beside it.
///
/// Lives on: its shard.  It keeps itself alive by the one wait for readability that is always
/// pending. No coroutine, no timer and no buffer belong to an idle one: what arrives is read into
/// the shard's scratch memory and handled in the same turn. Bounds: `limits::command_bytes_max` a
/// message, `message_time` from its first byte to its last, `input_budget` bytes, `command_budget`
/// commands, `media_budget` media frames, `bad_messages_max` messages that make no sense;
/// `person_sockets_max` of one person.
class ws_connection final : public outbox_owner,
                            public std::enable_shared_from_this<ws_connection> {
public:
    ws_connection(
        std::shared_ptr<outbox> out, net_parts& parts, http_facts facts, std::string origin
    );
    ~ws_connection() override;
    ws_connection(const ws_connection&) = delete;
    ws_connection& operator=(const ws_connection&) = delete;

    /// After the upgrade was answered.
    void start();

    // From the outbox.
    void on_writable() override;
    void on_closed() override;
    void on_expired() override;

private:
    void wait();
    void break_off(const std::exception& thrown);
    void readable();
    bool read_some(std::size_t& bytes);
    void take_bytes(std::span<char> bytes);
    void take_frame(const client_frame& said);
    void stop_listening();
    void watch_message();
    void message_ended();
    void end();

    void take_text(std::string_view text);
    void take_media(std::string_view frame);
    void greet(const hello& said);
    std::unique_ptr<person_sockets::entry> count_socket(participant_id who);
    void let_in(const hello& said, std::optional<viewer> who);
    void log_no_room(session_id where, const std::exception& thrown);
    bool ask_issuer(const hello& said, std::string_view origin);
    void ask(request_frame asked);
    void bad(std::optional<std::uint32_t> ref, std::string_view what);
    void refuse(std::uint32_t ref, refusal reason, std::optional<milliseconds> retry);
    void leave();

    std::shared_ptr<outbox> out_;
    net_parts& parts_;
    live_shard& here_;
    std::shared_ptr<open_place> place_;
    std::unique_ptr<doorstep::spot> spot_;  ///< Until the hello.
    std::string origin_;
    frame_reader reader_;
    input_budget bytes_;
    command_budget commands_;
    std::unique_ptr<media_budget> media_;  ///< Once a media frame has come.
    connection_number number_ = 0;
    participant_id person_;                           ///< Once there is a number.
    std::unique_ptr<person_sockets::entry> counted_;  ///< The same.
    std::size_t bad_messages_ = 0;
    bool is_asking_ = false;         ///< The server that issued the ticket.
    bool is_timed_ = false;          ///< `message_time` runs.
    bool is_deaf_ = false;           ///< What comes is thrown away.
    bool is_over_ = false;           ///< Nothing more comes, or is to be read.
    bool has_said_goodbye_ = false;  ///< With a close frame.
};

}  // namespace aula
