#include "store/tokens.hpp"

#include "fixture.hpp"
#include "store/secrets.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("scopes are words in one order, and nothing else is a scope") {
    CHECK(text_of({.attendance_read = true}) == "attendance:read");
    CHECK(text_of({.course_write = true}) == "course:write");
    CHECK(text_of({true, true}) == "attendance:read course:write");
    CHECK(parse_token_scopes("course:write attendance:read") == token_scopes{true, true});
    CHECK(parse_token_scopes("course:write") == token_scopes{false, true});
    for (const char* wrong :
         {"", " ", "admin", "course:write ", "course:write course:write", "course:writex"}) {
        CAPTURE(wrong);
        CHECK(!parse_token_scopes(wrong));
    }
}

TEST_CASE("a token is found by its secret, listed with its course, and removed from it only") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const token_record wanted{
        .course = course,
        .label = "exports",
        .scopes = {.attendance_read = true},
        .created_at = noon
    };
    const auto id = must(tokens::add(*db, wanted, "hash"));
    const auto found = must(tokens::find(*db, "hash"));
    CHECK(found.id == id);
    CHECK(found.course == course);
    CHECK(found.label == "exports");
    CHECK(found.scopes == token_scopes{true, false});
    CHECK(found.created_at == noon);
    CHECK(!found.last_used_at);
    CHECK(!tokens::find(*db, "other"));
    CHECK(tokens::add(*db, wanted, "hash").error().code == error_code::conflict);

    must(tokens::touch(*db, id, noon + seconds{5}));
    const auto listed = must(tokens::of_course(*db, course));
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].last_used_at == noon + seconds{5});

    CHECK(tokens::remove(*db, course_id{99}, id).error().code == error_code::not_found);
    must(tokens::remove(*db, course, id));
    CHECK(!tokens::find(*db, "hash"));
    CHECK(tokens::remove(*db, course, id).error().code == error_code::not_found);
}

TEST_CASE("the first secret that is proposed stays") {
    const auto db = memory_database();
    CHECK(must(secrets::get_or_keep(*db, "decks", "first")) == "first");
    CHECK(must(secrets::get_or_keep(*db, "decks", "second")) == "first");
    CHECK(must(secrets::get_or_keep(*db, "other", "third")) == "third");
}
