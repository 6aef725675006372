#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// A node is one server process of several on one database; its name is its place in the operator's
/// configuration and outlives the process. Letters, digits, `.`, `-` and `_`, 40 at most.
using node_name = std::string;

// All measured with the database's clock, never with a node's own.
inline constexpr milliseconds beat_every{500};
/// A node that has been silent for longer is dead.
inline constexpr milliseconds silence_max{3000};
/// Between two beats of a node that may judge others: whoever had a longer pause may have slept, or
/// missed a database that was away for everybody.
inline constexpr milliseconds beat_gap_max{1500};
/// For how long a node must have beaten without such a pause before it may take a silent node's
/// rooms: in that time everybody who lives has found back to the database (`silence_max`, and
/// `postgres_link::pause_max` between two attempts to connect).
inline constexpr milliseconds steady_min{5000};
/// The row of a node that has been dead for longer goes when somebody enrolls.
inline constexpr std::chrono::hours dead_rows_kept{24};

/// What a node says of itself with each beat.
struct node_load {
    std::int64_t rooms = 0;
    std::int64_t people = 0;
    bool is_cut_off = false;  ///< It has lost the bus: others cannot ask it anything.
};

/// A process that wants to serve.
struct newcomer {
    node_name name;
    std::string version;
    std::string address;    ///< `server.public_url` or where it listens: for people.
    bool is_alone = false;  ///< It has no bus, and cannot share the database with another server.
};

/// A process that had a node's name, and ended without a word.
struct former_process {
    std::int64_t incarnation = 0;
    milliseconds silence{0};  ///< Since its last sign of life.
};

/// A node as the database knows it.
struct node_row {
    node_name name;
    std::int64_t incarnation = 0;  ///< Of the process; no two ever have the same.
    std::string version;
    std::string address;
    std::string process;  ///< What its sessions at the database are called.
    timestamp started_at;
    timestamp beat_at;
    milliseconds age{0};      ///< Since `started_at`.
    milliseconds silence{0};  ///< Since `beat_at`; negative when the database's clock was set back.
    bool is_alone = false;
    bool is_draining = false;     ///< The operator's wish: it takes no new rooms.
    bool is_written_off = false;  ///< Somebody took a room from it; this incarnation is over.
    bool is_dead = false;         ///< Written off, or silent for longer than `silence_max`.
    bool is_steady = false;       ///< It may take the rooms of silent nodes.
    node_load load;
    former_process before;  ///< The last one.

    /// Since this incarnation's last sign of life; empty when it is none of the last two.
    std::optional<milliseconds> silence_of(std::int64_t which) const {
        if (which == incarnation) return silence;
        return which == before.incarnation ? std::optional(before.silence) : std::nullopt;
    }
};

}  // namespace aula

/// The table of nodes. What a node owns, and what follows from its death: leases.hpp.
namespace aula::nodes {

/// A new incarnation under this name; what earlier ones own is free at once, and their sessions at
/// the database are ended. `conflict`, with the remedy, while a living process has the name, or
/// lives beside one that must be alone: a process that was killed blocks its own successor for
/// `silence_max`, so try again for a little longer than that. `invalid` for a name that is none.
result<std::int64_t> enroll(database& db, const newcomer& who);

/// A sign of life, due every `beat_every`: one statement, which is written in place; with
/// `store::write_first`, so that no queue is taken for death. `conflict`
/// when this incarnation is over, because a newer one has the name, or others were told that it is
/// dead: all its rooms are to be given up, and then it may enroll anew.
result<void> beat(
    database& db, const node_name& name, std::int64_t incarnation, const node_load& load
);

/// The operator's wish that the node takes no new rooms and hands over those that it has; the
/// node reads it from its row. It outlives a crash, and ends with `leave`. `not_found`.
result<void> drain(database& db, const node_name& name, bool is_draining);

/// A graceful end: the row goes, and its rooms are free at once. No error when it was over already.
result<void> leave(database& db, const node_name& name, std::int64_t incarnation);

/// By name, with what the database's clock says of them now.
result<std::vector<node_row>> all(database& db);

/// Removes a dead node's row; `conflict` for a living one, `not_found`.
result<void> forget(database& db, const node_name& name);

}  // namespace aula::nodes
