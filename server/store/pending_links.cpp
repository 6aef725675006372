#include "store/pending_links.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula::pending_links {
namespace {

constexpr const char* what = "pending link";

}  // namespace

result<std::int64_t> take_id(database& db) {
    return take_ids(db, what);
}

result<void> add(database& db, const pending_link& link, std::string_view hash) {
    auto added = done(db.query(
        "INSERT INTO pending_links(id, participant, token_hash) VALUES(?1, ?2, ?3)",
        {link.id, sql(link.who), sql(hash)}
    ));
    if (!added) return added;
    return done(db.query(
        "DELETE FROM pending_links WHERE participant = ?1 AND id NOT IN "
        "(SELECT id FROM pending_links WHERE participant = ?1 ORDER BY id DESC LIMIT ?2)",
        {sql(link.who), pending_max}
    ));
}

result<pending_link> find(database& db, std::string_view hash) {
    return one_row(
        db.query("SELECT id, participant FROM pending_links WHERE token_hash = ?1", {sql(hash)}),
        what,
        [](const sql_row& row) {
            return pending_link{row.integer(0), participant_id{row.integer(1)}};
        }
    );
}

result<void> put_in_use(database& db, const pending_link& link, std::string_view hash) {
    auto ended = done(db.query(
        "DELETE FROM pending_links WHERE participant = ?1 AND id <= ?2", {sql(link.who), link.id}
    ));
    if (!ended) return ended;
    return done_to_one(
        db.query(
            "UPDATE participants SET join_token_hash = ?2 WHERE id = ?1 RETURNING id",
            {sql(link.who), sql(hash)}
        ),
        "participant"
    );
}

result<void> remove_all(database& db, participant_id who) {
    return done(db.query("DELETE FROM pending_links WHERE participant = ?1", {sql(who)}));
}

}  // namespace aula::pending_links
