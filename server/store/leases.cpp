#include "store/leases.hpp"

#include <algorithm>
#include <string>

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/postgres/postgres_sessions.hpp"

namespace aula::leases {
namespace {

/// After so many changes of owner under its eyes a claim gives up.
constexpr int tries_max = 4;

using node_rows = std::vector<node_row>;

enum class standing {
    held,    ///< Its owner lives.
    silent,  ///< Its owner does not say anything; whoever is steady may write it off.
    vacant,
};

/// A session's row in the table.
struct tenancy {
    lease present;        ///< Without an owner: nobody's. Epoch 0: it has no row.
    std::string process;  ///< The owner's.
    standing how = standing::vacant;
};

/// Who claims, and whom it sees.
struct claimant {
    session_id session;
    const node_row* me;
    const node_rows& everyone;
};

lease lease_from(const sql_row& row) {
    return {.owner = row.text(0), .incarnation = row.integer(1), .epoch = row.integer(2)};
}

const node_row* find_node(const node_rows& among, const node_name& name) {
    const auto found = std::ranges::find(among, name, &node_row::name);
    return found == among.end() ? nullptr : &*found;
}

result<tenancy> look(database& db, session_id session) {
    return one_row(
        db.query(
            "SELECT l.owner, l.incarnation, l.epoch, l.process FROM sessions s "
            "LEFT JOIN leases l ON l.session = s.id WHERE s.id = ?1",
            {sql(session)}
        ),
        "session",
        [](const sql_row& row) {
            return tenancy{.present = lease_from(row), .process = row.text(3)};
        }
    );
}

/// `everyone` must have been read after the tenancy: who had it was enrolled before.
standing standing_of(const lease& present, const node_rows& everyone) {
    const auto* owner = find_node(everyone, present.owner);
    const bool is_over =
        owner == nullptr || owner->incarnation != present.incarnation || owner->is_written_off;
    if (is_over) return standing::vacant;
    return owner->is_dead ? standing::silent : standing::held;
}

/// Whether somebody else has the lease's row locked just now; if not, this transaction has.
result<bool> is_locked(database& db, session_id session) {
    const auto rows = db.query(
        "SELECT epoch FROM leases WHERE session = ?1 /*! FOR UPDATE SKIP LOCKED */", {sql(session)}
    );
    if (!rows) return rows.error();
    return rows->empty();
}

/// Those that may hang with a lock that the claim needs, or that others will: of the dead, who may
/// have been claiming it themselves, and of the last owner, when somebody has it locked.
std::vector<std::string> processes_to_end(const claimant& who, const tenancy& seen, bool has_lock) {
    std::vector<std::string> ended;
    if (!has_lock) ended.push_back(seen.process);
    for (const auto& node : who.everyone) {
        if (node.is_written_off || (node.is_dead && who.me->is_steady)) {
            ended.push_back(node.process);
        }
    }
    // A process that was written off may have enrolled anew.
    std::erase_if(ended, [&](const std::string& process) {
        return std::ranges::any_of(who.everyone, [&](const node_row& node) {
            return node.process == process && !node.is_dead;
        });
    });
    return ended;
}

/// False when it has just come back, or somebody else was faster.
result<bool> write_off(database& db, const lease& of) {
    static const auto statement =
        "UPDATE nodes SET is_written_off = 1 WHERE name = ?1 AND incarnation = ?2 "
        "AND is_written_off = 0 AND NOT database_now() - beat_at BETWEEN -" +
        std::to_string(silence_max.count()) + " AND " + std::to_string(silence_max.count()) +
        " RETURNING name";
    const auto rows = db.query(statement, {of.owner, of.incarnation});
    if (!rows) return rows.error();
    return !rows->empty();
}

/// Nothing when it has changed since it was looked at.
result<std::optional<lease>> occupy(database& db, const claimant& who, const tenancy& seen) {
    const auto rows = db.query(
        "INSERT INTO leases(session, owner, incarnation, process, epoch) "
        "VALUES(?1, ?2, ?3, ?4, 1) "
        "ON CONFLICT(session) DO UPDATE SET owner = excluded.owner, "
        "incarnation = excluded.incarnation, process = excluded.process, "
        "epoch = leases.epoch + 1 WHERE leases.epoch = ?5 AND leases.owner = ?6 "
        "RETURNING owner, incarnation, epoch",
        {sql(who.session), who.me->name, who.me->incarnation, who.me->process, seen.present.epoch,
         seen.present.owner}
    );
    if (!rows) return rows.error();
    if (rows->empty()) return std::optional<lease>{};
    return std::optional(lease_from(rows->front()));
}

/// The same for a room whose owner may have to be written off before.
result<std::optional<lease>> succeed(database& db, const claimant& who, const tenancy& seen) {
    if (seen.how == standing::silent) {
        const auto is_gone = write_off(db, seen.present);
        if (!is_gone) return is_gone.error();
        if (!*is_gone) return std::optional<lease>{};
    }
    return occupy(db, who, seen);
}

result<std::optional<lease>> take(database& db, const claimant& who, const tenancy& seen) {
    const auto locked = is_locked(db, who.session);
    if (!locked) return locked.error();
    auto ended = end_sessions(db, processes_to_end(who, seen, !*locked));
    if (!ended) return ended.error();
    const auto patience = shorten_lock_waits(db);
    if (!patience) return patience.error();
    auto taken = succeed(db, who, seen);
    if (!taken) return taken;
    if (auto as_before = set_lock_waits(db, *patience); !as_before) return as_before.error();
    return taken;
}

/// One attempt: nothing when the room changed hands meanwhile.
result<std::optional<lease>> try_to_claim(
    database& db, session_id session, const node_name& me, std::int64_t incarnation
) {
    auto seen = look(db, session);
    if (!seen) return seen.error();
    const auto everyone = nodes::all(db);
    if (!everyone) return everyone.error();
    const auto* mine = find_node(*everyone, me);
    if (mine == nullptr || mine->incarnation != incarnation || mine->is_written_off) {
        return error{error_code::conflict, "the node " + me + " must enroll before it claims"};
    }
    seen->how = standing_of(seen->present, *everyone);
    const bool may_take =
        seen->how == standing::vacant || (seen->how == standing::silent && mine->is_steady);
    if (!may_take) return std::optional(seen->present);
    return take(db, {session, mine, *everyone}, *seen);
}

error not_mine(session_id session, const lease& mine) {
    return {
        error_code::conflict, "the room of session " + session.text() +
                                  " has another owner by now: epoch " + std::to_string(mine.epoch) +
                                  " is over"
    };
}

result<void> check_successor(const node_rows& everyone, const lease& mine, const node_name& to) {
    const auto* next = find_node(everyone, to);
    if (next != nullptr && !next->is_dead && !next->is_draining && to != mine.owner) return {};
    return error{
        error_code::conflict,
        "the room cannot go to the node " + to + ", which must live, be another one, and not drain"
    };
}

}  // namespace

result<std::optional<lease>> find(database& db, session_id session) {
    const auto rows = db.query(
        "SELECT owner, incarnation, epoch FROM leases WHERE session = ?1 AND owner <> ''",
        {sql(session)}
    );
    if (!rows) return rows.error();
    if (rows->empty()) return std::optional<lease>{};
    return std::optional(lease_from(rows->front()));
}

result<lease> claim(
    database& db, session_id session, const node_name& me, std::int64_t incarnation
) {
    for (int tries = 0; tries < tries_max; ++tries) {
        const auto tried = try_to_claim(db, session, me, incarnation);
        if (!tried) return tried.error();
        if (*tried) return **tried;
    }
    return error{error_code::busy, "the room is changing hands; try again"};
}

result<lease> hand_over(database& db, session_id session, const lease& mine, const node_name& to) {
    const auto everyone = nodes::all(db);
    if (!everyone) return everyone.error();
    if (auto fine = check_successor(*everyone, mine, to); !fine) return fine.error();
    const auto* next = find_node(*everyone, to);
    const auto rows = db.query(
        "UPDATE leases SET owner = ?4, incarnation = ?5, process = ?6, epoch = epoch + 1 "
        "WHERE session = ?1 AND owner = ?2 AND epoch = ?3 RETURNING owner, incarnation, epoch",
        {sql(session), mine.owner, mine.epoch, next->name, next->incarnation, next->process}
    );
    if (!rows) return rows.error();
    if (rows->empty()) return not_mine(session, mine);
    return lease_from(rows->front());
}

result<void> release(database& db, session_id session, const lease& mine) {
    const auto rows = db.query(
        "UPDATE leases SET owner = '', incarnation = 0 "
        "WHERE session = ?1 AND owner = ?2 AND epoch = ?3 RETURNING session",
        {sql(session), mine.owner, mine.epoch}
    );
    if (!rows) return rows.error();
    return rows->empty() ? result<void>(not_mine(session, mine)) : result<void>();
}

result<std::vector<std::pair<session_id, lease>>> all(database& db) {
    return all_rows(
        db.query("SELECT owner, incarnation, epoch, session FROM leases WHERE owner <> '' "
                 "ORDER BY session"),
        [](const sql_row& row) { return std::pair(session_id{row.integer(3)}, lease_from(row)); }
    );
}

result<void> hold(database& db, session_id session, const fence& with) {
    const auto is_there = [session, epoch = with.epoch](const sql_rows& rows) -> result<void> {
        if (rows.front().integer(0) == 0) return error{error_code::not_found, "no such session"};
        if (!rows.front().is_null(1)) return {};
        return error{
            error_code::fenced, "the log of session " + session.text() +
                                    " has another owner by now: epoch " + std::to_string(epoch) +
                                    " is over"
        };
    };
    // Only the owner locks the row: whoever has lost it must not be in the way of the next one.
    return db.later(
        "SELECT (SELECT COUNT(*) FROM sessions WHERE id = ?1), (SELECT epoch FROM leases "
        "WHERE session = ?1 AND epoch = ?2 AND owner = ?3 /*! FOR SHARE */)",
        {sql(session), with.epoch, with.owner}, is_there
    );
}

}  // namespace aula::leases
