#include "rehearse/verdict.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"

#include "rehearse/report.hpp"

using namespace aula;
using namespace aula::rehearsal;
using nlohmann::json;

namespace {

timestamp at(int ms) {
    return timestamp{milliseconds{1'000'000 + ms}};
}

/// Two students in a lecture of 10 s: p1 was there for 8 s, p2 not at all.
struct rehearsed {
    rehearsed() {
        all.people.push_back({{1}, "Student 0001", nullptr});
        all.people.push_back({{2}, "Student 0002", nullptr});
        record.live.started(at(0));
        record.live.stopped(at(10'000));
        record.grace = milliseconds{1000};
        record.presences[{1}] = {{at(2000), at(10'000), at(12'000)}};
        record.posts.push_back({});
    }

    lecture_verdict judged(int first, int second) const {
        const auto row = [&](const char* who, int live_ms) {
            return json{{"session", "s5"}, {"participant", who}, {"live_ms", live_ms}};
        };
        const json persons{
            {"rows",
             {row("p1", first), row("p2", second),
              json{{"session", "s6"}, {"participant", "p1"}, {"live_ms", 77}}}}
        };
        return compare(persons, all, stage, record);
    }

    outcome came_to(int first, int second) {
        outcome what{
            .course = "x",
            .decks = 0,
            .all = &all,
            .stages = {stage},
            .records = {},
            .verdicts = {judged(first, second)}
        };
        what.records.push_back(record);
        return what;
    }

    company all;
    lecture_stage stage{{5}, "mon-1", "Sugars", "2026-11-30", 0, std::chrono::minutes{45}};
    lecture_record record;
};

}  // namespace

TEST_CASE("figures that are right within the allowance agree") {
    rehearsed play;
    const auto verdict = play.judged(8000 - 200, 0);
    CHECK(verdict.mismatches.empty());
    CHECK(verdict.joined == 1);
    CHECK(verdict.compared == 2);
    CHECK(verdict.worst == milliseconds{200});
    CHECK(verdict.true_mean == milliseconds{8000});
    CHECK(has_passed(play.came_to(8000, 0)));
}

TEST_CASE("a figure that is too small, too large, or of somebody who was not there does not agree"
) {
    rehearsed play;
    CHECK(play.judged(7000, 0).mismatches.size() == 1);
    CHECK(play.judged(9000, 0).mismatches.size() == 1);
    CHECK(play.judged(8000, 1000).mismatches.at(0).name == "Student 0002");
    CHECK(!has_passed(play.came_to(7000, 0)));
}

TEST_CASE("somebody who was there and is not in the table does not agree") {
    rehearsed play;
    CHECK(
        compare(json{{"rows", json::array()}}, play.all, play.stage, play.record)
            .mismatches.size() == 1
    );
}

TEST_CASE("a mistake, a lecture that was never live, or an empty hall fails the rehearsal") {
    rehearsed mistaken;
    mistaken.record.mistake("x");
    CHECK(!has_passed(mistaken.came_to(8000, 0)));
    rehearsed never_live;
    never_live.record.live = {};
    CHECK(!has_passed(never_live.came_to(0, 0)));
    rehearsed empty;
    empty.record.presences.clear();
    CHECK(!has_passed(empty.came_to(0, 0)));
}

TEST_CASE("the report names the session, who is wrong, and the verdict") {
    rehearsed play;
    const auto bad = report_text(play.came_to(5000, 0));
    CHECK(bad.find("mon-1") != std::string::npos);
    CHECK(
        bad.find("Student 0001 in mon-1: the server says 5.000 s, true is 8.000 to 8.000 s") !=
        std::string::npos
    );
    CHECK(bad.ends_with("FAIL\n"));
    CHECK(report_text(play.came_to(8000, 0)).ends_with("PASS\n"));
    const auto as_json = json::parse(report_json(play.came_to(5000, 0)));
    CHECK(as_json.at("passed") == false);
    CHECK(as_json.at("lectures").at(0).at("wrong").at(0).at("server_ms") == 5000);
    CHECK(as_json.at("lectures").at(0).at("factor") == 270.0);
}

TEST_CASE("the report of a rehearsal that may lose its server tells of pauses and answers") {
    rehearsed play;
    for (int s = 1; s <= 100; ++s) play.record.pauses.add(std::chrono::seconds{s});
    play.record.answers.add(std::chrono::milliseconds{200});
    CHECK(report_text(play.came_to(8000, 0)).find("Pauses") == std::string::npos);
    play.all.may_lose_server = true;
    const auto text = report_text(play.came_to(8000, 0));
    CHECK(text.find("p50 50.0 s, p99 99.0 s, at most 100.0 s (100)") != std::string::npos);
    CHECK(text.find("p50 0.2 s, p99 0.2 s, at most 0.2 s (1)") != std::string::npos);
    const auto as_json = json::parse(report_json(play.came_to(8000, 0)));
    CHECK(as_json.at("pauses").at("p99_ms") == 99'000.0);
    CHECK(as_json.at("answers").at("most_ms") == 200.0);
}
