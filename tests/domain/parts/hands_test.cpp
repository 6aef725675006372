#include "domain/parts/hands.hpp"

#include "domain/due.hpp"
#include "domain/scenario.hpp"

using namespace aula;

namespace {

event raised_by(const someone& who) {
    return hand_raised{who.id, who.name};
}

/// The server does what is due at that time, as a room does.
scenario& settled(scenario& story, timestamp at) {
    story.at(at);
    while (const auto what = due(story.state, at)) story.when_system(*what).done();
    return story;
}

std::vector<participant_id> queue_of(const session& state) {
    std::vector<participant_id> owners;
    for (const auto& hand : view(state, audience_class::everyone).hands.queue)
        owners.push_back(hand.who);
    return owners;
}

/// Ada's and Budi's hands are up, in this order.
scenario two_hands() {
    auto story = live_session({ada, budi, mira, hope, otto});
    story.when(ada, raise_hand{}).done().when(budi, raise_hand{}).done();
    return story;
}

const hands_view nothing{};

}  // namespace

TEST_CASE("attendees and moderators may raise a hand while the session is open, live or paused") {
    for (const auto start : {open_session_with, live_session, paused_session}) {
        given(start({ada, mira}))
            .when(ada, raise_hand{})
            .then(raised_by(ada))
            .when(mira, raise_hand{})
            .then(raised_by(mira));
    }
}

TEST_CASE("lecturers and organizers raise no hand") {
    given(live_session({hope, otto}))
        .when(hope, raise_hand{})
        .refused(refusal::not_permitted)
        .when(otto, raise_hand{})
        .refused(refusal::not_permitted);
}

TEST_CASE("nobody raises a hand before the doors open or after the end") {
    given(scheduled_session({ada})).when(ada, raise_hand{}).refused(refusal::session_not_open);
    given(ended_session({ada})).when(ada, raise_hand{}).refused(refusal::session_ended);
}

TEST_CASE("a participant has one hand") {
    given(live_session({ada}))
        .when(ada, lower_hand{})
        .refused(refusal::no_change)
        .when(ada, raise_hand{})
        .then(raised_by(ada))
        .when(ada, raise_hand{})
        .refused(refusal::no_change)
        .when(ada, lower_hand{})
        .then(hand_lowered{ada.id})
        .when(ada, lower_hand{})
        .refused(refusal::no_change)
        .when(ada, raise_hand{})
        .then(raised_by(ada));
}

TEST_CASE("being muted is about the chat: a muted participant may raise a hand") {
    given(live_session({ada, mira}))
        .when(mira, mute_participant{ada.id})
        .done()
        .when(ada, raise_hand{})
        .then(raised_by(ada));
}

TEST_CASE("the queue is in the order in which the hands went up") {
    auto story = two_hands();
    CHECK(queue_of(story.state) == std::vector{ada.id, budi.id});
    story.when(ada, lower_hand{}).done().when(ada, raise_hand{}).done();
    CHECK(queue_of(story.state) == std::vector{budi.id, ada.id});
}

TEST_CASE("an attendee lowers only their own hand, and staff lower anybody's") {
    two_hands()
        .when(ada, lower_hand{budi.id})
        .refused(refusal::not_permitted)
        .when(ada, lower_hand{ada.id})
        .then(hand_lowered{ada.id})
        .when(hope, lower_hand{budi.id})
        .then(hand_lowered{budi.id})
        .when(mira, lower_hand{budi.id})
        .refused(refusal::no_change)
        .when(mira, lower_hand{participant_id{99}})
        .refused(refusal::unknown_participant);
}

TEST_CASE("staff lower all hands at once") {
    auto story = two_hands();
    story.when(ada, lower_all_hands{})
        .refused(refusal::not_permitted)
        .when(mira, lower_all_hands{})
        .then(all_hands_lowered{})
        .when(mira, lower_all_hands{})
        .refused(refusal::no_change);
    CHECK(view(story.state, audience_class::staff).hands == nothing);
    story.when(ada, raise_hand{}).then(raised_by(ada));
}

TEST_CASE("calling somebody lowers the hand and tells everybody the name") {
    auto story = two_hands();
    story.when(budi, call_hand{ada.id})
        .refused(refusal::not_permitted)
        .at(minute(7))
        .when(hope, call_hand{ada.id})
        .then(hand_called{ada.id, ada.name})
        .when(mira, call_hand{ada.id})
        .refused(refusal::no_change)
        .when(mira, call_hand{{99}})
        .refused(refusal::unknown_participant);
    for (const auto as : {audience_class::everyone, audience_class::staff}) {
        const auto seen = view(story.state, as).hands;
        CHECK(seen.count == 1);
        CHECK(seen.called == called_view{ada.id, ada.name, minute(7)});
    }
    story.when(ada, raise_hand{}).then(raised_by(ada));
    CHECK(queue_of(story.state) == std::vector{budi.id, ada.id});
}

TEST_CASE("only staff see the names in the queue, in the welcome and in the event") {
    const auto story = two_hands();
    const auto staff = view(story.state, audience_class::staff).hands.queue;
    REQUIRE(staff.size() == 2);
    CHECK(staff[1] == hand_view{budi.id, budi.name});
    for (const auto& hand : view(story.state, audience_class::everyone).hands.queue)
        CHECK_FALSE(hand.name);
    CHECK(for_attendees(raised_by(ada)) == event(hand_raised{ada.id, {}}));
    CHECK_FALSE(for_attendees(hand_called{ada.id, ada.name}));
}

TEST_CASE("a welcome has the first hands of a long queue, and the count of all") {
    auto story = live_session({mira});
    for (int number = 1; number <= 60; ++number) {
        const someone each{{100 + number}, "Person", role::attendee};
        story.arrives(each).when(each, raise_hand{}).done();
    }
    CHECK(view(story.state, audience_class::staff).hands.count == 60);
    auto queue = queue_of(story.state);
    REQUIRE(queue.size() == limits::hands_shown);
    CHECK(queue.front() == participant_id{101});
    CHECK(queue.back() == participant_id{150});
    story.when(mira, lower_hand{participant_id{101}}).done();
    queue = queue_of(story.state);
    REQUIRE(queue.size() == limits::hands_shown);
    CHECK(queue.front() == participant_id{102});
    CHECK(queue.back() == participant_id{151});
}

TEST_CASE("the server lowers the hand of a participant who has left") {
    auto story = two_hands();
    story.at(minute(5)).goes(ada).done();
    CHECK(queue_of(story.state) == std::vector{ada.id, budi.id});  // what leaving alone shows
    settled(story, story.state.last_at).then(hand_lowered{ada.id});
    CHECK(queue_of(story.state) == std::vector{budi.id});
    story.at(minute(6)).arrives(ada).done().when(ada, raise_hand{}).then(raised_by(ada));
    CHECK_FALSE(due(story.state, minute(60)));
}

TEST_CASE("the server lowers the hand of a participant who was removed or became a lecturer") {
    auto story = two_hands();
    story.at(minute(5)).when_system(remove_participant{ada.id}).done();
    settled(story, minute(5)).then(hand_lowered{ada.id});
    story.when_system(change_role{budi.id, role::moderator}).done();
    CHECK_FALSE(due(story.state, minute(60)));
    story.when_system(change_role{budi.id, role::lecturer}).done();
    settled(story, minute(5)).then(hand_lowered{budi.id});
    CHECK(view(story.state, audience_class::staff).hands == nothing);
}

TEST_CASE("after the server has stopped, hands stay up for those who come back in time") {
    auto story = two_hands();
    story.at(minute(5)).when_system(recover{}).done();
    CHECK_FALSE(due(story.state, minute(5) + seconds{14}));
    story.at(minute(5) + seconds{3}).when(ada, raise_hand{}).refused(refusal::busy);
    story.arrives(ada).done();
    settled(story, minute(5) + seconds{15}).then(hand_lowered{budi.id});
    CHECK(queue_of(story.state) == std::vector{ada.id});
    CHECK_FALSE(due(story.state, minute(60)));
}

TEST_CASE("a participant who comes back as a lecturer has no hand up") {
    auto story = two_hands();
    const someone lecturer{ada.id, ada.name, role::lecturer};
    story.at(minute(5)).when_system(recover{}).done().arrives(lecturer).done();
    settled(story, minute(5)).then(hand_lowered{ada.id});
    CHECK(queue_of(story.state) == std::vector{budi.id});
}

TEST_CASE("the end of the session and starting over lower all hands") {
    for (const command& last : {command{end_session{}}, command{start_over{}}}) {
        auto story = two_hands();
        story.when(hope, call_hand{ada.id}).done().at(minute(5)).goes(budi).done();
        if (std::holds_alternative<start_over>(last)) story.when_system(end_session{}).done();
        story.when_system(last).done();
        CHECK(view(story.state, audience_class::staff).hands == nothing);
        CHECK_FALSE(due(story.state, minute(60)));
        if (std::holds_alternative<start_over>(last)) {
            story.when_system(open_session{}).done().when(ada, raise_hand{}).then(raised_by(ada));
        }
    }
}

TEST_CASE("a clock that was ahead delays no hand that the server has to lower") {
    auto story = two_hands();
    const auto ahead = minute(24 * 60);
    story.at(ahead).when(hope, call_hand{budi.id}).done().when_system(recover{}).done();
    logged_event corrected;
    corrected.seq = story.state.last_seq + 1;
    corrected.at = minute(10);
    corrected.what = clock_corrected{minute(60), ahead - minute(9)};
    fold(story.state, corrected);
    CHECK(view(story.state, audience_class::everyone).hands.called->at == minute(9));
    CHECK_FALSE(due(story.state, minute(9) + seconds{14}));
    CHECK(due(story.state, minute(9) + seconds{15}) == command(lower_hand{ada.id}));
}

TEST_CASE("the log folded again has the same queue") {
    auto story = two_hands();
    story.when(hope, call_hand{ada.id}).done().when(mira, raise_hand{}).done();
    const auto again = refolded(story.log);
    CHECK(view(again, audience_class::staff) == view(story.state, audience_class::staff));
}
