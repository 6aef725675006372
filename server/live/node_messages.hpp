#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "generated/messages.hpp"
#include "store/nodes.hpp"

/// What the nodes of a cluster say to each other. Each may be lost on the way: whoever waits for an
/// answer has a deadline, and whoever counts on an order finds the gaps by number. Times of day are
/// said as ages, because two machines' clocks differ.
namespace aula {

// ---- from a room's owner to those who follow it ----

/// Events that are in the log now.
struct log_grew {
    session_id session;
    std::vector<logged_event> events;
    bool operator==(const log_grew&) const = default;
};

/// Who has no connection anywhere.
struct told_absence {
    participant_id who;
    milliseconds ago{};  ///< The last sign of life.
    leave_reason why = leave_reason::left;
    bool operator==(const told_absence&) const = default;
};

/// The owner is there; how far its log goes, how many are present, and who of them has no
/// connection anywhere: the log has that only after the grace time, and the owner may be gone then.
struct room_beat {
    session_id session;
    node_name owner;
    std::int64_t epoch = 0;
    seq_number end = 0;
    std::size_t present = 0;
    std::vector<told_absence> absent;
    bool operator==(const room_beat&) const = default;
};

/// The bytes of a media frame; to the owner as well.
struct media_sent {
    session_id session;
    node_name from;
    std::string frame;
    bool operator==(const media_sent&) const = default;
};

// ---- to a room's owner, and back ----

/// Somebody asks the room for something.
struct node_call {
    enum class kind { submit, act, flush };
    session_id session;
    node_name from;
    std::uint64_t number = 0;  ///< The caller's, for the answer.
    kind is = kind::flush;
    participant_id who;  ///< Of a `submit`.
    std::string key;     ///< Of a `submit`.
    std::optional<command> what;
    bool operator==(const node_call&) const = default;
};

/// To a call: the event's seq (for a `flush`, the end of the log), or why not. Neither: there is no
/// such owner here.
struct node_answer {
    session_id session;
    std::uint64_t number = 0;
    std::optional<seq_number> seq;
    std::optional<refusal> refused;
    bool operator==(const node_answer&) const = default;
};

/// How it is with whoever has come to, or gone from, one node since its report before. The first of
/// a sequence begins to say it of everybody there, and may take several.
struct crowd_report {
    struct end {
        milliseconds ago{};  ///< The last sign of life.
        leave_reason why = leave_reason::left;
        bool operator==(const end&) const = default;
    };
    /// From a person's coming to their going, gaps shorter than the grace time closed.
    struct stay {
        participant_id who;
        std::string name;
        role as = role::attendee;
        milliseconds ago{};       ///< The coming.
        std::optional<end> gone;  ///< Empty while they are there.
        bool operator==(const stay&) const = default;
    };
    session_id session;
    node_name from;
    std::int64_t incarnation = 0;
    std::int64_t epoch = 0;    ///< Of the owner that it is for.
    std::uint64_t number = 0;  ///< One more than the one before.
    bool is_first = false;     ///< Whoever is not in it, up to the one that is whole, is not there.
    bool is_whole = true;      ///< Nothing more is to be said now.
    std::vector<stay> stays;   ///< One person's in order.
    bool operator==(const crowd_report&) const = default;
};

/// The owner has taken in all reports up to this one; or it lacks one, and asks for everybody.
struct report_heard {
    session_id session;
    std::int64_t epoch = 0;
    std::uint64_t number = 0;
    bool is_gap = false;
    /// Of those who have gone from that node not long ago, who has a connection elsewhere.
    std::vector<participant_id> elsewhere;
    bool operator==(const report_heard&) const = default;
};

// ---- to everybody ----

struct login_ended {
    login_id login;
    bool operator==(const login_ended&) const = default;
};
struct login_renamed {
    login_id before;
    login_id after;
    bool operator==(const login_renamed&) const = default;
};
struct person_sent_away {
    participant_id who;
    close_code why = close_code::removed;
    bool operator==(const person_sent_away&) const = default;
};
struct session_deleted {
    session_id session;
    bool operator==(const session_deleted&) const = default;
};
/// The room is the listener's to claim. Who is absent in it: without a bus nobody has heard that.
struct room_released {
    session_id session;
    std::int64_t epoch = 0;
    std::vector<told_absence> absent;
    bool operator==(const room_released&) const = default;
};
/// The database has heard nothing of that node for too long.
struct node_lost {
    node_name name;
    std::int64_t incarnation = 0;
    bool operator==(const node_lost&) const = default;
};
/// Of a login or of a person; the other is none.
struct tickets_revoked {
    login_id login;
    participant_id who;
    bool operator==(const tickets_revoked&) const = default;
};

// ---- tickets ----

/// A ticket that was issued by the node that is asked; good once.
struct ticket_shown {
    node_name from;
    std::uint64_t number = 0;
    std::string ticket;
    session_id session;
    std::string origin;
    bool operator==(const ticket_shown&) const = default;
};
struct ticket_taken {
    std::uint64_t number = 0;
    bool is_good = false;
    participant_id who;
    login_id login;
    std::string name;
    role as = role::attendee;
    bool operator==(const ticket_taken&) const = default;
};

using node_message = std::variant<
    log_grew, room_beat, media_sent, node_call, node_answer, crowd_report, report_heard,
    login_ended, login_renamed, person_sent_away, session_deleted, room_released, node_lost,
    tickets_revoked, ticket_shown, ticket_taken>;

/// What it is about; none for those to everybody.
session_id session_of(const node_message& said);

/// As it goes over the bus, which says nothing of who has sent it or for how long it was on its
/// way.
struct node_letter {
    node_message said;
    std::int64_t by = 0;  ///< The incarnation that says it; 0: the version before does not say.
    timestamp at{};       ///< By that process's own clock.
    bool operator==(const node_letter&) const = default;
};

/// CBOR (RFC 8949).
std::string encode_node_letter(const node_message& said, std::int64_t by, timestamp at);
/// `invalid` for what this version does not understand, such as a newer node's messages.
result<node_letter> decode_node_letter(std::string_view bytes);

/// The message alone as JSON (RFC 8259), for where only text can be kept.
std::string node_message_as_text(const node_message& said);
result<node_message> node_message_from_text(std::string_view text);

}  // namespace aula
