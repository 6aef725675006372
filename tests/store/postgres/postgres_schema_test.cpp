#include "store/postgres/postgres_schema.hpp"

#include "store/fixture.hpp"

using namespace aula;
using namespace aula::test;

TEST_SUITE_BEGIN("postgres");

TEST_CASE("marks of commits that nobody can ask about any more go when a server starts") {
    const temporary_folder folder;
    const auto url = new_schema(shared_postgres());
    const auto open = [&] {
        return must(open_postgres_store({.url = url, .folder = folder.path()}));
    };
    open();
    const auto db = must(postgres_database::connect(url));
    // As an older Aula made it, with what a killed server left.
    must(db->query("ALTER TABLE commit_marks DROP COLUMN at"));
    must(db->query("INSERT INTO commit_marks VALUES('old', 1)"));
    const auto marks = [&] {
        return texts_of(must(db->query("SELECT writer FROM commit_marks ORDER BY writer")));
    };
    open();
    CHECK(marks() == std::vector<std::string>{"old"});
    must(db->query("UPDATE commit_marks SET at = at - 86400001"));
    must(db->query("INSERT INTO commit_marks VALUES('recent', 1, database_now() - 80000000)"));
    open();
    CHECK(marks() == std::vector<std::string>{"recent"});
}

TEST_SUITE_END();
