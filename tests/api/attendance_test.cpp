#include "api/api_world.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// A session with Ada, Ben (who came twice) and a host, that is over.
struct ended_session {
    ended_session() {
        const auto registered = world.post(
            course.path + "/registrations", application_of("=Ben, \"B\"", "ben@example.org")
        );
        REQUIRE(registered.status == 201);
        const auto ben =
            *participant_id::parse(registered.body["participant"]["id"].get<std::string>());
        host = world.enter(world.socket(), course.session, somebody(99, "Host", role::organizer));
        world.enter(
            world.socket(), course.session,
            somebody(course.attendee_id.value, "Ada Atim", role::attendee)
        );
        act(1, open_session{}, session_phase::open);
        act(2, start_session{}, session_phase::live);
        const auto first =
            world.enter(world.socket(), course.session, somebody(ben.value, "Ben", role::attendee));
        pass();
        world.leave(first);
        REQUIRE(api_world::wait([&] { return !is_here(ben); }));
        world.enter(world.socket(), course.session, somebody(ben.value, "Ben", role::attendee));
        pass();
        act(3, end_session{}, session_phase::ended);
        for (connection_number each = host; each < host + 4; ++each) {
            if (each != first) world.leave(each);
        }
        REQUIRE(api_world::wait([&] { return world.state(course.session)->people.present() == 0; })
        );
    }
    static void pass() { std::this_thread::sleep_for(std::chrono::milliseconds{60}); }
    bool is_here(participant_id who) {
        const auto state = world.state(course.session);
        const auto* found = state->people.find(who);
        return found != nullptr && found->is_present();
    }
    void act(std::uint32_t ref, command what, session_phase then) {
        world.submit(host, asking(ref, std::move(what)));
        REQUIRE(api_world::wait([&] { return world.state(course.session)->life.phase() == then; }));
    }
    said table(const std::string& query) {
        return world.get(course.path + "/attendance?table=" + query, course.organizer);
    }

    api_world world;
    course_with_people course{world};
    connection_number host = 0;
};

}  // namespace

TEST_CASE("all tables say the same, read from the rooms and computed anew from the log") {
    ended_session in;
    for (const std::string table : {"counts", "persons", "intervals", "matrix"}) {
        CAPTURE(table);
        const auto live = in.table(table).body;
        const auto anew = in.table(table + "&source=log").body;
        CHECK(live["table"] == table);
        REQUIRE_FALSE(live["rows"].empty());
        CHECK(live["rows"] == anew["rows"]);
        CHECK(
            in.table(table + "&format=csv").raw.body ==
            in.table(table + "&format=csv&source=log").raw.body
        );
    }
}

TEST_CASE("the tables hold what happened") {
    ended_session in;
    const auto all = in.table("counts").body["rows"][0];
    CHECK(all["session"] == in.course.session.text());
    CHECK(all["group"] == "all");
    CHECK(all["registered"] == 2);
    CHECK(all["present"] == 0);
    CHECK(all["attended"] == 2);

    json ben;
    const auto persons = in.table("persons").body["rows"];
    for (const auto& row : persons) {
        if (row["email"] == "ben@example.org" && row["session_key"] == "mon-1") ben = row;
    }
    CHECK(ben["status"] == "attended");
    CHECK(ben["rejoins"] == 1);
    CHECK(ben["live_ms"].get<int>() >= 100);
    CHECK(ben["country"] == "UG");
    CHECK(ben["external_id"] == nullptr);

    const auto matrix = in.table("matrix").body;
    CHECK(matrix["minimum_percent"] == 80);
    REQUIRE(matrix["sessions"].size() == 2);
    CHECK(matrix["sessions"][0]["session_key"] == "mon-1");
    for (const auto& row : matrix["rows"]) CHECK(row["cells"].size() == 2);
    for (const auto& row : matrix["rows"]) {
        if (row["email"] != "ada@example.org") continue;
        CHECK(row["cells"][0]["status"] == "attended");
        CHECK(row["certificate"] == true);
    }
}

TEST_CASE("a spreadsheet gets a file with a safe name, a byte order mark and harmless cells") {
    ended_session in;
    const auto csv = in.table("persons&format=csv");
    CHECK(csv.status == 200);
    CHECK(csv.header("content-type") == "text/csv; charset=utf-8");
    CHECK(csv.header("content-disposition") == "attachment; filename=\"immunology-persons.csv\"");
    CHECK(
        csv.raw.body.starts_with("\xEF\xBB\xBF"
                                 "course,session,")
    );
    CHECK(csv.raw.body.find(",\"'=Ben, \"\"B\"\"\",") != std::string::npos);
    CHECK(csv.raw.body.find("+0") != std::string::npos);  // local instants carry their offset
    auto asked =
        in.world.request("GET", in.course.path + "/attendance?table=counts", in.course.organizer);
    asked.headers.emplace_back("accept", "text/csv");
    CHECK(in.world.send(asked).header("content-type") == "text/csv; charset=utf-8");
}

TEST_CASE("a table, a format or a source that does not exist is refused") {
    ended_session in;
    for (const auto* wrong : {"", "people", "counts&format=xml", "counts&source=memory"}) {
        CHECK(in.table(wrong).status == 400);
    }
}
