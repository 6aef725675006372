#include "store/postgres/postgres_dialect.hpp"

#include <doctest/doctest.h>

#include <string>

#include "store/migrations.hpp"

using namespace aula;

TEST_SUITE_BEGIN("postgres");

TEST_CASE("parameters are written with a dollar, but not in quotes and comments") {
    CHECK(to_postgres("SELECT ?1, ?12") == "SELECT $1, $12");
    CHECK(to_postgres("SELECT '?1''?2', ?3") == "SELECT '?1''?2', $3");
    CHECK(to_postgres("SELECT \"?1\", ?2") == "SELECT \"?1\", $2");
    CHECK(to_postgres("-- it's ?1\nSELECT ?2") == "-- it's ?1\nSELECT $2");
    CHECK(to_postgres("SELECT 'open ?1") == "SELECT 'open ?1");
    CHECK(to_postgres("SELECT 1 -- ?1") == "SELECT 1 -- ?1");
}

TEST_CASE("words that only SQLite has are left out") {
    CHECK(to_postgres("BEGIN IMMEDIATE") == "BEGIN");
    CHECK(to_postgres("CREATE TABLE t(a BIGINT) WITHOUT ROWID") == "CREATE TABLE t(a BIGINT)");
    CHECK(to_postgres("SELECT ' WITHOUT ROWID'") == "SELECT ' WITHOUT ROWID'");
}

TEST_CASE("what is for PostgreSQL alone is let out of its comment") {
    CHECK(to_postgres("SELECT a /*! FOR SHARE */") == "SELECT a  FOR SHARE ");
    CHECK(to_postgres("SELECT /*! ?1::text, */ ?2") == "SELECT  $1::text,  $2");
    CHECK(to_postgres("SELECT '/*! a */'") == "SELECT '/*! a */'");
    CHECK(to_postgres("SELECT 1 /* a */ /*! b") == "SELECT 1 /* a */ /*! b");
}

TEST_CASE("the functions that both engines have are PostgreSQL's there") {
    CHECK(to_postgres("SELECT database_process()") == "SELECT current_setting('application_name')");
    CHECK(to_postgres("database_now() - 1").starts_with("(extract(epoch FROM clock_timestamp())"));
    CHECK(to_postgres("database_now() - 1").ends_with("::bigint - 1"));
}

TEST_CASE("nothing else of a schema step is changed") {
    const auto without = [](std::string text, std::string_view words, std::string_view before) {
        const auto found = std::string(words) + std::string(before);
        for (auto at = text.find(found); at != std::string::npos; at = text.find(found)) {
            text.erase(at, words.size());
        }
        return text;
    };
    for (const auto& step : known_migrations()) {
        auto expected = without(std::string(step.sql), " WITHOUT ROWID", ";");
        // What is for PostgreSQL alone begins a line and ends before " */".
        expected = without(without(expected, "/*!", " CREATE"), "/*!", " EXECUTE");
        expected = without(without(expected, "*/", " SELECT 1"), "*/", " BEGIN");
        CHECK(to_postgres(step.sql) == expected);
    }
}

TEST_SUITE_END();
