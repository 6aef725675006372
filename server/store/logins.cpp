#include "store/logins.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula::logins {
namespace {

constexpr const char* what = "login";

login_participant participant_from(const sql_row& row) {
    return {
        .who = participant_id{row.integer(0)},
        .course = course_id{row.integer(1)},
        .role = parse_role(row.text(2)).value_or(role::attendee),
    };
}

result<std::vector<login_participant>> participants_of(
    database& db, login_id which, timestamp now
) {
    return all_rows(
        db.query(
            "SELECT p.id, p.course, p.role FROM login_participants l "
            "JOIN participants p ON p.id = l.participant "
            "WHERE l.login = ?1 AND l.since > ?2 AND p.status = 'active' ORDER BY p.id",
            {sql(which), sql(now - age_max)}
        ),
        participant_from
    );
}

/// In one course a browser is one person: the one whose link was opened last. Looks at this login's
/// people only, however many the course has.
result<void> forget_others(database& db, login_id which, participant_id who) {
    return db.later(
        "DELETE FROM login_participants WHERE login = ?1 AND participant <> ?2 AND EXISTS "
        "(SELECT 1 FROM participants other JOIN participants own ON own.course = other.course "
        "WHERE other.id = login_participants.participant AND own.id = ?2)",
        {sql(which), sql(who)}
    );
}

/// The people of the login `before`, but for those who are somebody else in the course of `who`.
result<void> take_over(database& db, login_id before, login_id which, participant_id who) {
    auto moved = db.later(
        "UPDATE login_participants SET login = ?2 WHERE login = ?1", {sql(before), sql(which)}
    );
    if (!moved) return moved;
    if (auto removed = remove(db, before); !removed) return removed;
    return forget_others(db, which, who);
}

result<void> add_login(database& db, login_id which, std::string_view secret_hash, timestamp now) {
    return db.later(
        "INSERT INTO logins(id, secret_hash, last_seen_at) VALUES(?1, ?2, ?3)",
        {sql(which), sql(secret_hash), sql(now)}
    );
}

result<void> add_participant(database& db, login_id which, participant_id who, timestamp now) {
    return db.later(
        "INSERT INTO login_participants(login, participant, since) VALUES(?1, ?2, ?3) "
        "ON CONFLICT(login, participant) DO UPDATE SET since = excluded.since",
        {sql(which), sql(who), sql(now)}
    );
}

result<void> remove_dead(database& db, timestamp now) {
    return db.later("DELETE FROM logins WHERE last_seen_at <= ?1", {sql(now - idle_max)});
}

}  // namespace

result<login_id> start(
    database& db, login_id before, participant_id who, std::string_view secret_hash, timestamp now
) {
    if (auto swept = remove_dead(db, now); !swept) return swept.error();
    const auto id = take_ids(db, what);
    if (!id) return id.error();
    const login_id login{*id};
    if (auto made = add_login(db, login, secret_hash, now); !made) return made.error();
    if (before) {
        if (auto taken = take_over(db, before, login, who); !taken) return taken.error();
    }
    if (auto added = add_participant(db, login, who, now); !added) return added.error();
    return login;
}

result<login_record> find(database& db, std::string_view secret_hash, timestamp now) {
    auto login = one_row(
        db.query(
            "SELECT id, last_seen_at FROM logins WHERE secret_hash = ?1 AND last_seen_at > ?2",
            {sql(secret_hash), sql(now - idle_max)}
        ),
        what,
        [](const sql_row& row) {
            return login_record{login_id{row.integer(0)}, instant(row, 1), {}};
        }
    );
    if (!login) return login;
    auto participants = participants_of(db, login->id, now);
    if (!participants) return participants.error();
    login->participants = *std::move(participants);
    return login;
}

result<void> touch(database& db, login_id which, timestamp now) {
    return done(
        db.query("UPDATE logins SET last_seen_at = ?2 WHERE id = ?1", {sql(which), sql(now)})
    );
}

result<void> remove(database& db, login_id which) {
    return done(db.query("DELETE FROM logins WHERE id = ?1", {sql(which)}));
}

result<void> remove_participant(database& db, participant_id who) {
    return done(db.query("DELETE FROM login_participants WHERE participant = ?1", {sql(who)}));
}

}  // namespace aula::logins
