#include "store/logins.hpp"

#include "fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::days;
constexpr milliseconds a_moment{1};

struct two_courses {
    std::unique_ptr<database> db = memory_database();
    course_id course = must(courses::add(*db, immunology()));
    course_id other = must(courses::add(*db, [] {
        auto second = immunology();
        second.slug = "second";
        return second;
    }()));
    participant_id ada = must(registrations::enroll(*db, course, test::ada(), noon)).who.id;
    participant_id ada_elsewhere = must(registrations::enroll(
                                            *db, other,
                                            [] {
                                                auto form = test::ada();
                                                form.join_token_hash = "elsewhere";
                                                return form;
                                            }(),
                                            noon
                                        ))
                                       .who.id;

    std::size_t participants(const char* secret, timestamp now = noon) {
        return must(logins::find(*db, secret, now)).participants.size();
    }
};

}  // namespace

TEST_CASE("a login is found by its secret and says who it is, where, as what") {
    two_courses in;
    const auto id = must(logins::start(*in.db, {}, in.ada, "first", noon));
    must(registrations::set_role(*in.db, in.ada, role::moderator));
    const auto found = must(logins::find(*in.db, "first", noon));
    CHECK(found.id == id);
    CHECK(found.last_seen_at == noon);
    REQUIRE(found.participants.size() == 1);
    CHECK(found.participants[0].who == in.ada);
    CHECK(found.participants[0].course == in.course);
    CHECK(found.participants[0].role == role::moderator);
    CHECK(logins::find(*in.db, "unknown", noon).error().code == error_code::not_found);
}

TEST_CASE("a second join link goes on with the same people under a new id and secret") {
    two_courses in;
    const auto first = must(logins::start(*in.db, {}, in.ada, "first", noon));
    const auto second = must(logins::start(*in.db, first, in.ada_elsewhere, "second", noon));
    CHECK(first != second);
    CHECK(!logins::find(*in.db, "first", noon));
    CHECK(in.participants("second") == 2);
    // The same link again.
    must(logins::start(*in.db, second, in.ada, "third", noon));
    CHECK(in.participants("third") == 2);
}

TEST_CASE("in one course a browser is the person whose link it opened last") {
    two_courses in;
    auto form = test::ada();
    form.email = "ben@example.org";
    form.join_token_hash = "ben";
    const auto ben = must(registrations::enroll(*in.db, in.course, form, noon)).who.id;
    const auto first = must(logins::start(*in.db, {}, in.ada, "first", noon));
    const auto second = must(logins::start(*in.db, first, in.ada_elsewhere, "second", noon));
    must(logins::start(*in.db, second, ben, "third", noon));
    const auto found = must(logins::find(*in.db, "third", noon));
    REQUIRE(found.participants.size() == 2);
    CHECK(found.participants[0].who == in.ada_elsewhere);
    CHECK(found.participants[1].who == ben);
}

TEST_CASE("in one course a login is one person: the one whose link was opened last") {
    two_courses in;
    const auto ben = must(registrations::enroll(*in.db, in.course, person("ben"), noon)).who.id;
    const auto first = must(logins::start(*in.db, {}, in.ada, "first", noon));
    const auto second = must(logins::start(*in.db, first, in.ada_elsewhere, "second", noon));
    must(logins::start(*in.db, second, ben, "third", noon));
    const auto found = must(logins::find(*in.db, "third", noon));
    REQUIRE(found.participants.size() == 2);
    CHECK(found.participants[0].who == in.ada_elsewhere);
    CHECK(found.participants[1].who == ben);
}

TEST_CASE("a login dies after two weeks without use, and lives on when used") {
    two_courses in;
    const auto id = must(logins::start(*in.db, {}, in.ada, "first", noon));
    CHECK(in.participants("first", noon + days{14} - a_moment) == 1);
    CHECK(!logins::find(*in.db, "first", noon + days{14}));
    must(logins::touch(*in.db, id, noon + days{10}));
    CHECK(in.participants("first", noon + days{20}) == 1);
}

TEST_CASE("a login that has died is not gone on with") {
    two_courses in;
    const auto first = must(logins::start(*in.db, {}, in.ada, "first", noon));
    must(logins::start(*in.db, first, in.ada_elsewhere, "second", noon + days{14}));
    const auto found = must(logins::find(*in.db, "second", noon + days{14}));
    REQUIRE(found.participants.size() == 1);
    CHECK(found.participants[0].who == in.ada_elsewhere);
}

TEST_CASE("a join link has to be opened again after sixty days, however much it is used") {
    two_courses in;
    const auto first = must(logins::start(*in.db, {}, in.ada, "first", noon));
    const auto later = noon + days{50};
    must(logins::touch(*in.db, first, later - days{1}));
    const auto second = must(logins::start(*in.db, first, in.ada_elsewhere, "second", later));
    must(logins::touch(*in.db, second, noon + days{60}));
    CHECK(in.participants("second", noon + days{60} - a_moment) == 2);
    const auto found = must(logins::find(*in.db, "second", noon + days{60}));
    REQUIRE(found.participants.size() == 1);
    CHECK(found.participants[0].who == in.ada_elsewhere);
}

TEST_CASE("who was removed from a course is not in a login any more") {
    two_courses in;
    must(logins::start(*in.db, {}, in.ada, "first", noon));
    must(registrations::set_status(*in.db, in.ada, participant_status::removed));
    CHECK(in.participants("first") == 0);
    must(registrations::set_status(*in.db, in.ada, participant_status::active));
    CHECK(in.participants("first") == 1);
    must(logins::remove_participant(*in.db, in.ada));
    CHECK(in.participants("first") == 0);
}

TEST_CASE("logging out ends a login, twice is fine") {
    two_courses in;
    const auto id = must(logins::start(*in.db, {}, in.ada, "first", noon));
    must(logins::remove(*in.db, id));
    must(logins::remove(*in.db, id));
    CHECK(!logins::find(*in.db, "first", noon));
}

TEST_CASE("a new login sweeps out those that have died, and nothing else") {
    two_courses in;
    must(logins::start(*in.db, {}, in.ada, "old", noon));
    must(logins::start(*in.db, {}, in.ada, "used", noon + days{10}));
    must(logins::start(*in.db, {}, in.ada, "new", noon + days{14}));
    const auto count = [&](const char* table) {
        return must(in.db->query(std::string("SELECT COUNT(*) FROM ") + table))[0].integer(0);
    };
    CHECK(count("logins") == 2);
    CHECK(count("login_participants") == 2);
    CHECK(in.participants("used", noon + days{14}) == 1);
}
