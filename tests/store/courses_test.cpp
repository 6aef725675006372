#include "store/courses.hpp"

#include "fixture.hpp"
#include "store/decks.hpp"
#include "store/event_log.hpp"
#include "store/logins.hpp"
#include "store/mails.hpp"
#include "store/tokens.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("a course is found by id and by slug as it was written") {
    const auto db = memory_database();
    const auto id = must(courses::add(*db, immunology()));
    const auto found = must(courses::find(*db, "immunology"));
    CHECK(found.id == id);
    CHECK(found.title == "Cutting-edge immunology");
    CHECK(found.summary == "From chemistry to metabolism");
    CHECK(found.description == "A week of lectures.");
    CHECK(found.organizer == "LUMC");
    CHECK(found.zone == "Europe/Amsterdam");
    CHECK(found.language == "en");
    CHECK(found.consent == "Minutes are kept for a year.");
    CHECK(found.capacity == 3);
    CHECK(found.minimum_percent == 80);
    CHECK(found.is_open);
    CHECK(found.created_at == noon);
    CHECK(must(courses::find(*db, id)).slug == "immunology");
    CHECK(courses::find(*db, "nothing").error().code == error_code::not_found);
    CHECK(courses::find(*db, course_id{99}).error().code == error_code::not_found);
}

TEST_CASE("a slug belongs to one course") {
    const auto db = memory_database();
    must(courses::add(*db, immunology()));
    const auto again = courses::add(*db, immunology());
    REQUIRE(!again);
    CHECK(again.error().code == error_code::conflict);
    CHECK(again.error().detail.find("'immunology'") != std::string::npos);

    auto other = immunology();
    other.slug = "other";
    other.id = must(courses::add(*db, other));
    other.slug = "immunology";
    CHECK(courses::change(*db, other).error().code == error_code::conflict);
}

TEST_CASE("a change writes every field but the time of creation") {
    const auto db = memory_database();
    const auto id = must(courses::add(*db, immunology()));
    course_record changed{
        .id = id,
        .slug = "new",
        .title = "t",
        .summary = "s",
        .description = "d",
        .organizer = "o",
        .zone = "Asia/Jakarta",
        .language = "id",
        .consent = "c",
        .capacity = 0,
        .minimum_percent = 50,
        .is_open = false,
        .created_at = noon + std::chrono::hours{5},
    };
    must(courses::change(*db, changed));
    const auto found = must(courses::find(*db, "new"));
    CHECK(found.id == id);
    CHECK(found.title == "t");
    CHECK(found.zone == "Asia/Jakarta");
    CHECK(found.capacity == 0);
    CHECK(found.minimum_percent == 50);
    CHECK(!found.is_open);
    CHECK(found.created_at == noon);
    changed.id = course_id{99};
    CHECK(courses::change(*db, changed).error().code == error_code::not_found);
}

TEST_CASE("the list has the newest first and counts attendees who are not removed") {
    const auto db = memory_database();
    const auto first = must(courses::add(*db, immunology()));
    auto second = immunology();
    second.slug = "second";
    must(courses::add(*db, second));
    auto teacher = person("teacher");
    teacher.role = role::lecturer;
    const std::vector<person_form> people{ada(), person("ben"), teacher};
    const auto merged = must(registrations::merge_roster(*db, first, people, noon));
    must(registrations::set_status(*db, merged[1].who.id, participant_status::removed));

    const auto listed = must(courses::list(*db));
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].course.slug == "second");
    CHECK(listed[0].course.totals.attendees == 0);
    CHECK(listed[1].course.slug == "immunology");
    CHECK(listed[1].course.totals.attendees == 1);
}

TEST_CASE("deleting a course leaves nothing of it, and no id is given out again") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const auto session = must(sessions::add(*db, monday(course)));
    const auto who = must(registrations::enroll(*db, course, ada(), noon)).who.id;
    must(logins::start(*db, {}, who, "cookie", noon));
    must(tokens::add(*db, {.course = course, .label = "x", .scopes = {true, false}}, "bearer"));
    must(decks::add(*db, {.course = course, .session = session, .hash = "h"}));
    must(mails::add(*db, {.course = course, .recipient = "ada@example.org"}));
    const std::vector<logged_event> log{{.seq = 1, .at = noon, .what = session_opened{}}};
    must(event_log::append(*db, session, log));

    must(courses::remove(*db, course));
    for (const char* table :
         {"courses", "sessions", "participants", "login_participants", "api_tokens", "decks",
          "mails", "events"}) {
        CAPTURE(table);
        const auto rows = must(db->query(std::string("SELECT COUNT(*) FROM ") + table));
        CHECK(rows[0].integer(0) == 0);
    }
    CHECK(courses::remove(*db, course).error().code == error_code::not_found);

    const auto next = must(courses::add(*db, immunology()));
    CHECK(next.value > course.value);
    CHECK(must(sessions::add(*db, monday(next))).value > session.value);
}
