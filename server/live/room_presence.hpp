#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "live/followers.hpp"
#include "live/known_people.hpp"
#include "live/logged_people.hpp"

namespace aula {

/// What the owner of a room has to write into the log about people who come and go.
///
/// A pure machine: an input is a value, with the time and what the log has so far, and an output is
/// a list of acts. The room carries out the acts in order before the next input. The machine knows
/// no clock, store or bus; all times are those of this server's clock, and the room gives them the
/// log's time. Bound: one entry a person who has a connection or is awaited for the grace time.
class room_presence {
public:
    /// The log ends every presence where it was last proven: an earlier process left them open.
    struct recovery {
        bool operator==(const recovery&) const = default;
    };
    struct coming {
        participant_id who;
        std::string name;
        role as = role::attendee;
        std::optional<timestamp> since;  ///< If that is not now.
        bool operator==(const coming&) const = default;
    };
    using going = crowd::absence;
    struct role_change {
        participant_id who;
        role as = role::attendee;
        bool operator==(const role_change&) const = default;
    };
    /// What the log has to hear. To repeat an act does no harm: the rules answer `no_change`.
    using act = std::variant<recovery, coming, going, role_change>;
    using acts = std::vector<act>;

    struct arrival {
        participant_id who;
        connection_key which;
        std::string name;
        role as = role::attendee;
        timestamp came;
    };
    struct departure {
        participant_id who;
        connection_key which;
        timestamp last_seen;
        leave_reason why = leave_reason::lost;
    };

    /// What another node reports of a person: a stay that lasts, a stay that has ended, or the end
    /// of a stay whose beginning is not told.
    struct news {
        std::optional<arrival> came;
        std::optional<departure> gone;
    };

    /// Goes on with what the room before knew; connections at other nodes are reported again.
    room_presence(milliseconds grace, known_people before);

    // ---- how it begins ----

    /// Nobody owned the room just before: what an earlier process left open has to be closed.
    acts begin();
    /// Another owner was alive at `last_alive`. Everybody whom the log has as present counts as cut
    /// off at that moment, until the other nodes have had the time to report them.
    void take_over(timestamp last_alive, timestamp now, const logged_people& log);
    /// What the owner before told of absences when it gave the room away; before `take_over`.
    void inherit(absences_told known) { known_.told = std::move(known); }

    // ---- who comes and goes ----

    acts arrived(const arrival& of, timestamp now, const logged_people& log);
    acts departed(const departure& of, timestamp now, const logged_people& log);
    acts told(const news& of, timestamp now, const logged_people& log);
    /// A participant is about to be removed: an absence before that is credited as one.
    acts removing(participant_id who, timestamp now);
    void change_role(participant_id who, role as) { known_.here.change_role(who, as); }
    /// Grace times, and the end of the time in which a new owner takes nobody for absent.
    acts ticked(timestamp now, const logged_people& log);

    // ---- what was saved ----

    /// Before anything else is written: what people say now must not prove that they were here
    /// since the last process ended.
    acts recover();
    /// A recovery or a going is saved, or refused by the rules; or it has to be said again.
    void answered(const act& one, bool is_settled);
    /// After something could not be saved: the absences again, in the order they happened …
    acts absences_again();
    /// … and then, with what the log has by now, everybody who is here.
    acts people_again(const logged_people& log) const;

    // ---- what it knows ----

    const known_people& known() const { return known_; }
    known_people give_known() { return std::move(known_); }
    void note_told(absences_told said) { known_.told = std::move(said); }
    bool is_connected(participant_id who) const;
    bool is_patient(timestamp now) const { return now < patient_until_; }
    /// Who has no connection anywhere, as far as is known; at most `absent_max`. Also who is at a
    /// node that may have ended: if this one ends too, no other node knows where they were.
    std::vector<crowd::absence> absent(const std::vector<followers::missed>& missed) const;

    /// A node that ends leaves everybody absent who was there, and it has at most this many
    /// descriptors. Told in one message, they are about half of the longest one.
    static constexpr std::size_t absent_max = 20'000;

private:
    bool add_recovery(acts& to);
    void add_going(const crowd::absence& gone, acts& to);
    void come(const arrival& of, timestamp now, const logged_people& log, acts& to);
    void go(const departure& of, timestamp now, const logged_people& log, acts& to);
    void close_gap(participant_id who, const logged_people& log, acts& to);
    void end_presuming(const logged_people& log, acts& to);
    bool is_known(const arrival& came, timestamp last_seen, timestamp now, const logged_people& log)
        const;

    milliseconds grace_;
    known_people known_;
    timestamp patient_until_{};  ///< Others may be somewhere else, and are not reported yet.
    bool is_presuming_ = false;  ///< Since then.
    bool is_recovering_ = false;
    bool is_recovered_ = false;  ///< What the last process left open is closed, and saved.
};

}  // namespace aula
