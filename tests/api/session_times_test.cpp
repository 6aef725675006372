#include "api/api_world.hpp"
#include "base/zone.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;
using std::chrono::minutes;

namespace {

std::string local(timestamp at) {
    return to_local_iso8601(at, "Europe/Amsterdam").substr(0, 19);
}

/// A session that is planned for the hour around now, with its organizer and Ada in it.
struct timed_session {
    timed_session() {
        CHECK(move_plan(start, start + minutes{60}).status == 200);
        host = world.enter(world.socket(), course.session, somebody(99, "Host", role::organizer));
        seat = world.enter(
            world.socket(), course.session,
            somebody(course.attendee_id.value, "Ada Atim", role::attendee)
        );
    }
    said move_plan(timestamp from, timestamp to) {
        return world.patch(
            course.session_path(), {{"starts", local(from)}, {"ends", local(to)}}, course.organizer
        );
    }
    void act(std::uint32_t ref, command what, session_phase then) {
        world.submit(host, asking(ref, std::move(what)));
        REQUIRE(api_world::wait([&] { return world.state(course.session)->life.phase() == then; }));
    }
    void run() {
        act(1, open_session{}, session_phase::open);
        act(2, start_session{}, session_phase::live);
        const auto began = world.clock().now();
        REQUIRE(api_world::wait([&] { return world.clock().now() - began > milliseconds{60}; }));
        act(3, end_session{}, session_phase::ended);
    }
    said times() { return world.get(course.session_path() + "/times", course.organizer); }
    said correct(const json& asked) {
        return world.post(course.session_path() + "/times", asked, course.organizer);
    }
    std::vector<logged_event> log() {
        return must(read(world.kept(), [where = course.session](database& db) {
            return event_log::read(db, where, 1, 1000);
        }));
    }
    json row_of_ada(const std::string& source = "") {
        const auto table =
            world.get(course.path + "/attendance?table=persons" + source, course.organizer);
        for (const auto& row : table.body["rows"]) {
            if (row["email"] == "ada@example.org" && row["session_key"] == "mon-1") return row;
        }
        FAIL("no such row");
        return {};
    }

    api_world world;
    course_with_people course{world};
    const timestamp start =
        std::chrono::floor<seconds>(world.clock().now()) - std::chrono::minutes{30};
    connection_number host = 0;
    connection_number seat = 0;
};

}  // namespace

TEST_CASE("a plan that is moved while the session is live is in its log at once") {
    timed_session in;
    in.act(1, start_session{}, session_phase::live);
    const auto first = all_in<session_planned>(in.log());
    REQUIRE(first.size() == 1);
    CHECK(first[0] == session_planned{in.start, in.start + minutes{60}});
    CHECK(in.move_plan(in.start, in.start + minutes{90}).status == 200);
    CHECK(all_in<session_planned>(in.log()).back().ends_at == in.start + minutes{90});

    auto document = in.world.get(in.course.path + "/document", in.course.organizer).body;
    for (auto& one : document["sessions"]) {
        if (one["key"] == "mon-1") one["ends"] = local(in.start + minutes{120});
    }
    CHECK(in.world.put(in.course.path, document, in.course.organizer).status == 200);
    CHECK(all_in<session_planned>(in.log()).back().ends_at == in.start + minutes{120});
    CHECK(in.world.state(in.course.session)->life.plan()->to == in.start + minutes{120});

    in.act(2, end_session{}, session_phase::ended);
    CHECK(in.move_plan(in.start, in.start + minutes{10}).status == 200);
    CHECK(all_in<session_planned>(in.log()).size() == 3);
}

TEST_CASE("an organizer corrects start and end, every figure follows, and what was so stays") {
    timed_session in;
    in.run();
    const auto before = in.times().body;
    CHECK(before["phase"] == "ended");
    CHECK(before["planned_start"] == to_iso8601(in.start));
    CHECK(before["ended_by_itself"] == false);
    CHECK(before["corrections"].empty());

    const auto right = in.start + minutes{10};
    const auto said =
        in.correct({{"started", local(right)}, {"reason", "Start was pressed late."}});
    CHECK(said.status == 200);
    CHECK(said.body["started_at"] == to_iso8601(right));
    CHECK(said.body["ended_at"] == before["ended_at"]);
    REQUIRE(said.body["corrections"].size() == 1);
    const auto& noted = said.body["corrections"][0];
    CHECK(noted["was_started_at"] == before["started_at"]);
    CHECK(noted["was_ended_at"] == before["ended_at"]);
    CHECK(noted["ended_at"] == nullptr);
    CHECK(noted["reason"] == "Start was pressed late.");
    CHECK(noted["name"] == "Olga Organizer");

    // From 10 to 30 minutes after the planned start; Ada came at its end.
    const auto row = in.row_of_ada();
    CHECK(row == in.row_of_ada("&source=log"));
    CHECK(row["live_ms"].get<int>() >= 60);
    CHECK(row["percent"].get<double>() < 1);
    CHECK(row["late_minutes"].get<double>() >= 19);
}

TEST_CASE("a correction that cannot be is refused with its field, and changes nothing") {
    timed_session in;
    in.act(1, start_session{}, session_phase::live);
    const json some{{"ended", local(in.start + minutes{5})}, {"reason", "r"}};
    CHECK(in.correct(some).status == 409);
    in.act(2, end_session{}, session_phase::ended);
    CHECK(in.correct({{"reason", "r"}}).field() == "ended");
    CHECK(in.correct({{"ended", local(in.start)}}).field() == "reason");
    CHECK(
        in.correct({{"ended", local(in.start + minutes{300})}, {"reason", "r"}}).field() == "ended"
    );
    CHECK(
        in.correct({{"ended", local(in.start - minutes{9})}, {"reason", "r"}}).field() == "ended"
    );
    const json long_ago{{"started", local(in.start - minutes{3000})}, {"reason", "r"}};
    CHECK(in.correct(long_ago).field() == "ended");
    CHECK(in.correct({{"started", "yesterday"}, {"reason", "r"}}).field() == "started");
    const auto path = in.course.session_path();
    for (const auto& who : {in.course.lecturer, in.course.moderator, in.course.attendee}) {
        CHECK(in.world.post(path + "/times", some, who).status == 403);
        CHECK(in.world.get(path + "/times", who).status == 403);
        CHECK(in.world.post(path + "/start_over", json::object(), who).status == 403);
    }
    CHECK(in.times().body["corrections"].empty());
}

TEST_CASE("a session that was only tried out is started over, and its log stays") {
    timed_session in;
    const auto path = in.course.session_path() + "/start_over";
    CHECK(in.world.post(path, json::object(), in.course.organizer).status == 409);
    in.run();
    CHECK(in.row_of_ada()["live_ms"].get<int>() >= 60);
    const auto events = in.log().size();
    const auto said = in.world.post(path, json::object(), in.course.organizer);
    CHECK(said.status == 200);
    CHECK(said.body["phase"] == "scheduled");
    CHECK(said.body["started_at"] == nullptr);
    CHECK(in.row_of_ada()["live_ms"] == 0);
    CHECK(in.row_of_ada()["status"] == "present");
    CHECK(in.row_of_ada() == in.row_of_ada("&source=log"));
    CHECK(in.log().size() == events + 1);
    const auto page = in.world.get(in.course.path, in.course.organizer).body;
    CHECK(page["sessions"][0]["phase"] == "scheduled");
    in.act(11, open_session{}, session_phase::open);
    in.act(12, start_session{}, session_phase::live);
    CHECK(in.row_of_ada()["status"] == "present");
}

TEST_CASE("a course says how much live time beside the plan counts") {
    timed_session in;
    auto document = in.world.get(in.course.path + "/document", in.course.organizer).body;
    CHECK_FALSE(document.contains("credit"));
    document["credit"] = {{"before", 15}, {"after", 5}};
    CHECK(in.world.put(in.course.path, document, in.course.organizer).status == 200);
    const auto now = in.world.get(in.course.path + "/document", in.course.organizer).body;
    CHECK(now["credit"] == document["credit"]);
    auto silent = now;
    silent.erase("credit");
    CHECK(in.world.put(in.course.path, silent, in.course.organizer).status == 200);
    CHECK(
        in.world.get(in.course.path + "/document", in.course.organizer).body["credit"] ==
        document["credit"]
    );
    document["credit"]["after"] = 241;
    CHECK(in.world.put(in.course.path, document, in.course.organizer).field() == "credit.after");

    // Planned to begin in ten minutes, and live now: 15 minutes before count.
    const auto soon = std::chrono::floor<seconds>(in.world.clock().now()) + minutes{10};
    CHECK(in.move_plan(soon, soon + minutes{60}).status == 200);
    in.run();
    CHECK(in.row_of_ada()["live_ms"].get<int>() >= 60);
    CHECK(in.row_of_ada()["outside_minutes"] == 0.0);
    CHECK(in.row_of_ada()["late_minutes"] == 0.0);
}
