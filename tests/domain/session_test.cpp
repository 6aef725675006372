#include "domain/session.hpp"

#include "scenario.hpp"

using namespace aula;

TEST_CASE("a key is answered with what it first became, for its own author only") {
    auto story = open_session_with({ada, budi});
    story.when(ada, post_chat{"hello"}, "key-00001").done();
    const auto first = story.state.last_seq;
    story.when(budi, post_chat{"hello"}, "key-00002").done();
    CHECK(answered(story.state, ada.id, "key-00001") == first);
    CHECK_FALSE(answered(story.state, ada.id, "key-00002"));
    CHECK_FALSE(answered(story.state, budi.id, "key-00001"));
    CHECK_FALSE(answered(story.state, participant_id{99}, "key-00001"));
}

TEST_CASE("a refused command leaves its key unused") {
    auto story = scheduled_session({ada});
    story.when(ada, post_chat{"hello"}, "key-00001").refused(refusal::session_not_open);
    CHECK_FALSE(answered(story.state, ada.id, "key-00001"));
}

TEST_CASE("the last keys are kept, older ones are forgotten") {
    auto story = open_session_with({ada});
    std::vector<seq_number> seqs;
    for (std::size_t i = 0; i < limits::keys_kept + 3; ++i) {
        story.when(ada, post_chat{"hello"}, "key-" + std::to_string(i)).done();
        seqs.push_back(story.state.last_seq);
    }
    for (std::size_t i = 0; i < seqs.size(); ++i) {
        const auto found = answered(story.state, ada.id, "key-" + std::to_string(i));
        CHECK(found.has_value() == (i >= 3));
        if (found) CHECK(*found == seqs[i]);
    }
}

TEST_CASE("an event without a key, such as an arrival, remembers none") {
    const auto story = open_session_with({ada});
    CHECK_FALSE(answered(story.state, ada.id, ""));
}

TEST_CASE("events never go back in time") {
    auto story = scheduled_session({ada});
    story.at(minute(10)).when_system(open_session{}).done();
    CHECK(not_before(story.state, minute(2)) == minute(10));
    CHECK(not_before(story.state, minute(12)) == minute(12));
    fold(story.state, {story.state.last_seq + 1, minute(2), {}, "", session_started{}});
    CHECK(story.state.life.since() == minute(10));
}

TEST_CASE("a copy is a session of its own") {
    auto story = live_session({ada});
    const auto copy = story.state;
    story.when(ada, post_chat{"later"}).at(minute(9)).goes(ada).done();
    CHECK(view(copy, audience_class::everyone).chat.messages.empty());
    CHECK(is_present(copy, ada.id));
    CHECK_FALSE(is_present(story.state, ada.id));
}

TEST_CASE("the view names its session and starts with nothing") {
    const session fresh{session_id{12}};
    const auto seen = view(fresh, audience_class::staff);
    CHECK(seen.session == session_id{12});
    CHECK(seen.life.phase == session_phase::scheduled);
    CHECK_FALSE(seen.life.phase_since);
    CHECK(seen.life.live_ms == milliseconds{0});
    CHECK_FALSE(seen.slides.slide);
    CHECK(seen.slides.decks.empty());
    CHECK(seen.chat.messages.empty());
    CHECK(seen.chat.muted.empty());
}
