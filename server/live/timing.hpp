#pragma once

#include <chrono>

#include "base/clock.hpp"
#include "store/nodes.hpp"

namespace aula {

/// The times that the nodes of a cluster, and a room after a restart, rely on.
///
/// A time that follows from another one is written as an expression. A relation that two times must
/// have is asserted below, so that a change that breaks it does not compile. The beats of a node in
/// the database belong to the store (store/nodes.hpp); an operator's times are in settings.hpp.
struct timing {
    // ---- a room's owner speaks to the nodes that follow it ----

    /// Between two beats of a room's owner when the second beat has news.
    static constexpr milliseconds owner_beat{200};
    /// Between two beats without news, or with a long list of absences.
    static constexpr milliseconds owner_quiet_beat{1000};
    /// After this silence of the owner a follower reads the log and the lease.
    static constexpr milliseconds owner_silence{2000};
    /// Between two such readings.
    static constexpr milliseconds poll_pause{500};
    /// The owner's list of absences counts if it was at most this old when the owner last spoke.
    static constexpr milliseconds absences_told_max{2500};
    /// An event may need this time over the bus after its number was heard in another way.
    static constexpr milliseconds event_delay{100};

    // ---- the followers speak to the owner ----

    /// Between two reports of a follower without news.
    static constexpr milliseconds report_pause{500};
    /// Without an answer for this time a follower reports everybody again.
    static constexpr milliseconds report_answer_max{1500};
    /// After this silence of a follower two of its reports are missing: the follower may have
    /// ended.
    static constexpr milliseconds reports_missed = 2 * report_pause + milliseconds{200};
    /// After this silence the owner forgets a follower that has nobody in the room.
    static constexpr milliseconds follower_silence{5000};
    /// A follower refuses a command as `busy` when the owner has not answered it in this time.
    static constexpr milliseconds call_answer_max{3000};
    /// Two reports of the same instant differ by less, because each was some time on its way.
    static constexpr milliseconds told_twice{1000};
    /// A person who came here less than this before the room hears of it has come now.
    static constexpr milliseconds told_at_once{100};

    // ---- a room changes its owner ----

    /// Before a claim is repeated that the database could not answer.
    static constexpr milliseconds claim_pause{300};
    /// For this time a new owner takes nobody for absent. In the worst case a follower misses the
    /// owner's first beat, finds the new lease when it polls, and then reports.
    static constexpr milliseconds new_owner_patience = owner_silence + poll_pause + report_pause;
    /// For this time after the grace time a follower remembers when a person left whom the log has
    /// as present.
    static constexpr milliseconds absence_kept{10'000};
    /// An owner that died longer ago than the grace time and this cannot be continued: then the
    /// last checkpoint is what is certain.
    static constexpr milliseconds takeover_max = absence_kept;
    /// Before the system repeats its own command that a room without an owner could not answer.
    static constexpr milliseconds act_again_pause{300};
    /// For this time the system repeats it.
    static constexpr milliseconds owner_change_max{10'000};

    // ---- a node and its ways to the others ----

    /// A node that ends waits at most this time until its row has left the database.
    static constexpr milliseconds leave_max{2000};
    /// After this time without the bus a node says in its beats that it is cut off.
    static constexpr milliseconds cut_off_told{1000};
    /// After this time it acts upon that: each node that lost the bus with it has said so by then.
    static constexpr milliseconds cut_off_max = cut_off_told + 3 * beat_every;
    /// Between two looks into the inbox in the database while the bus is away.
    static constexpr milliseconds inbox_pause{100};
    /// For this time after a node's last beat the others say over the bus that it is dead.
    static constexpr milliseconds death_told{60'000};
    /// The window in which the fastest message of another process is found (remote_clock.hpp).
    static constexpr milliseconds clock_window{std::chrono::minutes{5}};
    /// Two clocks that differ by 100 ppm drift apart by this much in two windows.
    static constexpr milliseconds clock_drift = 2 * clock_window / 10'000;

    // ---- a server starts again ----

    /// Browsers connect again within this time after a restart.
    static constexpr milliseconds browsers_return{15'000};
};

// The beats in the database.
static_assert(beat_every < beat_gap_max, "a node that beats on time is steady");
static_assert(beat_gap_max < silence_max, "a node that judges others is not dead itself");
static_assert(timing::death_told > silence_max, "a dead node is told that it is dead");

// The owner's beats.
static_assert(timing::owner_beat <= timing::owner_quiet_beat, "news does not wait longer");
static_assert(
    timing::owner_quiet_beat < timing::owner_silence, "an owner that beats is not silent"
);
static_assert(
    timing::absences_told_max >= 2 * timing::owner_quiet_beat,
    "one lost beat does not make the owner's list of absences old"
);
static_assert(
    timing::owner_silence < silence_max,
    "the followers ask for the lease before its owner is dead, so that a claim comes in time"
);
static_assert(timing::event_delay < timing::poll_pause, "a reading waits for an event on its way");

// The followers' reports.
static_assert(
    timing::reports_missed > 2 * timing::report_pause && timing::reports_missed < silence_max,
    "two reports are missing, and the database does not know yet that the node is dead"
);
static_assert(
    timing::follower_silence > silence_max,
    "a node whose death is not known is not forgotten as a follower"
);
static_assert(
    timing::report_answer_max > beat_every + timing::inbox_pause,
    "an answer comes in time by way of the database, where the owner looks with each beat"
);
static_assert(
    timing::report_answer_max > timing::report_pause,
    "an answer is awaited for longer than the pause before the next report"
);
static_assert(
    timing::call_answer_max > beat_every + timing::inbox_pause,
    "a command is answered in time by way of the database"
);
static_assert(timing::clock_drift < timing::told_at_once, "a drift of clocks makes nothing late");

// A change of owner.
static_assert(
    timing::absence_kept >= timing::takeover_max,
    "the followers remember every absence that a new owner can ask for"
);
static_assert(
    timing::absence_kept >= silence_max + steady_min,
    "an absence is remembered until a dead owner's room is taken over, also after an outage"
);
static_assert(
    timing::owner_change_max > silence_max + steady_min,
    "the system repeats its command until a dead owner's room is taken over, also after an outage"
);

// The ways between nodes.
static_assert(
    timing::cut_off_max >= timing::cut_off_told + 2 * beat_every,
    "the last beat before a node acts has the word of all that lost the bus with it"
);
static_assert(
    timing::cut_off_max < silence_max,
    "a node that loses the bus and the database gives up within `silence_max`"
);
static_assert(
    timing::inbox_pause < beat_every, "the inbox is looked at more often while the bus is away"
);

}  // namespace aula
