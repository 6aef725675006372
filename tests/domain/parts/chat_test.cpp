#include "domain/parts/chat.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

event said_by(const someone& who, std::string text) {
    return chat_posted{who.id, who.name, who.role, std::move(text)};
}

}  // namespace

TEST_CASE("everybody may write while the session is open, live or paused") {
    for (const auto start : {open_session_with, live_session, paused_session}) {
        auto story = start({ada, mira, hope, otto});
        for (const auto& who : {ada, mira, hope, otto}) {
            story.when(who, post_chat{"Selamat pagi"}).then(said_by(who, "Selamat pagi"));
        }
    }
}

TEST_CASE("nobody writes before the doors open or after the end") {
    given(scheduled_session({ada, hope}))
        .when(ada, post_chat{"hello?"})
        .refused(refusal::session_not_open)
        .when(hope, post_chat{"hello?"})
        .refused(refusal::session_not_open);
    given(ended_session({ada, hope}))
        .when(ada, post_chat{"thanks"})
        .refused(refusal::session_ended)
        .when(hope, post_chat{"thanks"})
        .refused(refusal::session_ended);
}

TEST_CASE("a message is cleaned before it is shown") {
    given(open_session_with({ada}))
        .when(ada, post_chat{"  read \u202Eecnis\u202C this\r\n\r\n\r\n\r\nplease\x07 "})
        .then(said_by(ada, "read ecnis this\n\nplease"));
}

TEST_CASE("a message of which nothing is left is refused") {
    for (const std::string text : {"", " ", "\n\t\n", "\u200B", "\u200D\uFE0F", "\u2800 \u00A0"}) {
        given(open_session_with({ada})).when(ada, post_chat{text}).refused(refusal::text_empty);
    }
}

TEST_CASE("the length limit counts characters after cleaning, not bytes") {
    std::string longest;
    for (std::size_t i = 0; i < limits::chat_text_max; ++i) longest += "免";
    given(open_session_with({ada}))
        .when(ada, post_chat{"  " + longest + "\u200B"})
        .then(said_by(ada, longest))
        .when(ada, post_chat{longest + "疫"})
        .refused(refusal::text_too_long);
}

TEST_CASE("name and role on a message are those of that moment") {
    given(open_session_with({ada}))
        .when_system(change_role{ada.id, role::moderator})
        .done()
        .when(ada, post_chat{"hi"})
        .then(chat_posted{ada.id, ada.name, role::moderator, "hi"});
}

TEST_CASE("who is muted cannot write until unmuted") {
    given(live_session({ada, budi, mira}))
        .when(mira, mute_participant{ada.id})
        .then(participant_muted{ada.id})
        .when(ada, post_chat{"but"})
        .refused(refusal::muted)
        .when(budi, post_chat{"I still can"})
        .done()
        .when(mira, unmute_participant{ada.id})
        .then(participant_unmuted{ada.id})
        .when(ada, post_chat{"again"})
        .then(said_by(ada, "again"));
}

TEST_CASE("a hidden message loses its text for everybody and stays in its place") {
    auto story = open_session_with({ada, mira});
    story.when(ada, post_chat{"one"}).when(ada, post_chat{"two"}).when(ada, post_chat{"three"});
    const auto second = story.state.last_seq - 1;
    story.when(mira, hide_chat{second}).then(chat_hidden{second});
    for (const auto as : {audience_class::everyone, audience_class::staff}) {
        const auto seen = view(story.state, as);
        REQUIRE(seen.chat.messages.size() == 3);
        CHECK(seen.chat.messages[0].text == "one");
        CHECK(seen.chat.messages[1].text.empty());
        CHECK(seen.chat.messages[1].is_hidden);
        CHECK(seen.chat.messages[1].seq == second);
        CHECK_FALSE(seen.chat.messages[2].is_hidden);
    }
    CHECK(story.state.chat.is_hidden(second));
    story.when(mira, hide_chat{second}).refused(refusal::no_change);
}

TEST_CASE("only what was said can be hidden") {
    given(open_session_with({mira}))
        .when(mira, hide_chat{1})  // somebody's arrival
        .refused(refusal::unknown_message)
        .when(mira, hide_chat{9999})
        .refused(refusal::unknown_message);
}

TEST_CASE("the last fifty messages are shown, and older ones can still be hidden") {
    auto story = open_session_with({ada, mira});
    const auto first = story.state.last_seq + 1;
    for (int i = 1; i <= 53; ++i) story.when(ada, post_chat{"message " + std::to_string(i)});
    const auto seen = view(story.state, audience_class::everyone);
    REQUIRE(seen.chat.messages.size() == limits::chat_shown);
    CHECK(seen.chat.messages.front().text == "message 4");
    CHECK(seen.chat.messages.back().text == "message 53");
    story.when(mira, hide_chat{first}).then(chat_hidden{first});
    CHECK(story.state.chat.is_hidden(first));
    CHECK(view(story.state, audience_class::everyone).chat.messages == seen.chat.messages);
}

TEST_CASE("staff can tidy up after the end") {
    auto story = live_session({ada, mira});
    story.when(ada, post_chat{"oops"});
    const auto said = story.state.last_seq;
    story.when(mira, end_session{}).when(mira, hide_chat{said}).then(chat_hidden{said});
}

TEST_CASE("attendees can be muted, staff and strangers cannot") {
    auto story = live_session({ada, mira, hope});
    story.when(mira, mute_participant{ada.id}).then(participant_muted{ada.id});
    story.when(mira, mute_participant{ada.id}).refused(refusal::no_change);
    story.when(mira, mute_participant{hope.id}).refused(refusal::not_permitted);
    story.when(mira, mute_participant{{99}}).refused(refusal::unknown_participant);
    story.when(mira, unmute_participant{{99}}).refused(refusal::unknown_participant);
    story.when(mira, unmute_participant{ada.id}).then(participant_unmuted{ada.id});
    story.when(mira, unmute_participant{ada.id}).refused(refusal::no_change);
}

TEST_CASE("staff see who is muted, in that order; attendees do not") {
    auto story = live_session({ada, budi, mira});
    story.when(mira, mute_participant{budi.id}).when(mira, mute_participant{ada.id});
    const std::vector<participant_id> both{budi.id, ada.id};
    CHECK(view(story.state, audience_class::staff).chat.muted == both);
    CHECK(view(story.state, audience_class::everyone).chat.muted.empty());
}

TEST_CASE("a mute outlasts leaving and coming back") {
    auto story = live_session({ada, mira});
    story.when(mira, mute_participant{ada.id}).goes(ada).at(minute(9)).arrives(ada).done();
    story.when(ada, post_chat{"hm"}).refused(refusal::muted);
}
