#include "api/api_world.hpp"
#include "store/decks.hpp"

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

json change(const std::string& field, const std::string& from, const std::string& to) {
    return {{"field", field}, {"from", from}, {"to", to}};
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

TEST_CASE("a document changes what it names, by key, and keeps everything else") {
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
    const json changes_wanted = json::array(
        {{{"what", "changed"},
          {"of", "course"},
          {"key", "immunology"},
          {"title", "Immunology again"},
          {"fields", json::array({change("title", "Cutting-edge immunology", "Immunology again")})}
         },
         {{"what", "changed"},
          {"of", "session"},
          {"key", "mon-1"},
          {"title", "Glycans, again"},
          {"fields", json::array({change("title", "Glycans", "Glycans, again")})}},
         {{"what", "added"}, {"of", "session"}, {"key", "tue-1"}, {"title", "Vaccines"}},
         {{"what", "kept"}, {"of", "session"}, {"key", "mon-2"}, {"title", "Proteases"}},
         {{"what", "changed"},
          {"of", "person"},
          {"key", "leo"},
          {"title", "Leonie Lecturer"},
          {"fields", json::array({change("name", "Leo Lecturer", "Leonie Lecturer")})}},
         {{"what", "kept"}, {"of", "person"}, {"key", "mo"}, {"title", "Mo Moderator"}}}
    );
    CHECK(saved.body["changes"] == changes_wanted);

    const auto page = world.get(course.path).body;
    CHECK(page["title"] == "Immunology again");
    REQUIRE(page["sessions"].size() == 3);
    CHECK(page["sessions"][0]["id"] == course.session.text());
    CHECK(page["sessions"][0]["title"] == "Glycans, again");
    CHECK(page["sessions"][0]["lecturer"] == "Leonie Lecturer");
    CHECK(page["sessions"][1]["key"] == "mon-2");
    CHECK(page["sessions"][2]["key"] == "tue-1");
    CHECK(world.get(course.session_path() + "/people", course.moderator).status == 200);
    const auto again = world.put(course.path, document, course.organizer);
    CHECK(again.body["changes"].size() == 2);  // what is kept
}

TEST_CASE("what a document does not name is removed only when that is asked for") {
    api_world world;
    const course_with_people course(world);
    const auto second = world.get(course.path).body["sessions"][1]["id"].get<std::string>();
    deck_record deck;
    deck.course =
        must(read(world.kept(), [](database& db) { return courses::find(db, "immunology"); })).id;
    deck.session = *session_id::parse(second);
    deck.title = "Lecture 3";
    must(write(world.kept(), [&](database& db) { return decks::add(db, deck); }));
    // Somebody has looked in before the doors open.
    const auto visitor = somebody(course.attendee_id.value, "Ada Atim", role::attendee);
    world.enter(world.socket(), deck.session, visitor);
    REQUIRE(api_world::wait([&] {
        return world.state(deck.session)->people.find(course.attendee_id) != nullptr;
    }));
    auto document = small_course();
    document["sessions"][1]["key"] = "mon-3";
    document["people"].erase(2);
    const auto keys = [&] {
        std::vector<std::string> found;
        const auto page = world.get(course.path).body;
        for (const auto& one : page["sessions"]) found.push_back(one["key"]);
        return found;
    };
    const auto trial = world.put(course.path + "?prune=true&dry_run=true", document, the_operator);
    CHECK(trial.status == 200);
    const json removed = {
        {"what", "removed"},
        {"of", "session"},
        {"key", "mon-2"},
        {"title", "Proteases"},
        {"decks", json::array({"Lecture 3"})},
        {"people", 1}
    };
    const json gone = {
        {"what", "removed"}, {"of", "person"}, {"key", "mo"}, {"title", "Mo Moderator"}
    };
    CHECK(std::ranges::find(trial.body["changes"], removed) != trial.body["changes"].end());
    CHECK(std::ranges::find(trial.body["changes"], gone) != trial.body["changes"].end());
    CHECK(keys() == std::vector<std::string>{"mon-1", "mon-2"});
    CHECK(world.get(course.path, course.moderator).body["you"]["role"] == "moderator");

    // Somebody adds a session between the question and the answer: it is not swept away.
    const json late{
        {"key", "wed-1"},
        {"title", "Metabolism"},
        {"starts", "2026-12-02T09:00"},
        {"ends", "2026-12-02T10:00"}
    };
    REQUIRE(world.post(course.path + "/sessions", late, course.organizer).status == 201);
    const auto plan = [](const said& of) { return "&plan=" + of.body["plan"].get<std::string>(); };
    const auto outdated = course.path + "?prune=true" + plan(trial);
    CHECK(world.put(outdated, document, the_operator).status == 409);
    CHECK(keys() == std::vector<std::string>{"mon-1", "mon-2", "wed-1"});

    document["sessions"].push_back(late);
    const auto fresh = world.put(course.path + "?prune=true&dry_run=true", document, the_operator);
    const auto done = world.put(course.path + "?prune=true" + plan(fresh), document, the_operator);
    CHECK(done.status == 200);
    CHECK(done.body["changes"] == fresh.body["changes"]);
    CHECK(keys() == std::vector<std::string>{"mon-1", "mon-3", "wed-1"});
    CHECK(world.get(course.path + "/sessions/" + second, course.organizer).status == 404);
    CHECK_FALSE(world.get(course.path, course.moderator).body.contains("you"));
    CHECK(world.get(course.path, course.attendee).body["you"]["role"] == "attendee");
    CHECK(world.put(course.path + "?prune=maybe", document, the_operator).status == 400);
}

TEST_CASE("a document that is put back as it was exported changes nothing") {
    api_world world;
    const course_with_people course(world);
    // Somebody of the staff without a number or an address is known by the registration id.
    const json guest = json::array({{{"name", "Gia Guest"}, {"role", "lecturer"}}});
    REQUIRE(world.post(course.path + "/roster", guest, course.organizer).status == 200);
    const auto document = world.get(course.path + "/document", course.organizer).body;
    CHECK(document["people"].size() == 4);
    const auto key = document["people"][3]["key"].get<std::string>();
    CHECK(key.starts_with("R0"));
    const auto saved = world.put(course.path, document, course.organizer);
    CHECK(saved.status == 200);
    CHECK(saved.body["changes"].empty());
    CHECK(world.get(course.path + "/document", course.organizer).body == document);
    const auto page = world.get(course.path + "/registrations?q=gia", course.organizer).body;
    CHECK(page["total"] == 1);
    CHECK(page["registrations"][0]["external_id"] == nullptr);
    const auto named = world.patch(course.session_path(), {{"lecturer", key}}, course.organizer);
    CHECK(named.body["lecturer"] == "Gia Guest");
    CHECK(world.get(course.path).body["sessions"][0]["lecturer"] == "Gia Guest");
}

TEST_CASE("what has begun can be left out of a document, but not removed") {
    api_world world;
    const course_with_people course(world);
    REQUIRE(begin(world, course.session) == session_phase::live);
    auto document = small_course();
    document["sessions"].erase(0);
    for (const auto* how : {"?prune=true", "?prune=true&dry_run=true"}) {
        const auto refused = world.put(course.path + how, document, course.organizer);
        CHECK(refused.status == 409);
        CHECK(
            refused.body["error"]["detail"].get<std::string>().find("mon-1") != std::string::npos
        );
    }
    const auto kept = world.put(course.path, document, course.organizer);
    CHECK(kept.status == 200);
    CHECK(kept.body["changes"][0]["what"] == "kept");
    CHECK(world.get(course.path).body["sessions"].size() == 2);
    CHECK(world.get(course.path).body["sessions"][0]["phase"] == "live");
    CHECK(world.remove(course.session_path(), course.organizer).status == 409);
}

TEST_CASE("a course's page shows every change at once, to each asker what is theirs") {
    api_world world;
    const course_with_people course(world);
    const auto shown = [&](const credential& by = nobody) {
        return world.get(course.path, by).body;
    };
    const auto first = shown();
    CHECK(shown() == first);
    CHECK(first["registered"] == 1);
    CHECK_FALSE(first.contains("you"));
    CHECK(shown(course.attendee)["you"]["name"] == "Ada Atim");
    CHECK(shown(course.lecturer)["you"]["role"] == "lecturer");
    world.post(course.path + "/registrations", application_of("Ben", "ben@example.org"));
    CHECK(shown()["registered"] == 2);
    world.patch(course.session_path(), {{"title", "Sugars"}}, course.organizer);
    CHECK(shown()["sessions"][0]["title"] == "Sugars");
    const auto leo = course.path + "/registrations/" + course.lecturer_id;
    world.patch(leo, {{"name", "Leonie"}}, course.organizer);
    CHECK(shown()["sessions"][0]["lecturer"] == "Leonie");
    world.patch(leo, {{"status", "removed"}}, course.organizer);
    CHECK(shown()["sessions"][0]["lecturer"] == "leo");
    begin(world, course.session);
    CHECK(shown()["sessions"][0]["phase"] == "live");
    CHECK(world.get("/api/v1/courses/other").status == 404);
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
    for (const json& wrong :
         {json("other"), json("immunology "), json(" immunology"), json("Immunology"),
          json("immunology\n"), json(""), json(1), json(nullptr), json::array({"immunology"})}) {
        CAPTURE(wrong.dump());
        const json body{{"confirm", wrong}};
        CHECK(world.remove(course.path, course.organizer, body).field() == "confirm");
    }
    CHECK(world.get(course.path).status == 200);
    CHECK(world.remove(course.path, course.organizer, {{"confirm", "immunology"}}).status == 204);
    CHECK(world.get(course.path).status == 404);
    CHECK(world.get("/api/v1/me", course.attendee).body["participants"].empty());
    CHECK(socket.wait_for_close() == close_code::session_gone);
}
