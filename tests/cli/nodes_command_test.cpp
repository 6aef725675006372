#include "cli/commands.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "cli/cli.hpp"
#include "cli/nodes_text.hpp"
#include "store/courses.hpp"
#include "store/migrations.hpp"
#include "store/postgres/postgres_database.hpp"
#include "store/postgres/postgres_schema.hpp"
#include "store/sessions.hpp"
#include "support/captured_stderr.hpp"
#include "support/contains.hpp"
#include "support/postgres_server.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;
using test::contains;

namespace {

struct outcome {
    int code = 0;
    std::string out;
    std::string err;
};

/// `aula nodes …` on a database, or on SQLite in the folder without one.
struct called_nodes {
    test::temporary_folder folder;
    std::string url;

    outcome operator()(const std::vector<std::string>& rest) const {
        std::vector<std::string> words{"aula",  "--data",           folder.path().string(),
                                       "--set", "store.url=" + url, "nodes"};
        words.insert(words.end(), rest.begin(), rest.end());
        std::vector<char*> arguments;
        for (auto& word : words) arguments.push_back(word.data());
        const test::captured_stderr errors;
        const auto file = folder.path() / "out";
        std::fflush(stdout);
        const int before = ::dup(STDOUT_FILENO);
        auto* const to = std::fopen(file.c_str(), "w");
        ::dup2(::fileno(to), STDOUT_FILENO);
        const int code = run(static_cast<int>(arguments.size()), arguments.data(), {});
        std::fflush(stdout);
        ::dup2(before, STDOUT_FILENO);
        ::close(before);
        std::fclose(to);
        return {.code = code, .out = folder.read("out"), .err = errors.text()};
    }
};

struct nodes_on_postgres : called_nodes {
    std::unique_ptr<postgres_database> db;

    explicit nodes_on_postgres(const std::string& name) {
        const auto admin = postgres_database::connect(test::shared_postgres().url("postgres"));
        REQUIRE(admin);
        REQUIRE((*admin)->query("CREATE DATABASE " + name));
        url = test::shared_postgres().url(name);
        auto opened = open_with_schema(url);
        REQUIRE(opened);
        db = *std::move(opened);
    }
    std::int64_t enroll(const std::string& name) const {
        const auto made = nodes::enroll(
            *db, {.name = name, .version = "1.2.3", .address = "https://" + name + ".example.org"}
        );
        REQUIRE(made);
        return *made;
    }
    bool is_draining(const std::string& name) const {
        const auto rows = db->query("SELECT is_draining FROM nodes WHERE name = ?1", {name});
        return rows->at(0).integer(0) != 0;
    }
};

}  // namespace

TEST_CASE("the nodes of a database are listed with their state, load and last beat") {
    nodes_on_postgres aula("nodes_listed");
    const auto incarnation = aula.enroll("north");
    REQUIRE(nodes::beat(*aula.db, "north", incarnation, {.rooms = 2, .people = 345}));
    aula.enroll("gone");
    REQUIRE(aula.db->query("UPDATE nodes SET beat_at = beat_at - 600000 WHERE name = 'gone'"));
    const auto taught = courses::add(*aula.db, {.slug = "immunology"});
    const auto session = sessions::add(*aula.db, {.course = *taught, .key = "mon-1"});
    REQUIRE(leases::claim(*aula.db, *session, "north", incarnation));

    const auto shown = aula({});
    CHECK(shown.code == 0);
    CAPTURE(shown.out);
    CHECK(contains(shown.out, "north  live     1.2.3      2     345"));
    CHECK(contains(shown.out, "https://north.example.org"));
    CHECK(contains(shown.out, "gone   dead"));
    CHECK(contains(shown.out, "10 min ago"));

    const auto listed = nlohmann::json::parse(aula({"--json"}).out).at("nodes");
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].at("state") == "dead");
    CHECK(listed[0].at("sessions").empty());
    CHECK(listed[1].at("name") == "north");
    CHECK(listed[1].at("state") == "live");
    CHECK(listed[1].at("people") == 345);
    CHECK(listed[1].at("sessions") == nlohmann::json{session->text()});
    CHECK(listed[1].at("silence_ms").get<int>() < 600000);
}

TEST_CASE("an operator drains a node, takes it back and forgets a dead one") {
    nodes_on_postgres aula("nodes_drained");
    aula.enroll("north");
    CHECK(aula({"drain", "north"}).code == 0);
    CHECK(aula.is_draining("north"));
    CHECK(contains(aula({}).out, "draining"));
    CHECK(aula({"undrain", "north"}).code == 0);
    CHECK(!aula.is_draining("north"));
    const auto lives = aula({"forget", "north"});
    CHECK(lives.code == 1);
    CHECK(contains(lives.err, "lives; stop it"));
    const auto unknown = aula({"drain", "south"});
    CHECK(unknown.code == 1);
    CHECK(contains(unknown.err, "There is no node south; aula nodes lists them."));
    REQUIRE(aula.db->query("UPDATE nodes SET beat_at = beat_at - 4000"));
    CHECK(aula({"forget", "north"}).code == 0);
    CHECK(aula.db->query("SELECT 1 FROM nodes")->empty());
    CHECK(aula({"drain"}).code == 2);
}

TEST_CASE("on SQLite one node is all there is, and nothing can be asked of it here") {
    const called_nodes aula;
    const auto shown = aula({});
    CHECK(shown.code == 0);
    CHECK(contains(shown.out, "the only node there is"));
    const auto listed = aula({"--json"});
    CHECK(listed.code == 0);
    CHECK(nlohmann::json::parse(listed.out).at("nodes").empty());
    const auto refused = aula({"drain", "north"});
    CHECK(refused.code == 1);
    CHECK(contains(refused.err, "store.url"));
}

TEST_CASE("a database that is away, or of an older Aula, is no list of nodes") {
    called_nodes aula;
    aula.url = "postgres://aula:secret@%2Fnowhere/aula";
    const auto away = aula({});
    CHECK(away.code == 1);
    CHECK(!contains(away.err, "secret"));
    nodes_on_postgres old("nodes_old");
    REQUIRE(old.db->query("DELETE FROM schema_version WHERE version > 1"));
    const auto refused = old({});
    CHECK(refused.code == 1);
    CHECK(contains(refused.err, "older Aula"));
}
