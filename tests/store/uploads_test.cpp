#include "store/uploads.hpp"

#include "fixture.hpp"
#include "store/decks.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("what a person uploads counts on its day alone, and can be taken back") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    auto other_course = immunology();
    other_course.slug = "other";
    const auto elsewhere = must(courses::add(*db, other_course));
    const auto day = day_of(noon);
    CHECK(day_of(noon + std::chrono::hours{11}) == day);
    CHECK(day_of(noon + std::chrono::hours{12}) == day + 1);
    const upload_account ada{course, "p1", day};
    const upload_account tomorrow{course, "p1", day + 1};
    const upload_account ben{course, "p2", day};
    const upload_account ada_elsewhere{elsewhere, "p1", day};
    const upload_account nobody{course, "", day};
    CHECK(must(uploads::bytes_of(*db, ada)) == 0);
    must(uploads::add(*db, ada, 500));
    must(uploads::add(*db, ada, 70));
    must(uploads::add(*db, ben, 1));
    must(uploads::add(*db, nobody, 1000));
    CHECK(must(uploads::bytes_of(*db, ada)) == 570);
    CHECK(must(uploads::bytes_of(*db, ben)) == 1);
    CHECK(must(uploads::bytes_of(*db, ada_elsewhere)) == 0);
    CHECK(must(uploads::bytes_of(*db, nobody)) == 0);
    must(uploads::add(*db, ada, -70));
    CHECK(must(uploads::bytes_of(*db, ada)) == 500);
    CHECK(must(uploads::bytes_of(*db, tomorrow)) == 0);
    must(uploads::add(*db, tomorrow, 30));
    CHECK(must(uploads::bytes_of(*db, tomorrow)) == 30);
    CHECK(must(uploads::bytes_of(*db, ada)) == 0);
    must(courses::remove(*db, course));
    CHECK(must(uploads::bytes_of(*db, tomorrow)) == 0);
}

TEST_CASE("what a course's decks take on the disk is their sum") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const auto session = must(sessions::add(*db, monday(course)));
    CHECK(must(decks::bytes_of_course(*db, course)) == 0);
    deck_record deck{.course = course, .session = session, .title = "Glycans", .hash = "abc"};
    deck.bytes = 6'000'000'000;
    deck.id = must(decks::add(*db, deck));
    deck.bytes = 7;
    must(decks::add(*db, deck));
    CHECK(must(decks::bytes_of_course(*db, course)) == 6'000'000'007);
    CHECK(must(decks::find(*db, deck.id)).bytes == 6'000'000'000);
    deck.bytes = 5;
    must(decks::change(*db, deck));
    CHECK(must(decks::bytes_of_course(*db, course)) == 12);
    CHECK(must(decks::bytes_of_course(*db, course_id{999})) == 0);
}
