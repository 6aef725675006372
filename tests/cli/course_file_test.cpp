#include "cli/course_file.hpp"
#include "support/contains.hpp"
#include "support/source_dir.hpp"
#include "support/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace aula::cli;
using aula::test::contains;

namespace {

const std::string sound = R"(slug = "immunology"
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

course_file check(const std::string& text) {
    return check_course_text("c.toml", text, ".");
}

/// The text with one line replaced; lines count from 1.
std::string with_line(int number, const std::string& line) {
    std::string out;
    std::string rest = sound;
    for (int at = 1; !rest.empty(); ++at) {
        const auto end = rest.find('\n');
        out += (at == number ? line : rest.substr(0, end)) + "\n";
        rest.erase(0, end + 1);
    }
    return out;
}

std::string only_problem(const course_file& of) {
    CAPTURE(of.problems.size());
    REQUIRE(of.problems.size() == 1);
    return of.problems.front();
}

}  // namespace

TEST_CASE("a sound course file becomes the course document") {
    const auto file = check(sound);
    CHECK(file.problems.empty());
    CHECK(file.slug() == "immunology");
    const auto& session = file.content.document["sessions"][0];
    CHECK(session["starts"] == "2026-11-30T09:00:00");
    CHECK(session["lecturer"] == "lec");
}

TEST_CASE("times may be written in quotes too") {
    CHECK(check(with_line(15, "starts = \"2026-11-30 09:00\"")).problems.empty());
}

TEST_CASE("a session's link to a call is an https address") {
    const auto with_link = [](const std::string& link) {
        return check(with_line(16, "ends = 2026-11-30T09:45:00\ncall_url = " + link));
    };
    const auto file = with_link("\"https://zoom.us/j/1\"");
    CHECK(file.problems.empty());
    CHECK(file.content.document["sessions"][0]["call_url"] == "https://zoom.us/j/1");
    CHECK(with_link("\"\"").problems.empty());
    for (const auto* wrong :
         {"\"javascript:alert(1)\"", "\"http://zoom.us/\"", "\"https://a@zoom.us/\"",
          "\"https://zoom.us/\\u202E1\""}) {
        CAPTURE(wrong);
        CHECK(contains(only_problem(with_link(wrong)), "c.toml:17: call_url: The link to the call ")
        );
    }
    CHECK(contains(only_problem(with_link("7")), "c.toml:17: call_url must be a text in quotes"));
}

TEST_CASE("every problem names its line") {
    CHECK(contains(
        only_problem(check(with_line(2, "titel = \"x\"\ntitle = \"y\""))),
        "c.toml:2: there is no key titel; did you mean title?"
    ));
    CHECK(contains(
        only_problem(check(with_line(3, "zone = \"Amsterdam\""))),
        "c.toml:3: \"Amsterdam\" is no IANA time zone"
    ));
    CHECK(contains(
        only_problem(check(with_line(9, "role = \"lecturor\""))),
        "c.toml:9: \"lecturor\" is no role; did you mean lecturer?"
    ));
    CHECK(contains(
        only_problem(check(with_line(14, "lecturer = \"nobody\""))),
        "c.toml:14: nobody in [[people]]"
    ));
    CHECK(contains(
        only_problem(check(with_line(15, "starts = \"tomorrow\""))),
        "c.toml:15: starts must be a local time"
    ));
    CHECK(contains(
        only_problem(check(with_line(15, "starts = 2026-11-30T09:00:00Z"))),
        "c.toml:15: starts must be a local time"
    ));
    CHECK(contains(
        only_problem(check(with_line(16, "ends = 2026-11-30T08:00:00"))),
        "c.toml:16: the session ends before it starts"
    ));
}

TEST_CASE("what is no TOML is told with its line") {
    CHECK(contains(only_problem(check("slug = \"x\"\ntitle = \n")), "c.toml:2: "));
}

TEST_CASE("a missing key is told where the table begins") {
    CHECK(contains(only_problem(check(with_line(12, ""))), "c.toml:11: the key key is missing"));
    CHECK(contains(only_problem(check(with_line(4, ""))), "the key consent is missing"));
}

TEST_CASE("a key that two sessions share is refused, with both places") {
    const auto file = check(
        sound +
        "\n[[sessions]]\nkey = \"mon\"\ntitle = \"x\"\nstarts = 2026-12-01T09:00:00\nends = "
        "2026-12-01T10:00:00\n"
    );
    CHECK(contains(only_problem(file), "c.toml:19: the key is taken already, at c.toml:11"));
}

TEST_CASE("a deck must be a PDF file that can be read") {
    const aula::test::temporary_folder folder;
    folder.write("good.pdf", "%PDF-1.7 …");
    folder.write("bad.pdf", "MZ");
    const auto with_decks = [&](const std::string& decks) {
        return check_course_text("c.toml", sound + "decks = " + decks + "\n", folder.path());
    };
    const auto file = with_decks(R"(["good.pdf"])");
    CHECK(file.problems.empty());
    REQUIRE(file.decks.size() == 1);
    CHECK(file.decks[0].session == "mon");
    CHECK(contains(only_problem(with_decks(R"(["bad.pdf"])")), "c.toml:17: "));
    CHECK(contains(only_problem(with_decks(R"(["bad.pdf"])")), "is no PDF file"));
    CHECK(contains(only_problem(with_decks(R"(["none.pdf"])")), "cannot be read"));
}

TEST_CASE("decks that are a table and no list are refused with their line") {
    const auto file = check(sound + "decks = {a = \"b\"}\n");
    REQUIRE(file.problems.size() == 1);
    CHECK(file.problems[0] == "c.toml:17: decks must be a list.");
}

TEST_CASE("a field that the server objects to is found on its line") {
    const auto file = check(sound);
    CHECK(file.place("sessions[0].title") == "c.toml:13");
    CHECK(file.place("sessions[0].unknown") == "c.toml:11");
    CHECK(file.place("nothing") == "c.toml:1");
}

TEST_CASE("the example course is sound and all its decks are there") {
    const auto example =
        aula::test::source_dir() / "docs/examples/cutting-edge-immunology/course.toml";
    const auto file = read_course_file(example);
    CHECK(file.problems == std::vector<std::string>{});
    CHECK(file.decks.size() == 7);
}

TEST_CASE("a file that is not there is said to be missing") {
    CHECK(contains(only_problem(read_course_file("/nowhere/course.toml")), "no such file"));
}

TEST_CASE("an address that two people have is a problem with both lines, in whatever case") {
    const auto text = with_line(7, "key = \"lec\"\nemail = \"Lec@Example.org\"") +
                      "[[people]]\nkey = \"two\"\nname = \"Another\"\nrole = \"moderator\"\n"
                      "email = \" lec@example.ORG\"\n";
    CHECK(contains(
        only_problem(check(text)), "c.toml:22: the e-mail address is taken already, at c.toml:8"
    ));
}
