// read_log DATA_FOLDER SESSION: the log of a session as it lies in the database, one event a line
// as JSON; nothing is changed, and a server may be running on it. Rows are shown as they are, not
// folded: whether they make a log is for whoever asks to find out.

#include <cstdio>
#include <iostream>
#include <string>

#include "base/ids.hpp"
#include "base/json.hpp"
#include "store/columns.hpp"
#include "store/sqlite/sqlite_database.hpp"

namespace aula {
namespace {

result<void> print_log(const std::string& folder, session_id session) {
    auto db = sqlite_database::open(folder + "/aula.db", sqlite_access::reader);
    if (!db) return db.error();
    const auto rows = (*db)->query(
        "SELECT seq, at, author, command_key, type, body FROM events WHERE session = ?1 "
        "ORDER BY seq",
        {sql(session)}
    );
    if (!rows) return rows.error();
    for (const auto& row : *rows) {
        const nlohmann::json line{
            {"seq", row.integer(0)},    {"at", row.integer(1)},
            {"author", row.integer(2)}, {"key", row.text(3)},
            {"type", row.text(4)},      {"body", nlohmann::json::parse(row.text(5))},
        };
        std::cout << line.dump() << '\n';
    }
    return {};
}

}  // namespace
}  // namespace aula

int main(int count, char** words) {
    const auto session = count == 3 ? aula::session_id::parse(words[2]) : std::nullopt;
    if (!session) {
        std::fputs("read_log DATA_FOLDER SESSION\n", stderr);
        return 2;
    }
    const auto printed = aula::print_log(words[1], *session);
    if (printed) return 0;
    std::fprintf(stderr, "read_log: %s\n", printed.error().detail.c_str());
    return 1;
}
