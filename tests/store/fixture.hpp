#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/courses.hpp"
#include "store/migrations.hpp"
#include "store/open_store.hpp"
#include "store/postgres/postgres_database.hpp"
#include "store/registrations.hpp"
#include "store/sessions.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

namespace aula::test {

/// The value, or a failed test that says the error.
template <class T>
T must(result<T> answer) {
    if (!answer) FAIL(answer.error().detail);
    return *std::move(answer);
}
inline void must(const result<void>& answer) {
    if (!answer) FAIL(answer.error().detail);
}

/// Its rows do not matter.
inline result<void> no_rows(const result<sql_rows>& rows) {
    if (!rows) return rows.error();
    return {};
}

inline const timestamp noon{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{12}
};

/// The suite runs on either engine: AULA_TEST_STORE=postgres is the other one.
inline bool is_on_postgres() {
    const char* engine = std::getenv("AULA_TEST_STORE");
    return engine != nullptr && std::string_view(engine) == "postgres";
}

/// A fresh schema on a server, as good as a database of one's own and made much faster.
inline std::string new_schema(const postgres_server& on) {
    static int made = 0;
    const auto name = "t" + std::to_string(++made);
    const auto db = must(postgres_database::connect(on.url("postgres")));
    must(db->query("CREATE SCHEMA " + name));
    return on.url("postgres") + "?options=-csearch_path%3D" + name;
}

/// Where the store of a folder is: on PostgreSQL in a schema of its own, which stays the same for
/// the same folder.
inline std::string url_for(const std::filesystem::path& folder) {
    if (!is_on_postgres()) return {};
    static std::map<std::string, std::string> urls;
    auto& url = urls[folder.string()];
    if (url.empty()) url = new_schema(shared_postgres());
    return url;
}

/// A database of the test's own, without any table.
inline std::unique_ptr<database> empty_database() {
    if (!is_on_postgres()) return must(sqlite_database::open(":memory:", sqlite_access::writer));
    return must(postgres_database::connect(new_schema(shared_postgres())));
}

/// The same with the newest schema.
inline std::unique_ptr<database> memory_database() {
    auto db = empty_database();
    must(migrate(*db, noon));
    return db;
}

inline std::vector<std::string> texts_of(const sql_rows& rows) {
    std::vector<std::string> texts;
    for (const auto& row : rows) texts.push_back(row.text(0));
    return texts;
}
inline std::vector<std::string> tables_of_postgres(database& db) {
    return texts_of(must(db.query(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )));
}
inline std::vector<std::string> tables_of(database& db) {
    if (is_on_postgres()) return tables_of_postgres(db);
    return texts_of(
        must(db.query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
    );
}

inline result<std::unique_ptr<store>> try_open_store(const std::filesystem::path& folder) {
    return aula::open_store({.url = url_for(folder), .folder = folder});
}
inline std::unique_ptr<store> open_store(const std::filesystem::path& folder) {
    return must(try_open_store(folder));
}

/// A piece of work on a database without a store: all of it is done, or nothing.
template <class Work>
auto piece(database& db, Work work) {
    must(db.query("BEGIN"));
    auto said = work(db);
    const auto settled = db.settle();
    if (said && !settled) said = settled.error();
    must(db.query(said ? "COMMIT" : "ROLLBACK"));
    return said;
}

/// Has the store write and waits for the answer.
template <class Work>
auto write(store& to, Work work) {
    using answer = std::invoke_result_t<Work&, database&>;
    std::promise<answer> promised;
    auto future = promised.get_future();
    to.write_then(std::move(work), [promised = std::move(promised)](answer said) mutable {
        promised.set_value(std::move(said));
    });
    return future.get();
}
template <class Work>
auto read(store& from, Work work) {
    using answer = std::invoke_result_t<Work&, database&>;
    std::promise<answer> promised;
    auto future = promised.get_future();
    from.read_then(std::move(work), [promised = std::move(promised)](answer said) mutable {
        promised.set_value(std::move(said));
    });
    return future.get();
}

inline course_record immunology() {
    return {
        .id = {},
        .slug = "immunology",
        .title = "Cutting-edge immunology",
        .summary = "From chemistry to metabolism",
        .description = "A week of lectures.",
        .organizer = "LUMC",
        .zone = "Europe/Amsterdam",
        .language = "en",
        .consent = "Minutes are kept for a year.",
        .capacity = 3,
        .minimum_percent = 80,
        .is_open = true,
        .created_at = noon,
    };
}

/// A database that holds `immunology()`.
struct one_course {
    std::unique_ptr<database> db = memory_database();
    course_id course = must(courses::add(*db, immunology()));
};

inline session_record monday(course_id course) {
    return {
        .id = {},
        .course = course,
        .key = "mon-1",
        .title = "Glycans",
        .summary = "Sugars on cells",
        .lecturer = "Ada Bakker",
        .starts_at = noon,
        .ends_at = noon + std::chrono::hours{1},
    };
}

inline person_form ada() {
    return {
        .external_id = "",
        .name = "Ada Bakker",
        .email = "Ada@Example.org",
        .institution = "Makerere",
        .country = "UG",
        .zone = "Africa/Kampala",
        .role = role::attendee,
        .has_consented = true,
        .join_token_hash = "hash-of-ada",
    };
}

inline person_form person(const std::string& name) {
    auto form = ada();
    form.name = name;
    form.email = name + "@example.org";
    form.join_token_hash = "hash-of-" + name;
    return form;
}

}  // namespace aula::test
