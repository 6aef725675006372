#include "api/api_world.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// A field of the small course with another value; the answer's field.
std::string objection(api_world& world, const json::json_pointer& place, const json& value) {
    auto document = small_course();
    document[place] = value;
    const auto said = world.post("/api/v1/courses", document, the_operator);
    CHECK(said.status == 400);
    return said.field();
}

session_phase begin(api_world& world, session_id which) {
    const auto opener = world.enter(world.socket(), which, somebody(99, "Host", role::organizer));
    world.submit(opener, asking(1, open_session{}));
    world.submit(opener, asking(2, start_session{}));
    REQUIRE(api_world::wait([&] { return world.state(which)->life.phase() == session_phase::live; })
    );
    world.leave(opener);
    return world.state(which)->life.phase();
}

}  // namespace

TEST_CASE("a course is made from its document, with a link for everybody in it") {
    api_world world;
    const auto saved = world.post("/api/v1/courses", small_course(), the_operator);
    CHECK(saved.status == 201);
    CHECK(saved.body["slug"] == "immunology");
    REQUIRE(saved.body["people"].size() == 3);
    CHECK(saved.body["people"][0]["key"] == "org");
    CHECK(saved.body["people"][0]["role"] == "organizer");
    CHECK(saved.body["people"][0].contains("join_link"));
    CHECK(saved.body["sessions"].size() == 2);

    const auto page = world.get("/api/v1/courses/immunology").body;
    CHECK(page["title"] == "Cutting-edge immunology");
    CHECK(page["registered"] == 0);
    CHECK(page["is_open"] == true);
    CHECK(page["sessions"][0]["lecturer"] == "Leo Lecturer");
    CHECK(page["sessions"][0]["starts_at"] == "2026-11-30T08:00:00.000Z");
    CHECK(page["sessions"][0]["phase"] == "scheduled");
    CHECK_FALSE(page.contains("you"));
    const auto organizer = world.open(saved.body["people"][0]["join_link"]);
    CHECK(world.get("/api/v1/courses/immunology", organizer).body["you"]["role"] == "organizer");
}

TEST_CASE("a course that is exported is the document it was made from") {
    api_world world;
    world.post("/api/v1/courses", small_course(), the_operator);
    const auto exported = world.get("/api/v1/courses/immunology/document", the_operator);
    CHECK(exported.body == small_course());
}

TEST_CASE("the list has all courses in the order of their first session") {
    api_world world;
    auto later = small_course("later");
    later["sessions"][0]["starts"] = "2027-01-04T09:00:00";
    later["sessions"][0]["ends"] = "2027-01-04T10:00:00";
    later["sessions"].erase(1);
    auto empty = small_course("empty");
    empty["sessions"] = json::array();
    for (const auto& one : {empty, later, small_course("first")}) {
        REQUIRE(world.post("/api/v1/courses", one, the_operator).status == 201);
    }
    const auto courses = world.get("/api/v1/courses").body["courses"];
    REQUIRE(courses.size() == 3);
    CHECK(courses[0]["slug"] == "first");
    CHECK(courses[0]["starts_at"] == "2026-11-30T08:00:00.000Z");
    CHECK(courses[0]["ends_at"] == "2026-11-30T10:15:00.000Z");
    CHECK(courses[1]["slug"] == "later");
    CHECK(courses[2]["starts_at"] == nullptr);
}

TEST_CASE("a document with a mistake makes nothing, and the mistake is named with its place") {
    api_world world;
    using pointer = json::json_pointer;
    CHECK(objection(world, pointer("/slug"), "Immuno logy") == "slug");
    CHECK(objection(world, pointer("/slug"), "a--b") == "slug");
    CHECK(objection(world, pointer("/title"), "") == "title");
    CHECK(objection(world, pointer("/zone"), "Europe/Leiden") == "zone");
    CHECK(objection(world, pointer("/language"), "e n") == "language");
    CHECK(objection(world, pointer("/capacity"), -1) == "capacity");
    CHECK(objection(world, pointer("/consent"), "") == "consent");
    CHECK(
        objection(world, pointer("/attendance/minimum_percent"), 101) ==
        "attendance.minimum_percent"
    );
    CHECK(objection(world, pointer("/colour"), "red") == "colour");
    CHECK(objection(world, pointer("/people/1/role"), "king") == "people[1].role");
    CHECK(objection(world, pointer("/people/1/key"), "org") == "people[1].key");
    CHECK(objection(world, pointer("/people/1/email"), "leo") == "people[1].email");
    CHECK(objection(world, pointer("/sessions/1/key"), "mon-1") == "sessions[1].key");
    CHECK(objection(world, pointer("/sessions/1/key"), "s12") == "sessions[1].key");
    CHECK(objection(world, pointer("/sessions/1/starts"), "monday") == "sessions[1].starts");
    CHECK(
        objection(world, pointer("/sessions/1/starts"), "2026-03-29T02:30:00") ==
        "sessions[1].starts"
    );
    CHECK(
        objection(world, pointer("/sessions/1/ends"), "2026-11-30T10:30:00") == "sessions[1].ends"
    );
    CHECK(
        objection(world, pointer("/sessions/1/ends"), "2026-12-30T10:30:00") == "sessions[1].ends"
    );
    CHECK(world.get("/api/v1/courses").body["courses"].empty());
}

TEST_CASE("a slug belongs to one course") {
    api_world world;
    world.post("/api/v1/courses", small_course(), the_operator);
    const auto again = world.post("/api/v1/courses", small_course(), the_operator);
    CHECK(again.status == 409);
    CHECK(again.code() == "conflict");
}

TEST_CASE("replacing a course matches sessions and people by key, and removes nobody") {
    api_world world;
    const course_with_people course(world);
    auto document = small_course();
    document["title"] = "Immunology again";
    document["sessions"][0]["title"] = "Glycans, again";
    document["sessions"].erase(1);
    document["sessions"].push_back(
        {{"key", "tue-1"},
         {"title", "Vaccines"},
         {"starts", "2026-12-01T09:00"},
         {"ends", "2026-12-01T10:00"}}
    );
    document["people"].erase(2);
    document["people"][1]["name"] = "Leonie Lecturer";
    const auto saved = world.put(course.path, document, course.organizer);
    CHECK(saved.status == 200);
    for (const auto& one : saved.body["people"]) CHECK_FALSE(one.contains("join_link"));

    const auto page = world.get(course.path).body;
    CHECK(page["title"] == "Immunology again");
    REQUIRE(page["sessions"].size() == 2);
    CHECK(page["sessions"][0]["id"] == course.session.text());
    CHECK(page["sessions"][0]["title"] == "Glycans, again");
    CHECK(page["sessions"][0]["lecturer"] == "Leonie Lecturer");
    CHECK(page["sessions"][1]["key"] == "tue-1");
    CHECK(world.get(course.session_path() + "/people", course.moderator).status == 200);
}

TEST_CASE("what has begun cannot be left out of a course, nor removed") {
    api_world world;
    const course_with_people course(world);
    REQUIRE(begin(world, course.session) == session_phase::live);
    auto document = small_course();
    document["sessions"].erase(0);
    const auto refused = world.put(course.path, document, course.organizer);
    CHECK(refused.status == 409);
    CHECK(refused.body["error"]["detail"].get<std::string>().find("mon-1") != std::string::npos);
    CHECK(world.get(course.path).body["sessions"].size() == 2);
    CHECK(world.get(course.path).body["sessions"][0]["phase"] == "live");
    CHECK(world.remove(course.session_path(), course.organizer).status == 409);
}

TEST_CASE("a course keeps its slug and an organizer") {
    api_world world;
    const course_with_people course(world);
    auto renamed = small_course("renamed");
    CHECK(world.put(course.path, renamed, course.organizer).field() == "slug");
    auto orphaned = small_course();
    orphaned["people"][0]["role"] = "attendee";
    CHECK(world.put(course.path, orphaned, course.organizer).status == 409);
    CHECK(world.get(course.path, course.organizer).body["you"]["role"] == "organizer");
}

TEST_CASE("a session is added, changed and removed while it is only planned") {
    api_world world;
    const course_with_people course(world);
    const json planned{
        {"key", "wed-1"},
        {"title", "Metabolism"},
        {"lecturer", "Prof. Guest"},
        {"starts", "2026-12-02T09:00"},
        {"ends", "2026-12-02T10:00"}
    };
    const auto added = world.post(course.path + "/sessions", planned, course.organizer);
    CHECK(added.status == 201);
    CHECK(added.body["lecturer"] == "Prof. Guest");
    CHECK(added.body["starts_at"] == "2026-12-02T08:00:00.000Z");
    const auto twice = world.post(course.path + "/sessions", planned, course.organizer);
    CHECK(twice.status == 409);
    CHECK(twice.body["error"]["detail"] == "The course has a session with the key wed-1 already.");

    const auto path = course.path + "/sessions/wed-1";
    const auto changed =
        world.patch(path, {{"title", "Immunometabolism"}, {"lecturer", "leo"}}, course.organizer);
    CHECK(changed.status == 200);
    CHECK(changed.body["title"] == "Immunometabolism");
    CHECK(changed.body["lecturer"] == "Leo Lecturer");
    CHECK(changed.body["ends_at"] == "2026-12-02T09:00:00.000Z");
    const auto backwards = world.patch(path, {{"ends", "2026-12-02T08:00"}}, course.organizer);
    CHECK(backwards.field() == "ends");
    CHECK(world.remove(path, course.organizer).status == 204);
    CHECK(world.get(path, course.organizer).status == 404);
}

TEST_CASE("a course is deleted with everything in it, once its name is given again") {
    api_world world;
    const course_with_people course(world);
    auto& socket = world.socket();
    world.enter(socket, course.session, somebody(course.attendee_id.value, "Ada", role::attendee));
    CHECK(world.remove(course.path, course.organizer, {{"confirm", "other"}}).field() == "confirm");
    CHECK(world.get(course.path).status == 200);
    CHECK(world.remove(course.path, course.organizer, {{"confirm", "immunology"}}).status == 204);
    CHECK(world.get(course.path).status == 404);
    CHECK(world.get("/api/v1/me", course.attendee).body["participants"].empty());
    CHECK(socket.wait_for_close() == close_code::session_gone);
}
