#include "cli/application.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "base/json.hpp"
#include "cli/course_import.hpp"
#include "cli/invocation.hpp"
#include "cli/server_link.hpp"
#include "client/http_client.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace aula::cli;
using nlohmann::json;
using test::contains;

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

TEST_CASE("a course file that is imported again keeps what it does not name, unless told to prune"
) {
    workplace here;
    const auto link = server_link::open(here.with());
    REQUIRE(link);
    const auto& api = link->api();
    const auto file = here.file("c.toml", course);
    REQUIRE(import_course(api, {.file = file, .is_quiet = true}) == 0);
    const json added{
        {"key", "tue"},
        {"title", "Tuesday"},
        {"starts", "2026-12-01T09:00"},
        {"ends", "2026-12-01T10:00"}
    };
    REQUIRE(api.post("/courses/immunology/sessions", added));
    const auto keys = [&] {
        std::vector<std::string> found;
        const auto page = api.get("/courses/immunology");
        REQUIRE(page);
        for (const auto& one : page->at("sessions")) found.push_back(one.at("key"));
        return found;
    };
    const std::vector<std::string> both{"mon", "tue"};
    CHECK(import_course(api, {.file = file, .is_quiet = true}) == 0);
    CHECK(keys() == both);
    CHECK(import_course(api, {.file = file, .is_trial = true, .prunes = true}) == 0);
    CHECK(keys() == both);
    CHECK(import_course(api, {.file = file, .prunes = true, .is_confirmed = true}) == 0);
    CHECK(keys() == std::vector<std::string>{"mon"});
    const auto other = here.file("other.toml", std::string(course).replace(8, 10, "other-name"));
    CHECK(import_course(api, {.file = other, .is_trial = true}) == 0);
    CHECK_FALSE(api.get("/courses/other-name"));
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
    here.with().settings = {"server.listen=127.0.0.1:1"};
    auto settings = configuration(here.with());
    REQUIRE(settings);
    settings->mail.from = "nobody";
    CHECK_FALSE(application::start(*settings, application::doors::operators, {}));
    settings->mail.from = "aula@localhost";
    settings->server.listen = "256.0.0.1:80";
    CHECK_FALSE(application::start(*settings, application::doors::all, {}));
    settings->server.listen = "127.0.0.1:0";
    const auto server = application::start(*settings, application::doors::all, {});
    REQUIRE(server);
    CHECK_FALSE((*server)->reload());  // there is nothing to read again
    (*server)->stop();
}

TEST_CASE("a file that is named and cannot be read is a problem, never the same as no file") {
    workplace here;
    here.with().config_file = here.file("aula.toml", "[log]\nlevel = \"warn\"\n");
    CHECK(configuration(here.with()));
    std::filesystem::remove(here.with().config_file);
    const auto gone = configuration(here.with());
    REQUIRE_FALSE(gone);
    CHECK(gone.error().detail.find("there is no such file") != std::string::npos);
}

TEST_CASE("the sender of mail is checked with its line before anything starts") {
    workplace here;
    here.with().config_file = here.file("aula.toml", "[mail]\nfrom = \"nobody\"\n");
    const auto refused = configuration(here.with());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().detail.find("aula.toml:2: mail.from = \"nobody\"") != std::string::npos);
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

namespace {

/// A server with every door open, on free ports.
result<std::unique_ptr<application>> serve_here(
    workplace& here, const std::string& metrics, const std::string& listen = "127.0.0.1:0"
) {
    here.with().settings = {"server.listen=" + listen, "metrics.listen=" + metrics};
    const auto settings = configuration(here.with());
    if (!settings) return settings.error();
    return application::start(*settings, application::doors::all, {});
}

std::string scrape(const application& server) {
    http_target at;
    at.url = "http://127.0.0.1:" + std::to_string(server.metrics_port());
    http_call asked;
    asked.path = "/metrics";
    asked.accept = "text/plain";
    const auto said = call(at, asked);
    REQUIRE(said);
    REQUIRE(said->status == 200);
    return said->body;
}

bool has_line(const std::string& page, const std::string& line) {
    return ("\n" + page).find("\n" + line + "\n") != std::string::npos;
}

/// The value of a family without labels.
double value_of(const std::string& page, const std::string& name) {
    const auto at = ("\n" + page).find("\n" + name + " ");
    REQUIRE(at != std::string::npos);
    return std::stod(page.substr(at + name.size()));
}

}  // namespace

TEST_CASE("metrics are off by default, and a subcommand's own server has none at all") {
    workplace here;
    {
        const auto server = serve_here(here, "");
        REQUIRE(server);
        CHECK((*server)->metrics_port() == 0);
        (*server)->stop();
    }
    here.with().settings = {"metrics.listen=127.0.0.1:0"};
    const auto settings = configuration(here.with());
    REQUIRE(settings);
    const auto alone = application::start(*settings, application::doors::operators, {});
    REQUIRE(alone);
    CHECK((*alone)->metrics_port() == 0);
    (*alone)->stop();
}

TEST_CASE("metrics on an address that others reach are refused with the remedy") {
    workplace here;
    const auto server = serve_here(here, "0.0.0.0:9464");
    REQUIRE_FALSE(server);
    CHECK(server.error().detail.find("such as 127.0.0.1:9464") != std::string::npos);
}

TEST_CASE("an address that is in use is told with its holder, and the data folder is free again") {
    workplace here, there;
    auto first = serve_here(here, "127.0.0.1:0");
    REQUIRE(first);
    const auto at = (*first)->addresses();
    const auto refused = [&](const std::string& listen, const std::string& metrics) {
        const auto second = serve_here(there, metrics, listen);
        REQUIRE_FALSE(second);
        CHECK(second.error().code == error_code::conflict);
        return second.error().detail;
    };
    const auto why = refused(at.listen, "");
    CHECK(why.starts_with(at.listen + " is in use by this server itself"));  // the same process
    CHECK(contains(why, "server.listen"));
    CHECK(contains(refused(at.metrics, ""), at.metrics + " is in use"));
    CHECK(contains(refused("127.0.0.1:0", at.metrics), "metrics.listen"));
    CHECK(contains(refused("127.0.0.1:0", at.listen), at.listen + " is in use"));
    CHECK(contains(refused("0.0.0.0" + at.listen.substr(at.listen.rfind(':')), ""), "is in use"));
    auto second = serve_here(there, "127.0.0.1:0");
    REQUIRE(second);
    for (auto* ended : {&first, &second}) {
        (**ended)->stop();
        (**ended).reset();  // a server holds its folder and its ports until it is gone
    }
    const auto again = serve_here(there, at.metrics, at.listen);
    REQUIRE(again);
    (*again)->stop();
}

TEST_CASE("port 0 is one port for all threads, and everything that is made from it has it") {
    workplace here;
    here.with().settings = {
        "server.listen=127.0.0.1:0", "server.shards=3", "metrics.listen=127.0.0.1:0"
    };
    const auto read_again = [&] { return load(here.with()); };
    const auto settings = configuration(here.with());
    REQUIRE(settings);
    const auto server =
        application::start(*settings, application::doors::all, {}, {.again = read_again});
    REQUIRE(server);
    const auto at = (*server)->addresses();
    CHECK(at.url == "http://" + at.listen);
    CHECK_FALSE(at.listen.ends_with(":0"));
    CHECK(at.metrics == "127.0.0.1:" + std::to_string((*server)->metrics_port()));
    for (int tries = 0; tries < 12; ++tries) {  // whichever thread takes it
        const auto said =
            call({.socket = {}, .url = at.url, .token = {}}, {.path = "/api/v1/health"});
        REQUIRE(said);
        CHECK(said->status == 200);
    }
    const auto link = server_link::open(here.with());
    REQUIRE(link);
    const auto health = link->api().get("/health");
    REQUIRE(health);
    CHECK((*health)["listen"] == at.listen);
    CHECK((*health)["metrics"] == at.metrics);
    const json ada = json::array({{{"name", "Ada"}, {"email", "ada@example.org"}}});
    REQUIRE(
        import_course(link->api(), {.file = here.file("c.toml", course), .is_quiet = true}) == 0
    );
    const auto added = link->api().post("/courses/immunology/roster", ada);
    REQUIRE(added);
    const auto way_in = added->at("people").at(0).at("join_link").get<std::string>();
    CHECK(way_in.starts_with(at.url + "/join#"));
    const auto reloaded = (*server)->reload();
    REQUIRE(reloaded);
    CHECK(reloaded->needs_restart.empty());
    (*server)->stop();
}

TEST_CASE("a data folder whose socket would have too long a path is refused with the remedy") {
    workplace here;
    here.with().data += "/" + std::string(120, 'x');
    const auto server = serve_here(here, "");
    REQUIRE_FALSE(server);
    CHECK(contains(server.error().detail, "shorter path"));
}

TEST_CASE("a running server's numbers move, and every family is begun once") {
    workplace here;
    const auto server = serve_here(here, "127.0.0.1:0");
    REQUIRE(server);
    const auto before = scrape(**server);
    CHECK(has_line(before, "aula_http_answers_total{class=\"2xx\"} 0"));
    CHECK(has_line(before, "aula_storage_full 0"));
    CHECK(has_line(before, "aula_connections_max 18000"));
    CHECK(value_of(before, "aula_file_descriptors") > 3);
    CHECK(value_of(before, "aula_resident_memory_bytes") > 1e6);
    CHECK(value_of(before, "aula_start_time_seconds") > 1e9);
    {
        const auto link = server_link::open(here.with());  // finds the one that runs
        REQUIRE(link);
        REQUIRE(
            import_course(link->api(), {.file = here.file("c.toml", course), .is_quiet = true}) == 0
        );
        const json nonsense{{"token", "no such link"}};
        CHECK_FALSE(link->api().post("/logins", nonsense));
    }
    const auto after = scrape(**server);
    CHECK(value_of(after, "aula_commits_total") > value_of(before, "aula_commits_total"));
    CHECK(value_of(after, "aula_commit_seconds_count") == value_of(after, "aula_commits_total"));
    CHECK(value_of(after, "aula_connections_accepted_total") >= 2);
    CHECK(value_of(after, "aula_http_answer_seconds_count") >= 2);
    CHECK(has_line(after, "aula_logins_refused_total{reason=\"dead_or_not_saved\"} 1"));
    std::map<std::string, int> begun;
    std::istringstream lines(after);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("# TYPE ")) ++begun[line.substr(7, line.find(' ', 7) - 7)];
    }
    CHECK(begun.size() > 30);
    for (const auto& [family, times] : begun) {
        CAPTURE(family);
        CHECK(times == 1);
        CHECK(family.starts_with("aula_"));
    }
    (*server)->stop();
}
