#include "cli/migrate.hpp"

#include <doctest/doctest.h>

#include <future>
#include <string>
#include <vector>

#include "cli/cli.hpp"
#include "cli/doctor.hpp"
#include "store/courses.hpp"
#include "store/open_store.hpp"
#include "store/postgres/postgres_database.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;

namespace {

/// An empty database of its own.
std::string new_database(const std::string& name) {
    const auto admin = postgres_database::connect(test::shared_postgres().url("postgres"));
    REQUIRE(admin);
    REQUIRE((*admin)->query("CREATE DATABASE " + name));
    return test::shared_postgres().url(name);
}

bool has_course(const store_place& where) {
    auto kept = open_store(where);
    REQUIRE(kept);
    std::promise<bool> found;
    (*kept)->read_then(
        [](database& db) { return courses::find(db, "immunology"); },
        [&](const result<course_record>& said) { found.set_value(static_cast<bool>(said)); }
    );
    return found.get_future().get();
}

/// A folder with one course in it, which nobody uses.
struct used_folder : test::temporary_folder {
    used_folder() {
        auto kept = open_store({.url = {}, .folder = path()});
        REQUIRE(kept);
        std::promise<bool> added;
        (*kept)->write_then(
            [](database& db) { return courses::add(db, {.slug = "immunology"}); },
            [&](const result<course_id>& said) { added.set_value(static_cast<bool>(said)); }
        );
        REQUIRE(added.get_future().get());
    }
};

result<std::vector<moved_table>> migrate_quietly(
    const std::filesystem::path& data, const std::string& url
) {
    return migrate_to_postgres(data, url, [](const std::string&, std::int64_t) {});
}

}  // namespace

TEST_CASE("an installation is served from PostgreSQL after it was moved there") {
    const used_folder folder;
    const auto url = new_database("moved");
    const auto moved = migrate_quietly(folder.path(), url);
    REQUIRE(moved);
    CHECK(moved->front().name == "courses");
    CHECK(moved->front().sum.rows == 1);
    CHECK(has_course({.url = url, .folder = folder.path()}));
    CHECK(has_course({.url = {}, .folder = folder.path()}));  // as it was
    const auto again = migrate_quietly(folder.path(), url);
    REQUIRE(!again);
    CHECK(again.error().detail.find("not empty") != std::string::npos);
}

TEST_CASE("the command line moves, and says what became of it by its exit code") {
    const used_folder folder;
    const auto called_with = [&](std::string from, std::string to) {
        std::vector<std::string> words{"aula",    "--data",     folder.path().string(),
                                       "migrate", "--from",     std::move(from),
                                       "--to",    std::move(to)};
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        return run(static_cast<int>(arguments.size()), arguments.data(), {});
    };
    const auto url = new_database("called");
    CHECK(called_with("oracle", url) == 2);
    CHECK(called_with("sqlite", "mysql://x") == 2);
    CHECK(called_with("sqlite", url) == 0);
    CHECK(called_with("sqlite", url) == 1);
    CHECK(has_course({.url = url, .folder = folder.path()}));
}

TEST_CASE("nothing is moved while a server runs, from nowhere, or to nowhere") {
    const used_folder folder;
    const auto url = new_database("unmoved");
    {
        const auto running = open_store({.url = {}, .folder = folder.path()});
        REQUIRE(running);
        const auto refused = migrate_quietly(folder.path(), url);
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::conflict);
    }
    const test::temporary_folder empty;
    CHECK(migrate_quietly(empty.path(), url).error().code == error_code::not_found);
    CHECK(migrate_quietly(empty.path() / "x", url).error().code == error_code::not_found);
    CHECK(
        migrate_quietly(folder.path(), "postgres://%2Fnowhere/x").error().code ==
        error_code::unavailable
    );
}

TEST_CASE("the doctor tells which database there is, and what is wrong with it") {
    const auto found_with = [](const std::string& url) {
        auto settings = load_config({}).values;
        settings.store.url = url;
        findings found;
        examine_database(settings, found);
        return found;
    };
    const auto fine = found_with(new_database("examined"));
    REQUIRE(fine.size() == 1);
    CHECK(fine[0].how == verdict::good);
    CHECK(fine[0].text.starts_with("PostgreSQL 1"));
    const auto away = found_with("postgres://aula:secret@%2Fnowhere/aula");
    REQUIRE(away.size() == 1);
    CHECK(away[0].how == verdict::bad);
    CHECK(away[0].text.find("secret") == std::string::npos);
    const auto url = new_database("occupied");
    const auto db = postgres_database::connect(url);
    REQUIRE((*db)->query("CREATE TABLE bookmarks(url TEXT)"));
    CHECK(found_with(url).at(0).text.find("another program") != std::string::npos);
}
