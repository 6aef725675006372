#include "domain/redaction.hpp"

#include <algorithm>

#include "generated/codec.hpp"
#include "scenario.hpp"

using namespace aula;

namespace {

attach_deck deck_of(std::int64_t number, const std::string& title) {
    return {
        .deck = {number},
        .title = title,
        .hash = "hash-of-" + title + "-0123456789",
        .pages = 3,
        .width = 1600,
        .height = 900,
    };
}

std::string encoded(const logged_event& of) {
    std::string out;
    encode(out, of, of.seq - 1);
    return out;
}

/// The log as it may be sent to somebody who asks for all of it now.
std::vector<logged_event> sent_of(const scenario& story) {
    std::vector<logged_event> sent;
    for (const auto& each : story.log) sent.push_back(redacted(each, story.state));
    return sent;
}

/// Everything that takes words back, among much that does not.
scenario story_with_words_taken_back() {
    auto story = open_session_with({ada, budi, mira, hope});
    story.when(ada, post_chat{"kept"}).done();
    story.when(budi, post_chat{"a secret"}).done();
    const auto secret = story.state.last_seq;
    story.when_system(deck_of(1, "answers")).done();
    story.when(hope, show_slide{{1}, 2}).done();
    story.when_system(deck_of(2, "lecture")).done();
    story.when(mira, mute_participant{budi.id}).done();
    story.when(mira, hide_chat{secret}).done();
    story.when(hope, show_slide{{2}, 1}).done();
    story.when(hope, show_slide{{1}, 3}).done();
    story.when_system(change_call{"https://old.example.org/1"}).done();
    story.when_system(detach_deck{{1}}).done();
    story.when_system(change_call{}).done();
    story.when_system(change_call{"https://new.example.org/2"}).done();
    story.when(mira, unmute_participant{budi.id}).done();
    story.when_system(deck_of(1, "again")).done();
    return story;
}

}  // namespace

TEST_CASE("a hidden message keeps its author and its place, and loses its text") {
    auto story = open_session_with({ada, mira});
    story.when(ada, post_chat{"a secret"}).done();
    const auto said = story.log.back();
    CHECK(redacted(said, story.state) == said);
    story.when(mira, hide_chat{said.seq}).done();
    auto expected = said;
    expected.what = chat_posted{ada.id, ada.name, ada.role, ""};
    CHECK(redacted(said, story.state) == expected);
    CHECK(redacted(expected, story.state) == expected);
}

TEST_CASE("a deck that was taken away loses its title and the address of its pages") {
    auto story = open_session_with({hope});
    story.when_system(deck_of(1, "answers")).done();
    const auto attached = story.log.back();
    CHECK(redacted(attached, story.state) == attached);
    story.when_system(detach_deck{{1}}).done();
    const auto left = std::get<deck_attached>(redacted(attached, story.state).what);
    CHECK(left == deck_attached{{1}, "", "", 3, 1600, 900});
}

TEST_CASE("a deck that comes back under the same id is sent, and what it was before is not") {
    auto story = open_session_with({hope});
    story.when_system(deck_of(1, "first")).done();
    const auto first = story.log.back();
    story.when_system(detach_deck{{1}}).done();
    story.when_system(deck_of(1, "second")).done();
    const auto second = story.log.back();
    CHECK(is_taken_back(first, story.state));
    CHECK(redacted(second, story.state) == second);
}

TEST_CASE("the link to a call is sent until another one takes its place") {
    auto story = open_session_with({hope});
    story.when_system(change_call{"https://old.example.org/1"}).done();
    const auto old = story.log.back();
    CHECK(redacted(old, story.state) == old);
    story.when_system(change_call{"https://new.example.org/2"}).done();
    const auto fresh = story.log.back();
    CHECK(redacted(old, story.state).what == event(call_changed{}));
    CHECK(redacted(fresh, story.state) == fresh);
    story.when_system(change_call{}).done();
    CHECK(is_taken_back(fresh, story.state));
    CHECK_FALSE(is_taken_back(story.log.back(), story.state));
}

TEST_CASE("an event says which earlier ones it takes back") {
    auto story = open_session_with({ada, mira, hope});
    story.when(ada, post_chat{"a secret"}).done();
    const auto said = story.state.last_seq;
    story.when_system(deck_of(1, "answers")).done();
    const auto attached = story.state.last_seq;
    const auto& now = story.state;
    CHECK(taken_back_by(chat_hidden{said}, now) == std::vector{said});
    CHECK(taken_back_by(deck_detached{{1}}, now) == std::vector{attached});
    CHECK(taken_back_by(deck_detached{{2}}, now).empty());
    CHECK(taken_back_by(participant_muted{ada.id}, now).empty());
    CHECK(taken_back_by(slide_shown{{1}, 2}, now).empty());
}

TEST_CASE("exactly those events are without words that a later one took back") {
    const auto story = story_with_words_taken_back();
    std::vector<seq_number> expected, found;
    session state(session_id{1});
    for (const auto& each : story.log) {
        for (const auto seq : taken_back_by(each.what, state)) expected.push_back(seq);
        fold(state, each);
    }
    for (const auto& each : story.log) {
        if (is_taken_back(each, story.state)) found.push_back(each.seq);
    }
    std::ranges::sort(expected);
    CHECK(expected == found);
    CHECK(found.size() == 3);
    std::string all;
    for (const auto& each : sent_of(story)) all += encoded(each);
    for (const auto* word : {"secret", "answers", "old.example"})
        CHECK(all.find(word) == std::string::npos);
    for (const auto* word : {"kept", "lecture", "again", "new.example"})
        CHECK(all.find(word) != std::string::npos);
}

TEST_CASE("the log leads to the same view with and without the words that were taken back") {
    const auto story = story_with_words_taken_back();
    // Somebody who saw the first events as they were, and the others later.
    for (std::size_t seen = 0; seen <= story.log.size(); ++seen) {
        CAPTURE(seen);
        auto log = sent_of(story);
        std::copy_n(story.log.begin(), seen, log.begin());
        const auto again = refolded(log);
        for (const auto as : {audience_class::everyone, audience_class::staff}) {
            CHECK(view(again, as) == view(story.state, as));
        }
    }
}

TEST_CASE("an event without its words is never longer, so that it fits into its frame") {
    auto story = open_session_with({ada});
    for (const auto* text : {"x", "\"", "\xF0\x9F\x98\x80", "a\nb"}) {
        story.when(ada, post_chat{text}).done();
        auto left = story.log.back();
        left.what = without_words(left.what);
        CHECK(encoded(left).size() < encoded(story.log.back()).size());
    }
    for (const auto& each : story_with_words_taken_back().log) {
        auto left = each;
        left.what = without_words(left.what);
        CHECK(encoded(left).size() <= encoded(each).size());
    }
}
