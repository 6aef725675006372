#pragma once

#include "store/fixture.hpp"

namespace aula::test {

/// A table of names beside the schema, for tests of the store itself.
inline auto put(const std::string& name) {
    return [name](database& db) {
        return no_rows(db.query("INSERT INTO things(name) VALUES(?1)", {name}));
    };
}

inline result<std::int64_t> count(database& db) {
    auto rows = db.query("SELECT COUNT(*) FROM things");
    if (!rows) return rows.error();
    return rows->front().integer(0);
}

struct things_store {
    temporary_folder folder;
    std::unique_ptr<store> kept = open_store(folder.path());

    things_store() {
        must(write(*kept, [](database& db) {
            return no_rows(db.query("CREATE TABLE things(name TEXT UNIQUE)"));
        }));
    }
    std::int64_t size() { return must(read(*kept, count)); }
};

}  // namespace aula::test
