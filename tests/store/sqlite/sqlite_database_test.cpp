#include "store/sqlite/sqlite_database.hpp"

#include "store/fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::unique_ptr<sqlite_database> with_table() {
    auto db = must(sqlite_database::open(":memory:", sqlite_access::writer));
    must(db->query("CREATE TABLE things(name TEXT UNIQUE, value)"));
    return db;
}

}  // namespace

TEST_SUITE_BEGIN("sqlite");

TEST_CASE("every kind of value comes back as it went in") {
    const auto db = with_table();
    const auto largest = std::numeric_limits<std::int64_t>::max();
    const std::string with_nul("a\0b", 3);
    for (const sql_value& value :
         {sql_value(), sql_value(largest), sql_value(-largest - 1), sql_value(0.25),
          sql_value("žluťoučký 你好"), sql_value(""), sql_value(with_nul)}) {
        must(db->query("DELETE FROM things"));
        must(db->query("INSERT INTO things(name, value) VALUES('x', ?1)", {value}));
        const auto rows = must(db->query("SELECT value FROM things"));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].size() == 1);
        CHECK(rows[0].is_null(0) == std::holds_alternative<std::monostate>(value));
        if (const auto* number = std::get_if<std::int64_t>(&value))
            CHECK(rows[0].integer(0) == *number);
        if (const auto* real = std::get_if<double>(&value)) CHECK(rows[0].real(0) == *real);
        if (const auto* text = std::get_if<std::string>(&value)) CHECK(rows[0].text(0) == *text);
    }
}

TEST_CASE("a cell of another kind reads as nothing") {
    const auto db = with_table();
    const auto rows = must(db->query("SELECT NULL, 'text', 7"));
    CHECK(rows[0].integer(0) == 0);
    CHECK(rows[0].text(0).empty());
    CHECK(rows[0].integer(1) == 0);
    CHECK(rows[0].text(2).empty());
    CHECK(rows[0].real(2) == 7.0);
}

TEST_CASE("a broken constraint is a conflict that names the column, and changes nothing") {
    const auto db = with_table();
    must(db->query("INSERT INTO things(name) VALUES('x')"));
    const auto again = db->query("INSERT INTO things(name) VALUES('x')");
    REQUIRE(!again);
    CHECK(again.error().code == error_code::conflict);
    CHECK(again.error().detail.find("things.name") != std::string::npos);
    CHECK(must(db->query("SELECT COUNT(*) FROM things"))[0].integer(0) == 1);
}

TEST_CASE("foreign keys hold") {
    const auto db = must(sqlite_database::open(":memory:", sqlite_access::writer));
    must(db->query("CREATE TABLE parents(id BIGINT PRIMARY KEY)"));
    must(db->query("CREATE TABLE children(parent BIGINT REFERENCES parents(id))"));
    const auto orphan = db->query("INSERT INTO children(parent) VALUES(1)");
    REQUIRE(!orphan);
    CHECK(orphan.error().code == error_code::conflict);
}

TEST_CASE("a statement that is wrong is an internal error that quotes it") {
    const auto db = with_table();
    const auto unknown = db->query("SELECT * FROM nothing");
    REQUIRE(!unknown);
    CHECK(unknown.error().code == error_code::internal);
    CHECK(unknown.error().detail.find("nothing") != std::string::npos);
    for (const char* sql : {"", "  ;", "SELECT 1; SELECT 2"}) {
        const auto refused = db->query(sql);
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::internal);
    }
}

TEST_CASE("too few and too many arguments are refused instead of being NULL") {
    const auto db = with_table();
    for (const auto& wrong :
         {db->query("SELECT ?1, ?2", {std::int64_t{1}}), db->query("SELECT 1", {std::int64_t{1}})
         }) {
        REQUIRE(!wrong);
        CHECK(wrong.error().code == error_code::internal);
    }
}

TEST_CASE("a statement can be run again after it failed") {
    const auto db = with_table();
    const char* insert = "INSERT INTO things(name) VALUES(?1)";
    must(db->query(insert, {"x"}));
    CHECK(!db->query(insert, {"x"}));
    must(db->query(insert, {"y"}));
    CHECK(must(db->query("SELECT COUNT(*) FROM things"))[0].integer(0) == 2);
    CHECK(!db->in_transaction());
}

TEST_CASE("more different statements than are kept prepared do no harm") {
    const auto db = with_table();
    for (int i = 0; i < 1200; ++i) {
        const auto rows = must(db->query("SELECT " + std::to_string(i)));
        REQUIRE(rows[0].integer(0) == i);
    }
}

TEST_CASE("a reader cannot write, and does not make a missing file") {
    const temporary_folder folder;
    CHECK(!sqlite_database::open(folder.path() / "aula.db", sqlite_access::reader));
    CHECK(!std::filesystem::exists(folder.path() / "aula.db"));

    const auto writer =
        must(sqlite_database::open(folder.path() / "aula.db", sqlite_access::writer));
    must(writer->query("CREATE TABLE things(name TEXT)"));
    const auto reader =
        must(sqlite_database::open(folder.path() / "aula.db", sqlite_access::reader));
    const auto refused = reader->query("INSERT INTO things(name) VALUES('x')");
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::storage_full);
}

TEST_CASE("a reader that closes last leaves the write-ahead log alone") {
    const temporary_folder folder;
    auto writer = must(sqlite_database::open(folder.path() / "aula.db", sqlite_access::writer));
    must(writer->query("CREATE TABLE things(name TEXT)"));
    auto reader = must(sqlite_database::open(folder.path() / "aula.db", sqlite_access::reader));
    must(reader->query("SELECT * FROM things"));
    // Copied while open: what is left after a crash of the writer.
    const temporary_folder crashed;
    for (const char* name : {"aula.db", "aula.db-wal"}) {
        std::filesystem::copy_file(folder.path() / name, crashed.path() / name);
    }
    const auto wal = crashed.read("aula.db-wal");
    REQUIRE(!wal.empty());
    {
        auto last = must(sqlite_database::open(crashed.path() / "aula.db", sqlite_access::reader));
        must(last->query("SELECT * FROM things"));
    }
    CHECK(crashed.read("aula.db-wal") == wal);
}

TEST_SUITE_END();
