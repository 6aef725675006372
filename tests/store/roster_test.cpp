#include "fixture.hpp"
#include "store/registrations.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct course_with_roster : one_course {
    registration_outcome enroll(const person_form& form) {
        return must(registrations::enroll(*db, course, form, noon));
    }
    std::vector<roster_outcome> merge(const std::vector<person_form>& people) {
        return must(registrations::merge_roster(*db, course, people, noon));
    }
};

/// Somebody of this name with a number of the organizer's.
person_form numbered(const std::string& name, const std::string& number) {
    auto form = person(name);
    form.external_id = number;
    return form;
}

}  // namespace

TEST_CASE("a roster adds who is new and changes who is there, by number or else by address") {
    course_with_roster in;
    const auto enrolled = in.enroll(ada()).who;
    auto listed_ada = ada();
    listed_ada.external_id = "s-1";
    listed_ada.institution = "";
    listed_ada.role = role::moderator;
    listed_ada.join_token_hash = "unused";
    auto ben = person("ben");
    ben.external_id = "s-2";
    const auto first = in.merge({listed_ada, ben});
    REQUIRE(first.size() == 2);
    CHECK(!first[0].is_new);
    CHECK(first[0].who.id == enrolled.id);
    CHECK(first[0].who.role == role::moderator);
    CHECK(first[0].who.institution == "Makerere");
    CHECK(first[0].who.external_id == "s-1");
    CHECK(!registrations::find_by_join_token(*in.db, "unused"));
    CHECK(first[1].is_new);
    CHECK(must(registrations::find_by_join_token(*in.db, "hash-of-ben")).id == first[1].who.id);

    // Known by the number although the address is another one now.
    ben.email = "ben@new.example.org";
    const auto second = in.merge({ben});
    CHECK(!second[0].is_new);
    CHECK(second[0].who.id == first[1].who.id);
    CHECK(second[0].who.email == "ben@new.example.org");
    CHECK(!registrations::find_by_email(*in.db, in.course, "ben@example.org"));
}

TEST_CASE("a roster is not bound by capacity, and does not bring back who was removed") {
    course_with_roster in;
    std::vector<person_form> people;
    for (int i = 0; i < 10; ++i) people.push_back(person("person" + std::to_string(i)));
    const auto merged = in.merge(people);
    CHECK(must(registrations::all(*in.db, in.course)).size() == 10);
    must(registrations::set_status(*in.db, merged[4].who.id, participant_status::removed));
    in.merge(people);
    CHECK(
        must(registrations::find(*in.db, merged[4].who.id)).status == participant_status::removed
    );
}

TEST_CASE("people without address and number can be on a roster, each as somebody new") {
    course_with_roster in;
    auto nameless = ada();
    nameless.email = "";
    nameless.join_token_hash = "";
    CHECK(in.merge({nameless, nameless}).size() == 2);
    CHECK(must(registrations::all(*in.db, in.course)).size() == 2);
}

TEST_CASE("a roster line that contradicts another names itself") {
    course_with_roster in;
    auto ben = person("ben");
    ben.external_id = "s-2";
    in.merge({ada(), ben});
    auto stolen = ben;
    stolen.email = "ada@example.org";
    const auto failed =
        registrations::merge_roster(*in.db, in.course, std::vector{person("new"), stolen}, noon);
    REQUIRE(!failed);
    CHECK(failed.error().code == error_code::conflict);
    CHECK(failed.error().detail.starts_with("line 2 "));
}

TEST_CASE("a line of a roster may speak of somebody whom a line before has added or changed") {
    course_with_roster in;
    const auto ben = in.merge({numbered("ben", "s-1")})[0].who;
    auto moved = numbered("ben", "s-1");
    moved.email = "ben@new.example.org";
    auto heir = numbered("cem", "s-2");
    heir.email = "ben@example.org";  // which is free by then
    auto again = numbered("cem the second", "s-2");
    const auto merged = in.merge({moved, heir, again});
    CHECK(merged[0].who.id == ben.id);
    CHECK(merged[1].is_new);
    CHECK(!merged[1].before);
    CHECK(!merged[2].is_new);
    CHECK(!merged[2].before);
    CHECK(merged[2].who.id == merged[1].who.id);
    const auto cem = must(registrations::find(*in.db, merged[1].who.id));
    CHECK(cem.name == "cem the second");
    CHECK(cem.email == "cem the second@example.org");
    CHECK(must(registrations::all(*in.db, in.course)).size() == 2);
}

TEST_CASE("what a roster answers of somebody is what is kept, and says what was kept before") {
    course_with_roster in;
    std::vector<person_form> people;
    for (int i = 0; i < 150; ++i) {
        people.push_back(numbered("person" + std::to_string(i), "s-" + std::to_string(i)));
    }
    const auto added = in.merge(people);
    for (auto& one : people) one.institution = "Leiden";
    const auto changed = in.merge(people);
    REQUIRE(changed.size() == people.size());
    for (std::size_t at = 0; at < people.size(); ++at) {
        CHECK(!changed[at].is_new);
        REQUIRE(changed[at].before);
        CHECK(changed[at].before->institution == added[at].who.institution);
        const auto kept = must(registrations::find(*in.db, added[at].who.id));
        CHECK(kept.institution == "Leiden");
        CHECK(kept.name == changed[at].who.name);
        CHECK(kept.email == changed[at].who.email);
        CHECK(kept.external_id == changed[at].who.external_id);
        CHECK(kept.registration_id == changed[at].who.registration_id);
        CHECK(kept.registered_at == changed[at].who.registered_at);
        CHECK(kept.role == changed[at].who.role);
    }
}
