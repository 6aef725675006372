#include "store/nodes.hpp"

#include <algorithm>

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/postgres/postgres_sessions.hpp"

namespace aula::nodes {
namespace {

constexpr const char* what = "node";
constexpr std::size_t name_max = 40;

std::string text_of(milliseconds time) {
    return std::to_string(time.count());
}

/// Whether the time since `beat_at` is between 0, or minus as much, and this.
std::string is_within(milliseconds from, milliseconds to) {
    return "database_now() - beat_at BETWEEN " + text_of(from) + " AND " + text_of(to);
}

/// A beat that lies as far in the future was before the clock was set back: no sign of life either.
std::string is_silent_for(milliseconds time) {
    return "NOT " + is_within(-time, time);
}

node_row record_from(const sql_row& row) {
    const auto now = instant(row, 13);
    node_row of{
        .name = row.text(0),
        .incarnation = row.integer(1),
        .version = row.text(2),
        .address = row.text(3),
        .process = row.text(4),
        .started_at = instant(row, 5),
        .beat_at = instant(row, 6),
        .is_alone = row.integer(8) != 0,
        .is_draining = row.integer(9) != 0,
        .is_written_off = row.integer(10) != 0,
        .load =
            {.rooms = row.integer(11), .people = row.integer(12), .is_cut_off = row.integer(14) != 0
            },
    };
    of.age = now - of.started_at;
    of.silence = now - of.beat_at;
    of.before = {row.integer(15), now - instant(row, 16)};
    const bool is_silent = of.silence > silence_max || of.silence < -silence_max;
    const bool has_just_beaten = of.silence >= milliseconds{0} && of.silence <= beat_gap_max;
    of.is_dead = of.is_written_off || is_silent;
    of.is_steady = !of.is_dead && has_just_beaten && now - instant(row, 7) > steady_min;
    return of;
}

result<void> check_name(const node_name& name) {
    const auto is_fine = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '.' || letter == '-' || letter == '_';
    };
    const bool is_short = !name.empty() && name.size() <= name_max;
    if (is_short && std::ranges::all_of(name, is_fine)) return {};
    return error{
        error_code::invalid,
        "a node's name has 1 to 40 letters, digits, dots, hyphens and "
        "underscores; \"" +
            name + "\" is none"
    };
}

std::string described(const node_row& node) {
    return node.name + " (Aula " + node.version + " at " + node.address + ")";
}

/// Why the two cannot both serve; empty when they can.
std::string objection(const node_row& living, const newcomer& who) {
    constexpr const char* when = "; 3 s after its last sign of life it counts as gone";
    if (living.name == who.name) {
        return "a server " + described(living) +
               " runs already under this name; give this one another, or stop that one" + when;
    }
    if (!living.is_alone && !who.is_alone) return {};
    return "the server " + described(living) + " runs on this database, and " +
           (living.is_alone ? "it" : "this one") +
           " has no bus over which rooms are shared; give both the same bus, or stop that one" +
           when;
}

/// Of the dead whose rows are going to be changed: a process that hangs may hold a lock on its own.
std::vector<std::string> processes_in_the_way(
    const std::vector<node_row>& present, const newcomer& who
) {
    std::vector<std::string> found;
    for (const auto& node : present) {
        const bool is_changed = node.silence > dead_rows_kept || !objection(node, who).empty();
        if (node.is_dead && is_changed) found.push_back(node.process);
    }
    return found;
}

/// Whoever is silent and would be in the way is written off first, so that it does not come back.
result<void> make_way(database& db, const newcomer& who) {
    const auto gone = db.query("DELETE FROM nodes WHERE " + is_silent_for(dead_rows_kept));
    if (!gone) return gone.error();
    const auto written_off = db.query(
        "UPDATE nodes SET is_written_off = 1 WHERE (name = ?1 OR is_alone = 1 OR ?2 = 1) AND " +
            is_silent_for(silence_max),
        {who.name, std::int64_t{who.is_alone}}
    );
    return done(written_off);
}

/// What was said to the process before (node_inbox.hpp) is not for the new one.
result<void> take_place(database& db, const newcomer& who, std::int64_t incarnation) {
    const auto emptied = db.query("DELETE FROM node_inbox WHERE recipient = ?1", {who.name});
    if (!emptied) return emptied.error();
    return done(db.query(
        "INSERT INTO nodes(name, incarnation, version, address, process, started_at, beat_at, "
        "steady_since, is_alone, is_draining, is_written_off, is_cut_off, rooms, people) "
        "VALUES(?1, ?2, ?3, ?4, database_process(), database_now(), database_now(), "
        "database_now(), ?5, 0, 0, 0, 0, 0) "
        "ON CONFLICT(name) DO UPDATE SET incarnation = excluded.incarnation, "
        "version = excluded.version, address = excluded.address, process = excluded.process, "
        "started_at = excluded.started_at, beat_at = excluded.beat_at, "
        "steady_since = excluded.steady_since, is_alone = excluded.is_alone, is_written_off = 0, "
        "is_cut_off = 0, rooms = 0, people = 0, before_incarnation = nodes.incarnation, "
        "before_beat_at = nodes.beat_at",
        {who.name, incarnation, who.version, who.address, std::int64_t{who.is_alone}}
    ));
}

error incarnation_is_over(database& db, const node_name& name, std::int64_t incarnation) {
    const auto rows = db.query("SELECT incarnation FROM nodes WHERE name = ?1", {name});
    if (!rows) return rows.error();
    if (rows->empty()) {
        return {error_code::conflict, "the node " + name + " was forgotten by its operator"};
    }
    if (rows->front().integer(0) != incarnation) {
        return {error_code::conflict, "another process has taken the node's name " + name};
    }
    return {
        error_code::conflict,
        "the node " + name + " was silent for more than 3 s, and others were free to take its rooms"
    };
}

}  // namespace

result<std::int64_t> enroll(database& db, const newcomer& who) {
    if (auto fine = check_name(who.name); !fine) return fine.error();
    // First, because it lets one process at a time go on from here.
    const auto incarnation = take_ids(db, what);
    if (!incarnation) return incarnation.error();
    // Before anything that might wait for what a process that hangs holds.
    const auto present = all(db);
    if (!present) return present.error();
    if (auto ended = end_sessions(db, processes_in_the_way(*present, who)); !ended) {
        return ended.error();
    }
    if (auto made = make_way(db, who); !made) return made.error();
    const auto others = all(db);
    if (!others) return others.error();
    for (const auto& node : *others) {
        if (node.is_written_off) continue;
        const auto why = objection(node, who);
        if (!why.empty()) return error{error_code::conflict, why};
    }
    if (auto taken = take_place(db, who, *incarnation); !taken) return taken.error();
    return *incarnation;
}

result<void> beat(
    database& db, const node_name& name, std::int64_t incarnation, const node_load& load
) {
    static const auto statement =
        "UPDATE nodes SET steady_since = CASE WHEN " + is_within(milliseconds{0}, beat_gap_max) +
        " THEN steady_since ELSE database_now() END, beat_at = database_now(), rooms = ?3, "
        "people = ?4, is_cut_off = ?5 "
        "WHERE name = ?1 AND incarnation = ?2 AND is_written_off = 0 RETURNING name";
    const auto rows = db.query(
        statement, {name, incarnation, load.rooms, load.people, std::int64_t{load.is_cut_off}}
    );
    if (!rows) return rows.error();
    if (!rows->empty()) return {};
    return incarnation_is_over(db, name, incarnation);
}

result<void> drain(database& db, const node_name& name, bool is_draining) {
    return done_to_one(
        db.query(
            "UPDATE nodes SET is_draining = ?2 WHERE name = ?1 RETURNING name",
            {name, std::int64_t{is_draining}}
        ),
        what
    );
}

result<void> leave(database& db, const node_name& name, std::int64_t incarnation) {
    return done(
        db.query("DELETE FROM nodes WHERE name = ?1 AND incarnation = ?2", {name, incarnation})
    );
}

result<std::vector<node_row>> all(database& db) {
    return all_rows(
        db.query("SELECT name, incarnation, version, address, process, started_at, beat_at, "
                 "steady_since, is_alone, is_draining, is_written_off, rooms, people, "
                 "database_now(), is_cut_off, before_incarnation, before_beat_at FROM nodes "
                 "ORDER BY name"),
        record_from
    );
}

result<void> forget(database& db, const node_name& name) {
    const auto gone = db.query(
        "DELETE FROM nodes WHERE name = ?1 AND (is_written_off = 1 OR " +
            is_silent_for(silence_max) + ") RETURNING name",
        {name}
    );
    if (!gone) return gone.error();
    if (!gone->empty()) return {};
    const auto living = db.query("SELECT name FROM nodes WHERE name = ?1", {name});
    if (auto found = done_to_one(living, what); !found) return found;
    return error{
        error_code::conflict, "the node " + name + " lives; stop it, and it leaves by itself"
    };
}

}  // namespace aula::nodes
