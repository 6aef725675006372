#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "generated/codec.hpp"
#include "sim/ledger.hpp"
#include "store/registrations.hpp"

namespace aula::sim {

/// A frame as it left the server: a message, or one of the protocol's own.
struct sent_frame {
    enum class kind { message, ping, pong, close };
    kind is = kind::message;
    std::shared_ptr<const server_message> message;
    std::uint16_t code = 0;  ///< Of a close.
};

/// Cuts what a connection sends into frames and reads them. A broadcast is the same bytes for
/// everybody and is read once.
class frame_cutter {
public:
    using known_messages = std::unordered_map<std::string, std::shared_ptr<const server_message>>;

    explicit frame_cutter(known_messages& known) : known_(known) {}
    /// False when it is no frame that a server of ours sends.
    template <class Each>
    bool add(std::span<const char> bytes, Each each) {
        rest_.append(bytes.data(), bytes.size());
        std::size_t at = 0;
        for (;;) {
            const auto left = std::string_view(rest_).substr(at);
            const auto length = frame_length(left);
            if (length == 0 || left.size() < length) break;
            sent_frame frame;
            if (!read(left.substr(0, length), frame)) return false;
            at += length;
            each(frame);
        }
        rest_.erase(0, at);
        return true;
    }
    std::size_t unfinished() const { return rest_.size(); }

private:
    static std::size_t frame_length(std::string_view bytes);
    bool read(std::string_view frame, sent_frame& out);

    known_messages& known_;
    std::string rest_;
};

/// Holds everything that one connection is sent against the ledgers, at the moment at which it
/// leaves the server: I1, I3, I8, I9, and that what is shown was saved before.
class wire_check {
public:
    struct who_asks {
        participant_id who;
        session_id where;
        std::optional<seq_number> since;
        /// The key of the command that a reply is for.
        std::function<const std::string*(std::uint32_t ref)> key_of;
        std::function<bool()> is_heard;  ///< The device has not turned to another link.
        /// Themselves on the roster, which may say something that the log does not know yet.
        std::function<std::optional<participant_record>()> on_roster;
        /// How far the connections of this shard have been shown the session.
        std::shared_ptr<seq_number> shown;
        /// The server has closed it: what its socket kept still goes out.
        std::function<bool()> is_closed;
    };
    wire_check(std::map<session_id, ledger>& all, verdict& to, who_asks of)
        : ledgers_(all), verdict_(to), of_(std::move(of)) {}

    void take(const server_message& said);

private:
    void take_one(const accepted& said);
    void take_one(const welcome& said);
    void take_one(const ok& said);
    void take_one(const refused& said);
    void take_one(const head_count&) {}
    void take_one(const received_event& said);
    void take_one(const unknown_event&) { broken("I8", "an event that nobody knows"); }
    bool was_staff_since(seq_number seq);
    bool was_out_since(seq_number seq);
    void check_words(const logged_event& sent, const logged_event& happened);
    void note_shown(seq_number seq) { *of_.shown = std::max(*of_.shown, seq); }
    void broken(const char* invariant, const std::string& how);
    ledger& log() { return ledgers_.at(of_.where); }

    std::map<session_id, ledger>& ledgers_;
    verdict& verdict_;
    who_asks of_;
    viewer_class as_ = viewer_class::attendees;
    bool is_accepted_ = false;
    bool is_welcome_due_ = false;
    seq_number last_ = 0;
};

}  // namespace aula::sim
