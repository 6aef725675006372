#include "domain/parts/slides.hpp"

#include "domain/scenario.hpp"

using namespace aula;

TEST_CASE("staff show a page in an open, live or paused session") {
    for (const auto start : {open_session_with, live_session, paused_session}) {
        for (const auto& who : {mira, hope, otto}) {
            auto story = start({ada, mira, hope, otto});
            story.when_system(monday_deck()).done();
            story.when(who, show_slide{slides_of_monday, 3}).then(slide_shown{slides_of_monday, 3});
            CHECK(
                view(story.state, audience_class::everyone).slides.slide ==
                slide_view{slides_of_monday, 3}
            );
        }
    }
}

TEST_CASE("nothing is shown before the doors open or after the end") {
    given(scheduled_session({hope}))
        .when_system(monday_deck())
        .when(hope, show_slide{slides_of_monday, 1})
        .refused(refusal::session_not_open);
    given(ended_session({hope}))
        .when_system(monday_deck())
        .when(hope, show_slide{slides_of_monday, 1})
        .refused(refusal::session_ended);
}

TEST_CASE("a page must exist") {
    given(open_session_with({hope}))
        .when(hope, show_slide{slides_of_monday, 1})
        .refused(refusal::unknown_deck)
        .when_system(monday_deck(12))
        .when(hope, show_slide{slides_of_monday, 0})
        .refused(refusal::unknown_page)
        .when(hope, show_slide{slides_of_monday, -1})
        .refused(refusal::unknown_page)
        .when(hope, show_slide{slides_of_monday, 13})
        .refused(refusal::unknown_page)
        .when(hope, show_slide{slides_of_monday, 12})
        .then(slide_shown{slides_of_monday, 12})
        .when(hope, show_slide{slides_of_monday, 12})
        .refused(refusal::no_change);
}

TEST_CASE("decks are listed in the order they came, each once") {
    auto story = scheduled_session({});
    auto second = monday_deck();
    second.deck = deck_id{2};
    second.title = "Second";
    story.when_system(monday_deck()).done();
    story.when_system(second).done();
    story.when_system(monday_deck()).refused(refusal::no_change);
    const auto seen = view(story.state, audience_class::everyone).slides.decks;
    REQUIRE(seen.size() == 2);
    CHECK(seen[0] == deck_view{slides_of_monday, "Monday", "aaaaaaaaaaaaaaaaaaaa", 12, 1600, 900});
    CHECK(seen[1].title == "Second");
}

TEST_CASE("a deck without a name or a page is refused") {
    auto nameless = monday_deck();
    nameless.deck = {};
    given(scheduled_session({})).when_system(nameless).refused(refusal::unknown_deck);
    given(scheduled_session({})).when_system(monday_deck(0)).refused(refusal::unknown_page);
}

TEST_CASE("taking the deck away clears the screen only if it was on it") {
    auto other = monday_deck();
    other.deck = deck_id{2};
    auto story = open_session_with({hope});
    story.when_system(monday_deck()).when_system(other);
    story.when(hope, show_slide{slides_of_monday, 5});
    story.when_system(detach_deck{deck_id{2}}).then(deck_detached{deck_id{2}});
    CHECK(story.state.slides.on_screen() == slide_view{slides_of_monday, 5});
    story.when_system(detach_deck{slides_of_monday}).then(deck_detached{slides_of_monday});
    CHECK_FALSE(story.state.slides.on_screen());
    CHECK(story.state.slides.decks().empty());
    story.when_system(detach_deck{slides_of_monday}).refused(refusal::unknown_deck);
    story.when(hope, show_slide{slides_of_monday, 5}).refused(refusal::unknown_deck);
}
