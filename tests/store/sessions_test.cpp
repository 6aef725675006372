#include "store/sessions.hpp"

#include "fixture.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("a session is found as it was planned, not yet begun") {
    one_course in;
    auto planned = monday(in.course);
    planned.phase = session_phase::live;
    const auto id = must(sessions::add(*in.db, planned));
    const auto found = must(sessions::find(*in.db, id));
    CHECK(found.id == id);
    CHECK(found.course == in.course);
    CHECK(found.key == "mon-1");
    CHECK(found.title == "Glycans");
    CHECK(found.summary == "Sugars on cells");
    CHECK(found.lecturer == "Ada Bakker");
    CHECK(found.starts_at == noon);
    CHECK(found.ends_at == noon + std::chrono::hours{1});
    CHECK(found.phase == session_phase::scheduled);
    CHECK(sessions::find(*in.db, session_id{99}).error().code == error_code::not_found);
}

TEST_CASE("a key names one session of a course, and another one of another course") {
    one_course in;
    must(sessions::add(*in.db, monday(in.course)));
    CHECK(sessions::add(*in.db, monday(in.course)).error().code == error_code::conflict);
    auto other = immunology();
    other.slug = "other";
    must(sessions::add(*in.db, monday(must(courses::add(*in.db, other)))));
    CHECK(sessions::add(*in.db, monday(course_id{99})).error().code == error_code::conflict);
}

TEST_CASE("a change of plan keeps the phase") {
    one_course in;
    auto planned = monday(in.course);
    planned.id = must(sessions::add(*in.db, planned));
    must(sessions::set_phase(*in.db, planned.id, session_phase::paused));
    planned.title = "Lipids";
    planned.ends_at += std::chrono::hours{1};
    must(sessions::change(*in.db, planned));
    const auto found = must(sessions::find(*in.db, planned.id));
    CHECK(found.title == "Lipids");
    CHECK(found.ends_at == noon + std::chrono::hours{2});
    CHECK(found.phase == session_phase::paused);
    planned.id = session_id{99};
    CHECK(sessions::change(*in.db, planned).error().code == error_code::not_found);
    CHECK(!sessions::set_phase(*in.db, planned.id, session_phase::open));
}

TEST_CASE("a course's sessions come in the order in which they start") {
    one_course in;
    auto later = monday(in.course);
    later.key = "later";
    later.starts_at += std::chrono::hours{24};
    must(sessions::add(*in.db, later));
    const auto first = must(sessions::add(*in.db, monday(in.course)));
    const auto found = must(sessions::of_course(*in.db, in.course));
    REQUIRE(found.size() == 2);
    CHECK(found[0].id == first);
    CHECK(found[1].key == "later");

    must(sessions::remove(*in.db, first));
    CHECK(must(sessions::of_course(*in.db, in.course)).size() == 1);
    CHECK(sessions::remove(*in.db, first).error().code == error_code::not_found);
}
