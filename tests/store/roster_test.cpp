#include "fixture.hpp"
#include "store/registrations.hpp"
#include "store/roster_plan.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using reason = roster_clash::reason;

struct course_with_roster : one_course {
    registration_outcome enroll(const person_form& form) {
        return must(registrations::enroll(*db, course, form, noon));
    }
    std::vector<roster_outcome> merge(const std::vector<person_form>& people) {
        return must(registrations::merge_roster(*db, course, people, noon));
    }
    /// Why it is refused.
    roster_clash refused(const std::vector<person_form>& people) {
        const auto failed = registrations::merge_roster(*db, course, people, noon);
        REQUIRE(!failed);
        CHECK(failed.error().code == error_code::conflict);
        const auto plan = must(plan_roster(*db, course, people));
        REQUIRE(plan.clash);
        CHECK(failed.error().detail == plan.clash->detail);
        return *plan.clash;
    }
    /// What is kept of each person, as one text.
    std::vector<std::string> everybody() {
        std::vector<std::string> all;
        for (const auto& one : must(registrations::all(*db, course))) {
            all.push_back(
                one.id.text() + " " + one.name + " " + one.email + " " + one.external_id + " " +
                std::string(name_of(one.role))
            );
        }
        return all;
    }
};

/// Somebody of this name with a number of the organizer's.
person_form numbered(const std::string& name, const std::string& number) {
    auto form = person(name);
    form.external_id = number;
    return form;
}

person_form with(const std::string& name, const std::string& email, const std::string& number) {
    auto form = numbered(name, number);
    form.email = email;
    form.join_token_hash = name + email + number;
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

TEST_CASE("two entries of one roster that have one address or number are refused, and both named") {
    course_with_roster in;
    const std::vector<person_form> shouted{
        person("new"), with("Li, Mary-Jane", "mj@example.org", "2000009"), person("other"),
        with("Nguyen, Wei", "MJ@Example.ORG", "2000010")
    };
    CHECK(in.refused(shouted).why == reason::repeated_email);
    CHECK(in.refused(shouted).entry == 3);
    CHECK(in.refused(shouted).other == 1);
    const std::vector<person_form> numbered_twice{
        with("Li, Mary-Jane", "mj@example.org", "7"), with("Nguyen, Wei", "wei@example.org", "7")
    };
    CHECK(in.refused(numbered_twice).why == reason::repeated_number);
    CHECK(in.refused(numbered_twice).entry == 1);
    CHECK(in.refused(numbered_twice).other == 0);
    CHECK(in.everybody().empty());
    // Also when both say the same, and when the person is known.
    in.merge({with("Li, Mary-Jane", "mj@example.org", "7")});
    const auto line = with("Li, Mary-Jane", "mj@example.org", "7");
    CHECK(in.refused({line, line}).why == reason::repeated_email);
    // The number names the person of the first entry, the address the same one.
    const std::vector<person_form> of_one{
        with("Li, Mary-Jane", "", "7"), with("Nguyen, Wei", "mj@example.org", "")
    };
    CHECK(in.refused(of_one).why == reason::repeated_person);
    CHECK(in.refused(of_one).entry == 1);
    CHECK(in.refused({of_one[1], of_one[0]}).why == reason::repeated_person);
}

TEST_CASE("nobody is turned into somebody else by a roster") {
    course_with_roster in;
    in.merge({with("Li, Mary-Jane", "mj@example.org", "9"), with("Wei", "wei@example.org", "10")});
    const auto before = in.everybody();
    const auto crossed = in.refused({person("new"), with("Wei", "mj@example.org", "10")});
    CHECK(crossed.why == reason::two_people);
    CHECK(crossed.entry == 1);
    CHECK(crossed.names == std::vector<std::string>{"Wei", "Li, Mary-Jane"});
    const auto renumbered = in.refused({with("Nguyen", "mj@example.org", "11")});
    CHECK(renumbered.why == reason::other_number);
    CHECK(renumbered.entry == 0);
    CHECK(renumbered.names == std::vector<std::string>{"Li, Mary-Jane"});
    // The right name does not make another number right.
    CHECK(in.refused({with("Li, Mary-Jane", "mj@example.org", "11")}).why == reason::other_number);
    const auto another = in.refused({with("Nguyen, Lan", "lan@example.org", "9")});
    CHECK(another.why == reason::other_person);
    CHECK(another.names == std::vector<std::string>{"Li, Mary-Jane"});
    CHECK(in.everybody() == before);
}

TEST_CASE("an address or a name is corrected by the number, and a number is given by the address") {
    course_with_roster in;
    in.merge({with("Li, Mary-Jane", "mj@exmaple.org", "9"), with("Wei", "wei@example.org", "")});
    const auto corrected = in.merge({with("Mary Jane LI", "mj@example.org", "9")});
    CHECK(!corrected[0].is_new);
    CHECK(must(registrations::find(*in.db, corrected[0].who.id)).email == "mj@example.org");
    CHECK(!in.merge({with("Mary-Jane Li Wang", "", "9")})[0].is_new);
    CHECK(!in.merge({with("Somebody", "mj@example.org", "9")})[0].is_new);
    const auto numbered_now = in.merge({with("Nguyen, Wei", "wei@example.org", "10")});
    CHECK(!numbered_now[0].is_new);
    CHECK(must(registrations::find(*in.db, numbered_now[0].who.id)).external_id == "10");
    CHECK(in.everybody().size() == 2);
}

TEST_CASE("people may exchange their addresses in one roster, but not their names with them") {
    course_with_roster in;
    const auto both = in.merge(
        {with("Ana Lima", "ben@example.org", "1"), with("Ben Okello", "ana@example.org", "2"),
         with("Cem Demir", "cem@example.org", "3")}
    );
    const auto exchanged = piece(*in.db, [&](database& db) {
        const std::vector<person_form> people{
            with("Ana Lima", "ana@example.org", "1"), with("Ben Okello", "cem@example.org", "2"),
            with("Cem Demir", "ben@example.org", "3")
        };
        return registrations::merge_roster(db, in.course, people, noon);
    });
    REQUIRE(exchanged);
    const auto email = [&](std::size_t at) {
        return must(registrations::find(*in.db, both[at].who.id)).email;
    };
    CHECK(email(0) == "ana@example.org");
    CHECK(email(1) == "cem@example.org");
    CHECK(email(2) == "ben@example.org");
    const auto found = must(registrations::find_by_email(*in.db, in.course, "cem@example.org"));
    CHECK(found.id == both[1].who.id);
    const auto before = in.everybody();
    CHECK(
        in.refused({with("Cem Demir", "ben@example.org", "2"),
                    with("Ben Okello", "cem@example.org", "3")})
            .why == reason::other_person
    );
    CHECK(in.everybody() == before);
}

TEST_CASE("an address that somebody gives up in a roster may be that of somebody new in it") {
    course_with_roster in;
    const auto ben = in.merge({numbered("ben", "s-1")})[0].who;
    must(in.db->settle());
    auto moved = numbered("ben", "s-1");
    moved.email = "ben@new.example.org";
    auto heir = numbered("cem", "s-2");
    heir.email = "ben@example.org";  // which is free in the end
    for (const auto& people : {std::vector{moved, heir}, std::vector{heir, moved}}) {
        must(in.db->query("BEGIN"));
        const auto merged = in.merge(people);
        must(in.db->settle());
        const auto& now =
            people[0].external_id == "s-1" ? merged : std::vector{merged[1], merged[0]};
        CHECK(now[0].who.id == ben.id);
        CHECK(now[1].is_new);
        CHECK(!now[1].before);
        const auto cem = must(registrations::find(*in.db, now[1].who.id));
        CHECK(cem.email == "ben@example.org");
        CHECK(must(registrations::all(*in.db, in.course)).size() == 2);
        must(in.db->query("ROLLBACK"));
    }
    // Without a number of its own, the entry may as well be of the person who has the address.
    heir.external_id = "";
    CHECK(in.refused({moved, heir}).why == reason::repeated_person);
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
