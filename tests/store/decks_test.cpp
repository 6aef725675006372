#include "store/decks.hpp"

#include <algorithm>

#include "fixture.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("a deck goes from rendering to ready or failed") {
    const auto db = memory_database();
    const auto course = must(courses::add(*db, immunology()));
    const auto session = must(sessions::add(*db, monday(course)));
    deck_record deck{
        .course = course, .session = session, .title = "Glycans", .hash = "abc", .created_at = noon
    };
    deck.id = must(decks::add(*db, deck));
    auto other = deck;
    other.title = "Lipids";
    other.id = must(decks::add(*db, other));
    CHECK(must(decks::unfinished(*db)).size() == 2);
    CHECK(must(decks::count_with_hash(*db, "abc")) == 2);

    deck.pages_done = 3;
    deck.pages = 40;
    must(decks::change(*db, deck));
    auto found = must(decks::find(*db, deck.id));
    CHECK(found.course == course);
    CHECK(found.session == session);
    CHECK(found.title == "Glycans");
    CHECK(found.state == deck_state::rendering);
    CHECK(found.pages_done == 3);
    CHECK(found.pages == 40);
    CHECK(found.created_at == noon);

    found.title = "Glycans in general";
    found.state = deck_state::ready;
    found.pages_done = 40;
    found.width = 1600;
    found.height = 900;
    must(decks::change(*db, found));
    other.state = deck_state::failed;
    other.error = "The file is not a PDF.";
    must(decks::change(*db, other));
    CHECK(must(decks::unfinished(*db)).empty());

    const auto listed = must(decks::of_session(*db, session));
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].title == "Glycans in general");
    CHECK(listed[0].state == deck_state::ready);
    CHECK(listed[0].width == 1600);
    CHECK(listed[0].height == 900);
    CHECK(listed[1].state == deck_state::failed);
    CHECK(listed[1].error == "The file is not a PDF.");

    must(decks::remove(*db, deck.id));
    for (const auto& said : {decks::remove(*db, deck.id), decks::change(*db, deck)}) {
        REQUIRE(!said);
        CHECK(said.error().code == error_code::not_found);
    }
    CHECK(!decks::find(*db, deck.id));
}

TEST_CASE(
    "a folder of pages is needed by decks that are ready or being rendered, not by failed ones"
) {
    const auto db = memory_database();
    CHECK_FALSE(must(decks::had_any(*db)));
    CHECK(must(decks::hashes(*db)).empty());
    const auto course = must(courses::add(*db, immunology()));
    const auto session = must(sessions::add(*db, monday(course)));
    const auto add = [&](const std::string& hash, deck_state state) {
        deck_record deck{.course = course, .session = session, .title = "Glycans", .hash = hash};
        deck.state = state;
        return must(decks::add(*db, deck));
    };
    const auto ready = add("abc", deck_state::ready);
    add("abc", deck_state::failed);
    add("Abd", deck_state::rendering);
    add("Abd", deck_state::ready);
    add("xyz", deck_state::failed);
    auto needed = must(decks::hashes(*db));
    std::ranges::sort(needed);
    CHECK(needed == std::vector<std::string>{"Abd", "abc"});
    CHECK(must(decks::count_with_hash(*db, "Abd")) == 2);
    CHECK(must(decks::count_with_hash(*db, "abc")) == 1);
    CHECK(must(decks::count_with_hash(*db, "xyz")) == 0);
    must(decks::remove(*db, ready));
    CHECK(must(decks::count_with_hash(*db, "abc")) == 0);
    must(courses::remove(*db, course));
    CHECK(must(decks::hashes(*db)).empty());
    CHECK(must(decks::had_any(*db)));
}

TEST_CASE("every state of a deck has a name that is read back") {
    for (const auto state : {deck_state::rendering, deck_state::ready, deck_state::failed}) {
        CHECK(parse_deck_state(name_of(state)) == state);
    }
    CHECK(!parse_deck_state("done"));
}
