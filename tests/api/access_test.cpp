#include <map>

#include "api/two_courses.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// What each kind of caller meets: `y` allowed, `1` 401, `3` 403, `4` 404. In this order: nobody,
/// attendee, moderator, lecturer, organizer, token attendance:read, token course:write, operator;
/// first in their own course, then in another one.
struct expectation {
    std::string_view own;
    std::string_view foreign;
};

constexpr expectation everybody{"yyyyyyyy", "yyyyyyyy"};
constexpr expectation organizers{"1333y33y", "1444444y"};

/// A route that is missing here fails the test.
const std::map<std::string, expectation, std::less<>> expected{
    {"GET /api/v1/health", everybody},
    {"GET /api/v1/health/ready", everybody},
    {"GET /api/v1/health/live", everybody},
    {"POST /api/v1/reload", {"1333333y", "1333333y"}},
    {"GET /api/v1/me", everybody},
    {"POST /api/v1/logins", everybody},
    {"DELETE /api/v1/logins/current", {"1yyyy333", "1yyyy333"}},
    {"GET /api/v1/courses", everybody},
    {"POST /api/v1/courses", {"1333333y", "1333333y"}},
    {"GET /api/v1/courses/{course}", everybody},
    {"PUT /api/v1/courses/{course}", {"1333y3yy", "1444444y"}},
    {"DELETE /api/v1/courses/{course}", organizers},
    {"GET /api/v1/courses/{course}/document", organizers},
    {"POST /api/v1/courses/{course}/sessions", organizers},
    {"GET /api/v1/courses/{course}/sessions/{session}", {"1yyyy33y", "1444444y"}},
    {"PATCH /api/v1/courses/{course}/sessions/{session}", organizers},
    {"DELETE /api/v1/courses/{course}/sessions/{session}", organizers},
    {"GET /api/v1/courses/{course}/sessions/{session}/times", organizers},
    {"POST /api/v1/courses/{course}/sessions/{session}/times", organizers},
    {"POST /api/v1/courses/{course}/sessions/{session}/start_over", organizers},
    {"POST /api/v1/courses/{course}/registrations", everybody},
    {"POST /api/v1/courses/{course}/links", everybody},
    {"GET /api/v1/courses/{course}/registrations", organizers},
    {"POST /api/v1/courses/{course}/roster", {"1333y3yy", "1444444y"}},
    {"PATCH /api/v1/courses/{course}/registrations/{participant}", organizers},
    {"POST /api/v1/courses/{course}/registrations/{participant}/invitations", organizers},
    {"GET /api/v1/courses/{course}/mail", organizers},
    {"POST /api/v1/courses/{course}/sessions/{session}/tickets", {"1yyyy333", "14444443"}},
    {"GET /api/v1/courses/{course}/sessions/{session}/chat", {"1yyyy33y", "1444444y"}},
    {"GET /api/v1/courses/{course}/sessions/{session}/people", {"13yyy33y", "1444444y"}},
    {"GET /api/v1/courses/{course}/sessions/{session}/decks", {"13yyy33y", "1444444y"}},
    {"PUT /api/v1/courses/{course}/sessions/{session}/decks/{file}", {"13yyy3yy", "1444444y"}},
    {"GET /api/v1/courses/{course}/decks/{deck}", {"13yyy3yy", "1444444y"}},
    {"DELETE /api/v1/courses/{course}/decks/{deck}", {"13yyy33y", "1444444y"}},
    {"GET /api/v1/courses/{course}/attendance", {"1333yy3y", "1444444y"}},
    {"GET /api/v1/courses/{course}/tokens", organizers},
    {"POST /api/v1/courses/{course}/tokens", organizers},
    {"DELETE /api/v1/courses/{course}/tokens/{token}", organizers},
    {"GET /decks/{hash}/{page}-{width}.webp", everybody},
    {"GET /decks/{hash}/{page}.txt", everybody},
};

char met(two_courses& in, const route& asked, caller who, const course_with_people& where) {
    auto request = in.request(asked, who, in.things_of(where));
    const auto status = in.world.send(request).status;
    CHECK(status < 500);
    if (status == 401) return '1';
    if (status == 403) return '3';
    return status == 404 ? '4' : 'y';
}

/// What the API answers, as the caller sees it.
std::pair<int, std::string> what_they_hear(
    two_courses& in, const route& asked, caller who, const path_values& at
) {
    auto request = in.request(asked, who, at);
    const auto said = in.world.send(request);
    return {said.status, said.raw.body};
}

}  // namespace

TEST_CASE("every kind of caller meets at every route what the table of rights says") {
    two_courses in;
    for (const auto& one : routes()) {
        const auto name = route_name(one);
        CAPTURE(name);
        const auto wanted = expected.find(name);
        REQUIRE(wanted != expected.end());
        std::string own, foreign;
        for (const auto who : every_caller) {
            own += met(in, one, who, in.own);
            foreign += met(in, one, who, in.foreign);
        }
        CAPTURE(callers);
        CHECK(own == wanted->second.own);
        CHECK(foreign == wanted->second.foreign);
    }
    CHECK(routes().size() == expected.size());
}

TEST_CASE("at every route another course, and what is in it, answers like what does not exist") {
    two_courses in;
    int compared = 0;
    for (const auto& one : routes()) {
        if (one.needs == verb::fetch_file || one.needs == verb::see_public) continue;
        if (one.path.find("{course}") == std::string_view::npos) continue;
        const auto name = route_name(one);
        CAPTURE(name);
        for (const auto who : every_caller) {
            CAPTURE(static_cast<int>(who));
            const auto theirs = in.things_of(in.foreign);
            auto smuggled = theirs;  // their things under our course's name
            smuggled.course = "own";
            const path_values nothing{.course = "own"};
            const auto behind_course = one.path.find("{course}") + 1;
            const bool names_more = one.path.find('{', behind_course) != std::string_view::npos;
            if (names_more) {
                CHECK(
                    what_they_hear(in, one, who, smuggled) == what_they_hear(in, one, who, nothing)
                );
                ++compared;
            }
            if (who == caller::local_operator) continue;  // everything is theirs
            CHECK(what_they_hear(in, one, who, theirs) == what_they_hear(in, one, who, {}));
            ++compared;
        }
    }
    CHECK(compared > 250);
}

TEST_CASE("what does not exist looks like what belongs to others") {
    api_world world;
    course_with_people own(world, "own");
    course_with_people foreign(world, "foreign");
    const auto others = world.get(foreign.path + "/registrations", own.organizer);
    const auto unknown = world.get("/api/v1/courses/unknown/registrations", own.organizer);
    CHECK(others.status == 404);
    CHECK(others.body == unknown.body);
    const auto session = "/sessions/" + foreign.session.text();
    CHECK(world.get(own.path + session, own.organizer).status == 404);
    CHECK(world.get(own.path + "/sessions/s999", own.organizer).status == 404);
    const auto person = "/registrations/" + foreign.attendee_id.text();
    CHECK(world.patch(own.path + person, {{"name", "X"}}, own.organizer).status == 404);
    CHECK(
        world.post(own.path + person + "/invitations", json::object(), own.organizer).status == 404
    );
}

TEST_CASE("a session is found by its key and by its id") {
    api_world world;
    const course_with_people course(world);
    const auto by_id = world.get(course.session_path(), course.attendee);
    const auto by_key = world.get(course.path + "/sessions/mon-1", course.attendee);
    CHECK(by_id.status == 200);
    CHECK(by_id.body == by_key.body);
}

TEST_CASE("a cookie or a token that is not known opens nothing") {
    api_world world;
    const course_with_people course(world);
    const credential stale{"stale", {}, false};
    CHECK(world.get(course.session_path(), stale).status == 401);
    CHECK(world.get("/api/v1/me", stale).body == json{{"participants", json::array()}});
    const credential wrong{{}, "wrong", false};
    CHECK(world.get(course.path + "/attendance?table=counts", wrong).status == 401);
    CHECK(world.get("/api/v1/me", wrong).status == 401);
}

TEST_CASE("a bearer token is believed instead of a cookie, not together with it") {
    api_world world;
    const course_with_people course(world);
    const auto made = world.post(
        course.path + "/tokens", {{"label", "x"}, {"scopes", {"attendance:read"}}}, course.organizer
    );
    const credential both{course.organizer.cookie, made.body.at("secret"), false};
    CHECK(world.get(course.path + "/attendance?table=counts", both).status == 200);
    CHECK(world.get(course.path + "/registrations", both).status == 403);
}
