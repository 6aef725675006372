#include "store/secrets.hpp"

#include "store/answers.hpp"
#include "store/columns.hpp"

namespace aula::secrets {

result<std::string> get_or_keep(database& db, std::string_view name, std::string_view proposed) {
    auto kept = done(db.query(
        "INSERT INTO secrets(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO NOTHING",
        {sql(name), sql(proposed)}
    ));
    if (!kept) return kept.error();
    return one_row(
        db.query("SELECT value FROM secrets WHERE name = ?1", {sql(name)}), "secret",
        [](const sql_row& row) { return row.text(0); }
    );
}

}  // namespace aula::secrets
