#include "store/postgres/postgres_database.hpp"

#include <limits>
#include <thread>

#include "store/fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::unique_ptr<postgres_database> on_postgres(const postgres_times& times = {}) {
    return must(postgres_database::connect(new_schema(shared_postgres()), times));
}

std::unique_ptr<postgres_database> with_names() {
    auto db = on_postgres();
    must(db->query("CREATE TABLE names(name TEXT UNIQUE)"));
    return db;
}

std::int64_t names_in(database& db) {
    return must(db.query("SELECT COUNT(*) FROM names"))[0].integer(0);
}

constexpr const char* insert_name = "INSERT INTO names(name) VALUES(?1)";

}  // namespace

TEST_SUITE_BEGIN("postgres");

TEST_CASE("every kind of value comes back from PostgreSQL as it went in") {
    const auto db = on_postgres();
    must(db->query("CREATE TABLE things(whole BIGINT, real DOUBLE PRECISION, text TEXT)"));
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    for (const auto whole : {largest, -largest - 1, std::int64_t{0}}) {
        for (const double real : {0.1, -1e300, 5e-324}) {
            for (const std::string text : {"žluťoučký 你好", "", "it's \\ \"x\"\n?1 $1"}) {
                must(db->query("DELETE FROM things"));
                must(db->query("INSERT INTO things VALUES(?1, ?2, ?3)", {whole, real, text}));
                const auto row = must(db->query("SELECT * FROM things"))[0];
                CHECK(row.integer(0) == whole);
                CHECK(row.real(1) == real);
                CHECK(row.text(2) == text);
            }
        }
    }
    must(db->query("INSERT INTO things VALUES(?1, ?2, ?3)", {{}, {}, {}}));
    const auto row = must(db->query("SELECT * FROM things WHERE whole IS NULL"))[0];
    for (const std::size_t column : {0U, 1U, 2U}) CHECK(row.is_null(column));
}

TEST_CASE("what PostgreSQL counts, sums and compares reads as whole numbers") {
    const auto db = on_postgres();
    const auto row = must(db->query(
        "SELECT COUNT(*), SUM(n), 1 < 2, 7, 2.5 FROM "
        "(VALUES(?1), (?2)) AS t(n)",
        {std::int64_t{1} << 40, std::int64_t{1}}
    ))[0];
    CHECK(row.integer(0) == 2);
    CHECK(row.integer(1) == (std::int64_t{1} << 40) + 1);
    CHECK(row.integer(2) == 1);
    CHECK(row.integer(3) == 7);
    CHECK(row.real(4) == 2.5);
}

TEST_CASE("a text that PostgreSQL cannot hold is invalid, and is not cut off") {
    const auto db = with_names();
    CHECK(db->query(insert_name, {std::string("a\0b", 3)}).error().code == error_code::invalid);
    CHECK(db->query(insert_name, {std::string("\xff")}).error().code == error_code::invalid);
    CHECK(names_in(*db) == 0);
}

TEST_CASE("a constraint that PostgreSQL holds is a conflict that names it, without the values") {
    const auto db = with_names();
    must(db->query(insert_name, {"ada@example.org"}));
    const auto again = db->query(insert_name, {"ada@example.org"});
    REQUIRE(!again);
    CHECK(again.error().code == error_code::conflict);
    CHECK(again.error().detail.find("names_name_key") != std::string::npos);
    CHECK(again.error().detail.find("ada") == std::string::npos);
    must(db->query(insert_name, {"ben"}));
    CHECK(names_in(*db) == 2);
    CHECK(!db->in_transaction());
}

TEST_CASE("a statement that is wrong for PostgreSQL is an internal error that quotes it") {
    const auto db = on_postgres();
    for (const char* wrong : {"SELECT * FROM nothing", "", "  ;", "SELECT 1; SELECT 2"}) {
        const auto refused = db->query(wrong);
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::internal);
        CHECK(refused.error().detail.find(wrong) != std::string::npos);
    }
    CHECK(!db->query("SELECT ?1::text, ?2::text", {"one"}));
    CHECK(must(db->query("SELECT 1"))[0].integer(0) == 1);
}

TEST_CASE("a statement takes other kinds of values than the first time") {
    const auto db = on_postgres();
    must(db->query("CREATE TABLE things(whole BIGINT, text TEXT)"));
    const char* insert = "INSERT INTO things VALUES(?1, ?2)";
    must(db->query(insert, {sql_value(), sql_value()}));
    must(db->query(insert, {std::int64_t{1}, "x"}));
    must(db->query(insert, {std::int64_t{2}, sql_value()}));
    CHECK(must(db->query("SELECT SUM(whole) FROM things"))[0].integer(0) == 3);
}

TEST_CASE("more different statements than PostgreSQL is to keep do no harm") {
    const auto db = on_postgres();
    for (int i = 0; i < 1200; ++i) {
        REQUIRE(must(db->query("SELECT " + std::to_string(i)))[0].integer(0) == i);
    }
    const auto kept = must(db->query("SELECT COUNT(*) FROM pg_prepared_statements"));
    CHECK(kept[0].integer(0) <= 512);
}

TEST_CASE("what is sent for later runs in order, before what is asked") {
    const auto db = with_names();
    must(db->later(insert_name, {"a"}));
    must(db->later("UPDATE names SET name = name || ?1", {"b"}));
    CHECK(must(db->query("SELECT name FROM names"))[0].text(0) == "ab");
    must(db->settle());
}

TEST_CASE("the first failure is the one that is told, by the next query or at the end") {
    const auto db = with_names();
    must(db->query("BEGIN"));
    must(db->later(insert_name, {"a"}));
    must(db->later(insert_name, {"a"}));
    must(db->later("SELECT * FROM nothing"));
    CHECK(db->query("SELECT 1").error().code == error_code::conflict);
    // Told already, and still the reason why nothing of this can be kept.
    CHECK(db->settle().error().code == error_code::conflict);
    must(db->settle());
    must(db->query("ROLLBACK"));
    CHECK(names_in(*db) == 0);
}

TEST_CASE("rows that are not as they should be fail what comes with them") {
    const auto db = with_names();
    const auto is_empty = [](const sql_rows& rows) -> result<void> {
        if (rows.front().integer(0) == 0) return {};
        return error{error_code::conflict, "somebody is there"};
    };
    must(db->later("SELECT COUNT(*) FROM names", {}, is_empty));
    must(db->later(insert_name, {"a"}));
    must(db->settle());
    must(db->later("SELECT COUNT(*) FROM names", {}, is_empty));
    must(db->later(insert_name, {"b"}));
    CHECK(db->settle().error().detail == "somebody is there");
}

TEST_CASE("the end of a transaction that had failed is no success") {
    const auto db = with_names();
    must(db->query("BEGIN"));
    must(db->query(insert_name, {"a"}));
    CHECK(!db->query("SELECT * FROM nothing"));
    CHECK(!db->query("COMMIT"));
    CHECK(!db->in_transaction());
    CHECK(names_in(*db) == 0);
}

TEST_CASE("very much can be sent before anything is answered") {
    const auto db = with_names();
    constexpr int many = 20000;
    for (int i = 0; i < many; ++i) {
        must(db->later(insert_name, {std::to_string(i) + std::string(100, 'x')}));
    }
    must(db->settle());
    CHECK(names_in(*db) == many);
}

TEST_CASE("a statement that takes too long is given up, and the next one runs") {
    const auto db = on_postgres({.statement = std::chrono::milliseconds{100}});
    CHECK(db->query("SELECT pg_sleep(20)").error().code == error_code::busy);
    must(db->query("SELECT 1"));
}

TEST_CASE("a lock that somebody else holds is not waited for without end") {
    const auto url = new_schema(shared_postgres());
    const auto holder = must(postgres_database::connect(url));
    must(holder->query("CREATE TABLE names(name TEXT)"));
    must(holder->query("BEGIN"));
    must(holder->query("LOCK TABLE names"));
    const auto db = must(postgres_database::connect(url, {.lock = std::chrono::milliseconds{100}}));
    CHECK(db->query(insert_name, {"a"}).error().code == error_code::busy);
}

TEST_CASE("a server that says nothing is given up") {
    auto times = postgres_times{.answer = std::chrono::milliseconds{200}};
    const auto db = on_postgres(times);
    const auto start = std::chrono::steady_clock::now();
    CHECK(db->query("SELECT pg_sleep(4)").error().code == error_code::unavailable);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds{3});
    CHECK(db->is_lost());
    CHECK(db->query("SELECT 1").error().code == error_code::unavailable);
    CHECK(!db->later("SELECT 1"));
    CHECK(!db->settle());
}

TEST_CASE("a connection that the server has ended is found out without asking") {
    const auto db = on_postgres();
    CHECK(db->looks_alive());
    const auto pid = must(db->query("SELECT pg_backend_pid()"))[0].integer(0);
    const auto other = on_postgres();
    must(other->query("SELECT pg_terminate_backend(?1::int)", {pid}));
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (db->looks_alive() && std::chrono::steady_clock::now() < patience) {
        std::this_thread::yield();
    }
    CHECK(db->is_lost());
    CHECK(db->query("SELECT 1").error().code == error_code::unavailable);
}

TEST_CASE("commits are synchronous whatever the server's own setting is") {
    const auto db = on_postgres();
    CHECK(must(db->query("SHOW synchronous_commit"))[0].text(0) == "on");
    CHECK(must(db->query("SHOW fsync"))[0].text(0) == "on");
}

TEST_CASE("no PostgreSQL is an error that does not hold the password") {
    const auto none = postgres_database::connect("postgres://aula:secret@%2Fnowhere/aula");
    REQUIRE(!none);
    CHECK(none.error().code == error_code::unavailable);
    CHECK(none.error().detail.find("nowhere") != std::string::npos);
    CHECK(none.error().detail.find("secret") == std::string::npos);
    CHECK(!postgres_database::connect("postgres://[half"));
}

TEST_SUITE_END();
