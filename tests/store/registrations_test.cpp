#include "store/registrations.hpp"

#include <atomic>
#include <thread>

#include "fixture.hpp"
#include "store/event_log.hpp"
#include "store/logins.hpp"
#include "store/mails.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using kind = registration_outcome::kind;

struct one_roster : one_course {
    registration_outcome enroll(const person_form& form) {
        return must(registrations::enroll(*db, course, form, noon));
    }
    std::vector<roster_outcome> merge(const std::vector<person_form>& people) {
        return must(registrations::merge_roster(*db, course, people, noon));
    }
    std::vector<std::string> names(const roster_query& wanted) {
        std::vector<std::string> found;
        for (const auto& one : must(registrations::page(*db, course, wanted))) {
            found.push_back(one.name);
        }
        return found;
    }
};

}  // namespace

TEST_CASE("who registers is in the course, as they wrote it") {
    one_roster in;
    const auto outcome = in.enroll(ada());
    CHECK(outcome.what == kind::added);
    const auto found = must(registrations::find(*in.db, outcome.who.id));
    CHECK(found.course == in.course);
    CHECK(found.registration_id == "R000001");
    CHECK(found.external_id.empty());
    CHECK(found.name == "Ada Bakker");
    CHECK(found.email == "Ada@Example.org");
    CHECK(found.institution == "Makerere");
    CHECK(found.country == "UG");
    CHECK(found.zone == "Africa/Kampala");
    CHECK(found.role == role::attendee);
    CHECK(found.status == participant_status::active);
    CHECK(found.consented_at == noon);
    CHECK(found.registered_at == noon);
}

TEST_CASE("the same address registers once, however its letters are written") {
    one_roster in;
    const auto first = in.enroll(ada());
    auto again = ada();
    again.email = "ADA@example.ORG";
    again.name = "Somebody Else";
    again.join_token_hash = "another";
    const auto outcome = in.enroll(again);
    CHECK(outcome.what == kind::known);
    CHECK(outcome.who.id == first.who.id);
    CHECK(outcome.who.name == "Ada Bakker");
    CHECK(!registrations::find_by_join_token(*in.db, "another"));
    CHECK(must(registrations::find_by_join_token(*in.db, "hash-of-ada")).id == first.who.id);
    CHECK(
        must(registrations::find_by_email(*in.db, in.course, "aDA@example.org")).id == first.who.id
    );
}

TEST_CASE("a full course takes nobody more until a place is free") {
    one_roster in;  // three places
    in.enroll(ada());
    const auto ben = in.enroll(person("ben"));
    in.enroll(person("cem"));
    CHECK(in.enroll(person("dia")).what == kind::full);
    CHECK(in.enroll(ada()).what == kind::full);  // also to those who are registered
    CHECK(must(registrations::count(*in.db, in.course)) == 3);

    must(registrations::set_status(*in.db, ben.who.id, participant_status::removed));
    CHECK(in.enroll(person("dia")).what == kind::added);
    CHECK(in.enroll(person("eva")).what == kind::full);
}

TEST_CASE("a capacity of 0 is no limit, and a closed course takes nobody") {
    one_roster in;
    auto course = must(courses::find(*in.db, in.course));
    course.capacity = 0;
    must(courses::change(*in.db, course));
    for (int i = 0; i < 20; ++i) CHECK(in.enroll(person(std::to_string(i))).what == kind::added);
    course.is_open = false;
    must(courses::change(*in.db, course));
    CHECK(in.enroll(ada()).what == kind::closed);
    CHECK(!registrations::enroll(*in.db, course_id{99}, ada(), noon));
}

TEST_CASE("many who register at once do not get more places than there are") {
    const temporary_folder folder;
    const auto kept = open_store(folder.path());
    const auto course =
        must(write(*kept, [](database& db) { return courses::add(db, immunology()); }));
    std::atomic<int> added{0};
    std::vector<std::thread> people;
    for (int i = 0; i < 8; ++i) {
        people.emplace_back([&, i] {
            const auto form = person("person" + std::to_string(i));
            const auto said = write(*kept, [&](database& db) {
                return registrations::enroll(db, course, form, noon);
            });
            if (said && said->what == kind::added) ++added;
        });
    }
    for (auto& one : people) one.join();
    CHECK(added == 3);
}

TEST_CASE("pages follow one another by the last id and can be searched") {
    one_roster in;
    in.merge({person("ben"), person("cem"), person("dia"), ada(), person("50%_!")});
    const auto first = must(registrations::page(*in.db, in.course, {.limit = 2}));
    REQUIRE(first.size() == 2);
    CHECK(first[0].name == "ben");
    CHECK(
        in.names({.after = first[1].id, .limit = 2}) ==
        std::vector<std::string>{"dia", "Ada Bakker"}
    );
    CHECK(in.names({.containing = "BAKK"}) == std::vector<std::string>{"Ada Bakker"});
    CHECK(in.names({.containing = "ada@example"}) == std::vector<std::string>{"Ada Bakker"});
    CHECK(in.names({.containing = "r000002"}) == std::vector<std::string>{"cem"});
    CHECK(in.names({.containing = "makerere"}).size() == 5);
    CHECK(must(registrations::count_matching(*in.db, in.course, "")) == 5);
    CHECK(must(registrations::count_matching(*in.db, in.course, "BAKK")) == 1);
    CHECK(in.names({.containing = "50%_!"}) == std::vector<std::string>{"50%_!"});
    CHECK(in.names({.containing = "_"}) == std::vector<std::string>{"50%_!"});
    CHECK(in.names({.containing = "nobody"}).empty());
    CHECK(must(registrations::count_matching(*in.db, in.course, "MAKE")) == 5);
    CHECK(must(registrations::count_matching(*in.db, in.course, "_")) == 1);
    CHECK(must(registrations::count_matching(*in.db, in.course, "")) == 5);
}

TEST_CASE("the staff of a course are those who are more than attendees and not removed") {
    one_roster in;
    std::vector<person_form> people{ada()};
    for (const auto as : every_role) {
        people.push_back(person(std::string(name_of(as))));
        people.back().role = as;
    }
    const auto merged = in.merge(people);
    must(registrations::set_status(*in.db, merged[2].who.id, participant_status::removed));
    std::vector<std::string> names;
    for (const auto& one : must(registrations::staff(*in.db, in.course))) names.push_back(one.name);
    CHECK(names == std::vector<std::string>{"lecturer", "organizer"});
}

TEST_CASE("role, status, name and join token change one at a time") {
    one_roster in;
    const auto who = in.enroll(ada()).who.id;
    in.enroll(person("ben"));
    must(registrations::set_role(*in.db, who, role::lecturer));
    must(registrations::set_status(*in.db, who, participant_status::removed));
    must(registrations::set_name(*in.db, who, "A. Bakker"));
    must(registrations::set_join_token(*in.db, who, "new"));
    const auto found = must(registrations::find_by_join_token(*in.db, "new"));
    CHECK(found.id == who);
    CHECK(found.role == role::lecturer);
    CHECK(found.status == participant_status::removed);
    CHECK(found.name == "A. Bakker");
    CHECK(
        registrations::find_by_join_token(*in.db, "hash-of-ada").error().code ==
        error_code::not_found
    );
    const auto ben = must(registrations::find_by_join_token(*in.db, "hash-of-ben"));
    CHECK(ben.role == role::attendee);
    CHECK(ben.status == participant_status::active);

    const participant_id nobody{99};
    for (const auto& said :
         {registrations::set_role(*in.db, nobody, role::lecturer),
          registrations::set_status(*in.db, nobody, participant_status::active),
          registrations::set_name(*in.db, nobody, "x"),
          registrations::set_join_token(*in.db, nobody, "x")}) {
        REQUIRE(!said);
        CHECK(said.error().code == error_code::not_found);
    }
}

TEST_CASE("a person who is erased is gone from every table, and their words from the log") {
    one_roster in;
    const auto session = must(sessions::add(*in.db, monday(in.course)));
    const auto who = in.enroll(ada()).who.id;
    const auto ben = in.enroll(person("ben")).who.id;
    must(logins::start(*in.db, {}, who, "cookie", noon));
    must(mails::add(*in.db, {.course = in.course, .recipient = "Ada@Example.org", .body = "Ada"}));
    const auto joined = [](participant_id p, const char* name) {
        return participant_joined{p, name, role::attendee};
    };
    const auto said = [](participant_id p, const char* name, const char* text) {
        return chat_posted{p, name, role::attendee, text};
    };
    const auto corrected = [](participant_id p, const char* reason) {
        session_corrected out;
        out.reason = reason;
        out.who = p;
        return out;
    };
    const std::vector<logged_event> log{
        {1, noon, who, "", joined(who, "Ada Bakker")},
        {2, noon, {}, "", joined(ben, "ben")},
        {3, noon, who, "key-of-ada", said(who, "Ada Bakker", "I am Ada")},
        {4, noon, ben, "key-of-ben", said(ben, "ben", "hello")},
        {5, noon, {}, "", participant_left{who, noon, leave_reason::left}},
        {6, noon, {}, "", corrected(ben, "ben was late")},
        {7, noon, {}, "", corrected(who, "Ada was late")},
        {8, noon, ben, "", said(who, "Ada Bakker", "Ben's command had Ada's words in it")},
    };
    must(event_log::append(*in.db, session, log));

    must(registrations::erase(*in.db, who));
    CHECK(registrations::find(*in.db, who).error().code == error_code::not_found);
    CHECK(must(logins::find(*in.db, "cookie", noon)).participants.empty());
    CHECK(must(mails::page(*in.db, in.course, {}, 10)).empty());

    const auto kept = must(event_log::read(*in.db, session, 1, 10));
    REQUIRE(kept.size() == 8);
    CHECK(std::get<participant_joined>(kept[0].what).who == who);
    CHECK(std::get<participant_joined>(kept[0].what).name == "\u2014");
    CHECK(std::get<chat_posted>(kept[2].what).text == "\u2014");
    CHECK(kept[1] == log[1]);
    CHECK(kept[3] == log[3]);
    CHECK(kept[4] == log[4]);
    CHECK(kept[5] == log[5]);
    CHECK(std::get<session_corrected>(kept[6].what).reason == "\u2014");
    for (const auto& row : must(in.db->query("SELECT body FROM events"))) {
        CHECK(row.text(0).find("Ada") == std::string::npos);
    }
    CHECK(registrations::erase(*in.db, who).error().code == error_code::not_found);
}
