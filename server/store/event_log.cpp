#include "store/event_log.hpp"

#include <algorithm>
#include <string>

#include "domain/fold.hpp"
#include "domain/redaction.hpp"
#include "generated/codec.hpp"
#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/sessions.hpp"

namespace aula::event_log {
namespace {

std::int64_t column(seq_number seq) {
    return static_cast<std::int64_t>(seq);
}

seq_number seq_at(const sql_row& row, std::size_t at) {
    return static_cast<seq_number>(row.integer(at));
}

/// The kinds of events that hold somebody's words or name, as a list of SQL.
std::string personal_types() {
    std::string list;
    for (const auto type : personal_events) {
        list.append(list.empty() ? "('" : ", '").append(type).append("'");
    }
    return list + ")";
}

/// The table of sessions repeats the phase and the link to the call.
result<void> mirror(database& db, session_id session, const event& what) {
    if (const auto phase = phase_after(what)) return sessions::set_phase(db, session, *phase);
    if (const auto* call = std::get_if<call_changed>(&what)) {
        return sessions::set_call_url(db, session, call->call_url.value_or(std::string()));
    }
    return {};
}

result<void> insert(database& db, session_id session, const logged_event& happened) {
    auto sent = db.later(
        "INSERT INTO events(session, seq, at, author, command_key, type, body) "
        "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        {sql(session), column(happened.seq), sql(happened.at), sql(happened.by), happened.key,
         sql(name_of(happened.what)), encode_body(happened.what)}
    );
    if (!sent) return sent;
    return mirror(db, session, happened.what);
}

error does_not_follow(session_id session, seq_number expected, seq_number found) {
    return {
        error_code::conflict, "the log of session " + session.text() + " goes on at " +
                                  std::to_string(expected) + ", not at " + std::to_string(found)
    };
}

/// Asked together with the events that are to follow, so that both take one round trip.
result<void> check_end(database& db, session_id session, seq_number first) {
    const auto follows = [session, first](const sql_rows& rows) -> result<void> {
        if (rows.front().integer(1) == 0) return error{error_code::not_found, "no such session"};
        const auto expected = seq_at(rows.front(), 0) + 1;
        if (first != expected) return does_not_follow(session, expected, first);
        return {};
    };
    return db.later(
        "SELECT (SELECT COALESCE(MAX(seq), 0) FROM events WHERE session = ?1), "
        "(SELECT COUNT(*) FROM sessions WHERE id = ?1)",
        {sql(session)}, follows
    );
}

constexpr const char* event_columns =
    "SELECT seq, at, author, command_key, type, body FROM events ";

result<logged_event> event_from(const sql_row& row) {
    auto what = decode_event(row.text(4), row.text(5));
    if (!what) {
        return error{
            what.error().code,
            "event " + std::to_string(row.integer(0)) + " of the log: " + what.error().detail
        };
    }
    return logged_event{
        .seq = seq_at(row, 0),
        .at = instant(row, 1),
        .by = participant_id{row.integer(2)},
        .key = row.text(3),
        .what = *std::move(what),
    };
}

result<std::vector<logged_event>> events_from(const result<sql_rows>& rows) {
    if (!rows) return rows.error();
    std::vector<logged_event> events;
    events.reserve(rows->size());
    for (const auto& row : *rows) {
        auto happened = event_from(row);
        if (!happened) return happened.error();
        events.push_back(*std::move(happened));
    }
    return events;
}

/// A session of which only the hidings after `from` are known: a message can only be hidden by a
/// later event.
result<session> with_hidings_since(database& db, session_id where, seq_number from) {
    const auto hidings = events_from(db.query(
        std::string(event_columns) +
            "WHERE session = ?1 AND seq > ?2 AND type IN ('chat_posted', 'chat_hidden') "
            "AND type = 'chat_hidden'",
        {sql(where), column(from)}
    ));
    if (!hidings) return hidings.error();
    session now(where);
    for (const auto& happened : *hidings) fold(now, happened);
    return now;
}

/// A message as it may be shown in a session that stands at `now`.
chat_message shown_message(const logged_event& happened, const session& now) {
    const auto left = redacted(happened, now);
    const auto& said = std::get<chat_posted>(left.what);
    return {
        .seq = left.seq,
        .at = left.at,
        .who = said.who,
        .name = said.name,
        .role = said.role,
        .text = said.text,
        .is_hidden = said.text.empty(),
    };
}

/// Stands for what was deleted: the contract has no empty names and messages.
constexpr const char* deleted = "\u2014";

}  // namespace

result<void> append(
    database& db, session_id session, std::span<const logged_event> events,
    const std::optional<fence>& with
) {
    if (events.empty()) return {};
    auto expected = events.front().seq;
    if (with) {
        if (auto held = leases::hold(db, session, *with); !held) return held;
    }
    if (auto checked = check_end(db, session, expected); !checked) return checked;
    for (const auto& happened : events) {
        if (happened.seq != expected) return does_not_follow(session, expected, happened.seq);
        if (auto inserted = insert(db, session, happened); !inserted) return inserted;
        ++expected;
    }
    return {};
}

result<std::vector<logged_event>> read(
    database& db, session_id session, seq_number from, std::size_t limit
) {
    return events_from(db.query(
        std::string(event_columns) + "WHERE session = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3",
        {sql(session), column(from), static_cast<std::int64_t>(limit)}
    ));
}

result<std::optional<timestamp>> newest(database& db) {
    const auto rows = db.query(
        "SELECT COALESCE(MAX(at), 0) FROM (SELECT (SELECT e.at FROM events e "
        "WHERE e.session = s.id ORDER BY e.seq DESC LIMIT 1) AS at FROM sessions s) AS newest"
    );
    if (!rows) return rows.error();
    if (rows->front().integer(0) == 0) return std::optional<timestamp>{};
    return std::optional(instant(rows->front(), 0));
}

result<seq_number> last_seq(database& db, session_id session) {
    const auto rows =
        db.query("SELECT COALESCE(MAX(seq), 0) FROM events WHERE session = ?1", {sql(session)});
    if (!rows) return rows.error();
    return seq_at(rows->front(), 0);
}

result<std::vector<chat_message>> chat_before(
    database& db, session_id session, seq_number before, std::size_t limit
) {
    const auto posted = events_from(db.query(
        std::string(event_columns) +
            "WHERE session = ?1 AND seq < ?2 AND type IN ('chat_posted', 'chat_hidden') "
            "AND type = 'chat_posted' ORDER BY seq DESC LIMIT ?3",
        {sql(session), column(before), static_cast<std::int64_t>(limit)}
    ));
    if (!posted) return posted.error();
    if (posted->empty()) return std::vector<chat_message>{};
    const auto now = with_hidings_since(db, session, posted->back().seq);
    if (!now) return now.error();
    std::vector<chat_message> messages;
    for (const auto& happened : *posted) messages.push_back(shown_message(happened, *now));
    std::ranges::reverse(messages);
    return messages;
}

result<void> erase_person(database& db, course_id course, participant_id who) {
    const auto rows = db.query(
        "SELECT session, seq, type, body FROM events "
        "WHERE session IN (SELECT id FROM sessions WHERE course = ?1) "
        "AND body LIKE ?2 AND type IN " +
            personal_types(),
        {sql(course), R"(%"who":")" + who.text() + R"("%)"}
    );
    if (!rows) return rows.error();
    for (const auto& row : *rows) {
        auto what = decode_event(row.text(2), row.text(3));
        if (!what) return what.error();
        if (!erase_person(*what, who, deleted)) continue;
        auto written = db.later(
            "UPDATE events SET body = ?3 WHERE session = ?1 AND seq = ?2",
            {row.integer(0), row.integer(1), encode_body(*what)}
        );
        if (!written) return written;
    }
    return {};
}

}  // namespace aula::event_log
