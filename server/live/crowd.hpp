#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "generated/messages.hpp"

namespace aula {

/// One connection anywhere in the server. Never used twice, so that the late close of an old socket
/// cannot remove the new one. What another node reports of a person is one connection, whose number
/// is the person's.
struct connection_key {
    std::uint32_t shard = 0;
    std::uint64_t number = 0;
    std::uint32_t node = 0;  ///< 0 is this one.
    bool operator==(const connection_key&) const = default;
};

/// Who has a connection to a session, and who has just lost the last one.
///
/// Lives on: the room's shard.  Time is a value. A person is present from the first connection
/// until the last has been gone for the grace time; the credit ends at the last proof of life.
///
/// What other servers say may come late, and in any order: each connection knows when it began, so
/// that an absence can still be found when the person has long been back.
class crowd {
public:
    struct link {
        connection_key which;
        timestamp came;
    };
    /// From a coming to a going, gaps shorter than the grace time closed.
    struct stay {
        timestamp came;
        timestamp last_seen;
        leave_reason why;
    };
    struct person {
        std::string name;
        role as = role::attendee;
        bool is_mixed = false;  ///< Some connections may have come as something else than `as`.
        std::vector<link> connections;
        timestamp came{};       ///< The stay's beginning, as far as it is known.
        timestamp last_seen{};  ///< Of the connections that are gone.
        leave_reason why = leave_reason::left;
        bool is_presumed = false;  ///< The log has them as present, under another server.
        bool is_guess = false;     ///< `last_seen` is when another server's knowledge ended.
        std::vector<stay> ended;   ///< Before this one, and perhaps not in the log.
    };
    struct absence {
        participant_id who;
        timestamp last_seen;
        leave_reason why;
        bool operator==(const absence&) const = default;
    };
    /// An absence that is found when the person is back.
    struct gap {
        absence before;
        timestamp came;
    };

    static constexpr std::size_t ended_max = 4;  ///< Stays of one person.

    void arrive(
        participant_id who, connection_key which, std::string name, role as, timestamp came
    );
    void depart(participant_id who, connection_key which, timestamp last_seen, leave_reason why);

    /// Somebody who was here when another server kept this crowd: as if their last connection there
    /// had ended then, until a server that knows says when it did (`depart`, `note_end`). No effect
    /// on somebody who is known to have gone.
    void presume(participant_id who, std::string name, role as, timestamp last_seen);
    /// When the connections of somebody who is presumed ended that are not known here.
    void note_end(participant_id who, timestamp last_seen, leave_reason why);
    /// All has been heard that could be: whoever is here is not presumed any more.
    void settle();

    /// Somebody who has gone, of whom only that is known.
    void note_absent(const absence& gone);

    /// Whoever comes back after the grace time begins another stay; the one before is kept in mind,
    /// for the room's owner.
    void end_stay(participant_id who, timestamp now, milliseconds grace);
    /// Of those who have been back since before `when`.
    void forget_ended(timestamp when);

    /// Another node's connections belong to another server's crowd from now on.
    void keep_local();

    /// No effect on somebody who is not here.
    void change_role(participant_id who, role as);

    /// Who has no connection now and has not been taken out: so many, the latest first.
    std::vector<absence> absent(std::size_t most) const;
    /// Takes out and answers everybody whose grace time is over.
    std::vector<absence> take_absent(timestamp now, milliseconds grace);
    /// They are somewhere else: nothing about how they left from here matters any more.
    void forget_absent(participant_id who);
    /// Forgets everybody who has no connection and fulfils this.
    void forget_absent_if(const std::function<bool(participant_id, const person&)>& holds);

    /// The same for one person: whoever comes back after the grace time has been away, however late
    /// that is looked at.
    std::optional<absence> take_if_absent(participant_id who, timestamp now, milliseconds grace);

    /// Whether somebody who is here was away for the grace time before; once.
    std::optional<gap> take_gap(participant_id who, milliseconds grace);

    bool has(participant_id who) const { return people_.contains(who); }
    const person* find(participant_id who) const;
    const link* find(participant_id who, connection_key which) const;
    bool is_mixed(participant_id who) const;
    bool is_empty() const { return people_.empty(); }
    std::size_t size() const { return people_.size(); }
    const std::unordered_map<participant_id, person>& people() const { return people_; }

private:
    static void correct(person& of, timestamp last_seen, leave_reason why);
    void keep_in_mind(participant_id who, const stay& ended, timestamp back_at);

    std::unordered_map<participant_id, person> people_;
    std::vector<participant_id>
        going_;  ///< Without a connection, waiting for the grace time; a few of them are back.
    std::vector<std::pair<timestamp, participant_id>> back_;  ///< Who has `ended`, since when.
};

}  // namespace aula
