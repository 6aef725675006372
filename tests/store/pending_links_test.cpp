#include "store/pending_links.hpp"

#include "fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct two_people {
    std::unique_ptr<database> db = memory_database();
    course_id course = must(courses::add(*db, immunology()));
    participant_id ada = enroll(aula::test::ada());
    participant_id ben = enroll(person("ben"));

    participant_id enroll(const person_form& form) {
        return must(registrations::enroll(*db, course, form, noon)).who.id;
    }
    pending_link add(participant_id who, const std::string& hash) {
        const pending_link link{must(pending_links::take_id(*db)), who};
        must(pending_links::add(*db, link, hash));
        return link;
    }
    bool is_pending(const std::string& hash) {
        const auto found = pending_links::find(*db, hash);
        if (!found) CHECK(found.error().code == error_code::not_found);
        return bool(found);
    }
    /// Whose link in use it is; none for nobody's.
    participant_id owner(const std::string& hash) {
        const auto found = registrations::find_by_join_token(*db, hash);
        return found ? found->id : participant_id{};
    }
};

}  // namespace

TEST_CASE("a pending link is its person's, and leaves the link in use alone") {
    two_people in;
    in.add(in.ada, "first");
    CHECK(must(pending_links::find(*in.db, "first")).who == in.ada);
    CHECK(in.owner("hash-of-ada") == in.ada);
    CHECK_FALSE(in.owner("first"));
    CHECK_FALSE(in.is_pending("hash-of-ada"));
    CHECK_FALSE(in.is_pending("unknown"));
}

TEST_CASE("a pending link that is put in use ends the one before and the older ones, nobody else's"
) {
    two_people in;
    in.add(in.ada, "first");
    const auto second = in.add(in.ada, "second");
    in.add(in.ben, "of ben");
    in.add(in.ada, "third");
    must(pending_links::put_in_use(*in.db, second, "second"));
    CHECK(in.owner("second") == in.ada);
    CHECK_FALSE(in.owner("hash-of-ada"));
    CHECK_FALSE(in.is_pending("first"));
    CHECK_FALSE(in.is_pending("second"));
    CHECK(in.is_pending("third"));
    CHECK(in.is_pending("of ben"));
    CHECK(in.owner("hash-of-ben") == in.ben);
}

TEST_CASE("the newest few pending links of a person are kept, those of others do not count") {
    two_people in;
    in.add(in.ben, "of ben");
    for (int i = 0; i <= pending_links::pending_max; ++i) in.add(in.ada, std::to_string(i));
    CHECK_FALSE(in.is_pending("0"));
    for (int i = 1; i <= pending_links::pending_max; ++i) CHECK(in.is_pending(std::to_string(i)));
    CHECK(in.is_pending("of ben"));
}

TEST_CASE("a link that is replaced ends those that are pending as well") {
    two_people in;
    in.add(in.ada, "first");
    in.add(in.ben, "of ben");
    must(registrations::set_join_token(*in.db, in.ada, "new"));
    CHECK_FALSE(in.is_pending("first"));
    CHECK(in.is_pending("of ben"));
    CHECK(in.owner("new") == in.ada);
}

TEST_CASE("pending links go with their person") {
    two_people in;
    in.add(in.ada, "first");
    must(registrations::erase(*in.db, in.ada));
    CHECK_FALSE(in.is_pending("first"));
}

TEST_CASE("an id that is taken for a link is never given out again") {
    two_people in;
    const auto spent = must(pending_links::take_id(*in.db));
    CHECK(in.add(in.ada, "first").id > spent);
    const auto nobody = must(registrations::take_id(*in.db));
    CHECK(in.enroll(person("cem")).value > nobody.value);
}
