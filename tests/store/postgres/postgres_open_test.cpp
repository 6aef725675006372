#include <unistd.h>

#include "store/postgres/wired_store.hpp"

using namespace aula;
using namespace aula::test;

TEST_SUITE_BEGIN("postgres");

TEST_CASE("two servers on one data folder: the second is told which process has it") {
    wired_store here;
    const auto second = open_postgres_store({.url = here.url, .folder = here.folder.path()});
    REQUIRE(!second);
    CHECK(second.error().code == error_code::conflict);
    CHECK(second.error().detail.find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("a database that is not ours, newer, or half moved is refused with the remedy") {
    const auto refusal = [](const std::string& url) {
        const temporary_folder folder;
        const auto opened = open_postgres_store({.url = url, .folder = folder.path()});
        REQUIRE(!opened);
        return opened.error().detail;
    };
    const auto url = new_schema(shared_postgres());
    const auto db = must(postgres_database::connect(url));
    must(db->query("CREATE TABLE bookmarks(url TEXT)"));
    CHECK(refusal(url).find("another program") != std::string::npos);
    CHECK(tables_of_postgres(*db) == std::vector<std::string>{"bookmarks"});

    must(db->query("DROP TABLE bookmarks"));
    must(migrate(*db, noon));
    must(
        db->query("INSERT INTO schema_version(version, name, checksum, applied_at) "
                  "VALUES(9999, '9999_future', 'x', 0)")
    );
    CHECK(refusal(url).find("a newer Aula") != std::string::npos);

    must(db->query("DELETE FROM schema_version WHERE version = 9999"));
    must(db->query("CREATE TABLE unfinished_move(source TEXT)"));
    CHECK(refusal(url).find("aula migrate") != std::string::npos);
    CHECK(refusal("postgres://aula:secret@%2Fnowhere/aula").find("secret") == std::string::npos);
}

TEST_SUITE_END();
