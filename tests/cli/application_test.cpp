#include "cli/application.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/course_import.hpp"
#include "cli/invocation.hpp"
#include "cli/server_link.hpp"

using namespace aula;
using namespace aula::cli;
using nlohmann::json;

namespace {

/// A data folder for one test, and how to call the program on it.
class workplace {
public:
    workplace() {
        std::string name = std::filesystem::temp_directory_path() / "aula-application-XXXXXX";
        folder_ = ::mkdtemp(name.data());
        with_.data = folder_ / "data";
    }
    workplace(const workplace&) = delete;
    workplace& operator=(const workplace&) = delete;
    ~workplace() { std::filesystem::remove_all(folder_); }

    invocation& with() { return with_; }

    std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }

private:
    std::filesystem::path folder_;
    invocation with_;
};

const std::string course = R"(slug = "immunology"
title = "Immunology"
zone = "Europe/Amsterdam"
consent = "We store your name."
[[people]]
key = "lec"
name = "A lecturer"
role = "lecturer"
[[sessions]]
key = "mon"
title = "Monday"
lecturer = "lec"
starts = 2026-11-30T09:00:00
ends = 2026-11-30T09:45:00
)";

}  // namespace

TEST_CASE("without a server running, a subcommand starts one for itself and leaves what it did") {
    workplace here;
    {
        const auto link = server_link::open(here.with());
        REQUIRE(link);
        const auto health = link->api().get("/health");
        REQUIRE(health);
        CHECK((*health)["status"] == "ok");
        CHECK(
            import_course(link->api(), {.file = here.file("c.toml", course), .is_quiet = true}) == 0
        );
    }
    const auto again = server_link::open(here.with());
    REQUIRE(again);
    const auto page = again->api().get("/courses/immunology");
    REQUIRE(page);
    CHECK((*page)["sessions"].size() == 1);
    CHECK((*page)["sessions"][0]["starts_at"] == "2026-11-30T08:00:00.000Z");
}

TEST_CASE("a course is imported once and replaced after that, unless it is to be left alone") {
    workplace here;
    const auto link = server_link::open(here.with());
    REQUIRE(link);
    const auto title = [&] {
        return link->api().get("/courses/immunology")->at("title").get<std::string>();
    };
    const auto changed = [&](const std::string& to) {
        auto text = course;
        return here.file("c.toml", text.replace(text.find("\"Immunology\""), 12, '"' + to + '"'));
    };
    REQUIRE(import_course(link->api(), {.file = changed("One"), .is_quiet = true}) == 0);
    CHECK(title() == "One");
    CHECK(import_course(link->api(), {.file = changed("Two"), .is_quiet = true}) == 0);
    CHECK(title() == "Two");
    CHECK(
        import_course(
            link->api(), {.file = changed("Three"), .if_absent = true, .is_quiet = true}
        ) == 0
    );
    CHECK(title() == "Two");
}

TEST_CASE("the operator's socket is for the folder's owner alone") {
    workplace here;
    const auto link = server_link::open(here.with());
    REQUIRE(link);
    const auto mode = std::filesystem::status(std::filesystem::path(here.with().data) / "aula.sock")
                          .permissions();
    using std::filesystem::perms;
    CHECK((mode & perms::all) == (perms::owner_read | perms::owner_write));
}

TEST_CASE("two servers cannot share a data folder") {
    workplace here;
    const auto link = server_link::open(here.with());
    REQUIRE(link);
    const auto settings = configuration(here.with());
    REQUIRE(settings);
    const auto second = application::start(*settings, application::doors::operators, {});
    REQUIRE_FALSE(second);
    CHECK_FALSE(second.error().detail.empty());
}

TEST_CASE("an address that is taken is told, and the data folder is free again") {
    workplace here;
    here.with().settings = {"server.listen=127.0.0.1:1", "mail.from=nobody"};
    auto settings = configuration(here.with());
    REQUIRE(settings);
    CHECK_FALSE(application::start(*settings, application::doors::operators, {}));
    settings->mail.from = "aula@localhost";
    settings->server.listen = "256.0.0.1:80";
    CHECK_FALSE(application::start(*settings, application::doors::all, {}));
    settings->server.listen = "127.0.0.1:0";
    const auto server = application::start(*settings, application::doors::all, {});
    REQUIRE(server);
    CHECK((*server)->reload());
    (*server)->stop();
}

TEST_CASE("a roster entry gets a link, a second one a new link, and a token its secret once") {
    workplace here;
    const auto link = server_link::open(here.with());
    REQUIRE(link);
    const auto& api = link->api();
    REQUIRE(import_course(api, {.file = here.file("c.toml", course), .is_quiet = true}) == 0);
    const json ada = json::array({{{"name", "Ada"}, {"email", "ada@example.org"}}});
    const auto added = api.post("/courses/immunology/roster", ada);
    REQUIRE(added);
    CHECK(added->at("people").at(0).contains("join_link"));
    const auto known = api.post("/courses/immunology/roster", ada);
    REQUIRE(known);
    CHECK_FALSE(known->at("people").at(0).contains("join_link"));
    const auto token =
        api.post("/courses/immunology/tokens", {{"label", "x"}, {"scopes", {"attendance:read"}}});
    REQUIRE(token);
    CHECK(token->at("secret").get<std::string>().size() >= 32);
    const auto csv =
        api.download("/courses/immunology/attendance?table=matrix&format=csv", "text/csv");
    REQUIRE(csv);
    CHECK(csv->find("Ada") != std::string::npos);
}
