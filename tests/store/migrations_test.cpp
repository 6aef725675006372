#include "store/migrations.hpp"

#include "fixture.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("the steps are numbered from 1 without a hole, named and summed up") {
    int expected = 0;
    for (const auto& step : known_migrations()) {
        CHECK(step.version == ++expected);
        CHECK(!step.name.empty());
        CHECK(step.checksum.size() == 64);
        CHECK(step.sql.ends_with(";\n"));
    }
    CHECK(expected >= 1);
}

TEST_CASE("an empty database gets every step, and a second run changes nothing") {
    const auto db = empty_database();
    must(migrate(*db, noon));
    const auto version = static_cast<int>(known_migrations().size());
    CHECK(must(schema_version(*db)) == version);
    const auto before = tables_of(*db);
    CHECK(before.size() > 10);
    must(migrate(*db, noon + std::chrono::hours{1}));
    CHECK(tables_of(*db) == before);
    const auto applied = must(db->query("SELECT COUNT(*), MAX(applied_at) FROM schema_version"));
    CHECK(applied[0].integer(0) == version);
    CHECK(applied[0].integer(1) == noon.time_since_epoch().count());
}

TEST_CASE("a step that fails leaves nothing of itself behind and says which it was") {
    const auto db = empty_database();
    // In the way of the last table of the first step.
    must(db->query("CREATE TABLE secrets(x TEXT)"));
    const auto failed = migrate(*db, noon);
    REQUIRE(!failed);
    CHECK(failed.error().detail.find(known_migrations().front().name) != std::string::npos);
    must(db->query("BEGIN"));  // there is none open, nor one that has failed
    CHECK(tables_of(*db) == std::vector<std::string>{"schema_version", "secrets"});
    must(db->query("COMMIT"));
    CHECK(must(schema_version(*db)) == 0);
    must(db->query("DROP TABLE secrets"));
    must(migrate(*db, noon));
}
