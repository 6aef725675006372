#include "domain/parts/people.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

const std::vector<presence>& presences_of(const scenario& story, const someone& who) {
    const auto* known = story.state.people.find(who.id);
    REQUIRE(known != nullptr);
    return known->presences;
}

}  // namespace

TEST_CASE("the first connection joins, another changes nothing") {
    auto story = given(scheduled_session({}));
    story.arrives(ada).then(participant_joined{ada.id, ada.name, ada.role});
    CHECK(is_present(story.state, ada.id));
    CHECK(story.state.people.present() == 1);
    story.arrives(ada).refused(refusal::no_change);
    CHECK(presences_of(story, ada).size() == 1);
}

TEST_CASE("whoever comes back is known by the newest name and role") {
    auto story = scheduled_session({ada});
    story.goes(ada).done();
    story.arrives({ada.id, "  Ada\u202E  Achieng-Mwangi ", role::moderator})
        .then(participant_joined{ada.id, "Ada Achieng-Mwangi", role::moderator});
    CHECK(role_of(story.state, ada.id) == role::moderator);
    CHECK(story.state.people.find(ada.id)->name == "Ada Achieng-Mwangi");
    CHECK(story.state.people.all().size() == 1);
}

TEST_CASE("nobody joins without an id or a visible name") {
    given(scheduled_session({}))
        .when_system(join{"Ada", role::attendee})
        .refused(refusal::unknown_participant)
        .arrives({{7}, " \u200B ", role::attendee})
        .refused(refusal::text_empty);
}

TEST_CASE("presence ends at the last proof of life, not when that was found out") {
    auto story = scheduled_session({ada});
    story.at(minute(10)).goes(ada, leave_reason::lost);
    story.then(participant_left{ada.id, minute(10), leave_reason::lost});
    REQUIRE(presences_of(story, ada).size() == 1);
    CHECK(presences_of(story, ada)[0].from == minute(0));
    CHECK(presences_of(story, ada)[0].to == minute(10));
    CHECK(presences_of(story, ada)[0].why == leave_reason::lost);
    CHECK(story.state.people.present() == 0);
    story.goes(ada).refused(refusal::no_change);
}

TEST_CASE("a proof of life before the arrival or in the future is cut to what is possible") {
    auto story = scheduled_session({});
    story.at(minute(5)).arrives(ada).arrives(budi);
    story.at(minute(10));
    story.when_system(leave{ada.id, minute(1), leave_reason::left})
        .then(participant_left{ada.id, minute(5), leave_reason::left});
    story.when_system(leave{budi.id, minute(99), leave_reason::left})
        .then(participant_left{budi.id, minute(10), leave_reason::left});
}

TEST_CASE(
    "whoever came before that could be told is present since then, if they have not left since"
) {
    auto story = scheduled_session({});
    story.at(minute(5));
    story.arrives(ada, minute(3)).then(participant_joined{ada.id, ada.name, ada.role, minute(3)});
    CHECK(presences_of(story, ada)[0].from == minute(3));
    story.at(minute(7)).goes(ada).at(minute(10));
    // Who says that has not noticed that she left.
    story.arrives(ada, minute(6)).then(participant_joined{ada.id, ada.name, ada.role});
    CHECK(presences_of(story, ada)[1].from == minute(10));
    story.at(minute(12)).goes(ada).at(minute(15)).arrives(ada, minute(12));
    CHECK(presences_of(story, ada)[2].from == minute(12));
    story
        .arrives(budi, minute(16))  // no later than now
        .then(participant_joined{budi.id, budi.name, budi.role});
    CHECK(presences_of(story, budi)[0].from == minute(15));
}

TEST_CASE("nobody leaves who never came") {
    given(scheduled_session({}))
        .when_system(leave{ada.id, minute(0), leave_reason::left})
        .refused(refusal::unknown_participant);
}

TEST_CASE("checkpoints are made while somebody is here") {
    given(scheduled_session({}))
        .when_system(checkpoint{})
        .refused(refusal::no_change)
        .arrives(ada)
        .when_system(checkpoint{})
        .then(presence_checkpointed{});
}

TEST_CASE("after a crash presence ends at the checkpoint or the person's own last event") {
    auto story = open_session_with({ada, budi});
    story.at(minute(4)).when_system(checkpoint{}).done();
    story.at(minute(5)).when(budi, post_chat{"still here"}).done();
    story.at(minute(6)).arrives(mira);
    story.at(minute(20)).when_system(recover{}).then(presence_recovered{});
    CHECK(presences_of(story, ada)[0].to == minute(4));
    CHECK(presences_of(story, budi)[0].to == minute(5));
    CHECK(presences_of(story, mira)[0].to == minute(6));
    CHECK(presences_of(story, ada)[0].why == leave_reason::lost);
    CHECK(story.state.people.present() == 0);
    story.when_system(recover{}).refused(refusal::no_change);
    story.arrives(ada).done();
    CHECK(presences_of(story, ada).size() == 2);
}

TEST_CASE("recovering leaves ended presences alone") {
    auto story = scheduled_session({ada, budi});
    story.at(minute(3)).goes(ada).done();
    story.at(minute(9)).when_system(checkpoint{}).when_system(recover{}).done();
    CHECK(presences_of(story, ada)[0].to == minute(3));
    CHECK(presences_of(story, budi)[0].to == minute(9));
}

TEST_CASE("removal ends presence at once and keeps the person out") {
    auto story = live_session({ada, budi});
    story.at(minute(7)).when_system(remove_participant{ada.id}).then(participant_removed{ada.id});
    CHECK(presences_of(story, ada)[0].to == minute(7));
    CHECK(presences_of(story, ada)[0].why == leave_reason::removed);
    CHECK(story.state.people.present() == 1);
    story.goes(ada).refused(refusal::no_change);
    story.arrives(ada).refused(refusal::removed);
    story.when_system(remove_participant{ada.id}).refused(refusal::no_change);
}

TEST_CASE("who was removed by mistake is let in again by being given a role, the same or another") {
    auto story = live_session({ada, budi});
    story.when_system(remove_participant{ada.id}).when_system(remove_participant{budi.id});
    story.when_system(change_role{ada.id, ada.role}).then(role_changed{ada.id, ada.role});
    story.when_system(change_role{budi.id, role::moderator}).done();
    story.at(minute(9)).arrives(ada).done();
    story.when(ada, post_chat{"back"}).done();
    CHECK(presences_of(story, ada).size() == 2);
    CHECK(role_of(story.state, budi.id) == role::moderator);
    story.when_system(remove_participant{ada.id}).then(participant_removed{ada.id});
}

TEST_CASE("somebody can be kept out before they ever came") {
    given(scheduled_session({}))
        .when_system(remove_participant{{}})
        .refused(refusal::unknown_participant)
        .when_system(remove_participant{ada.id})
        .then(participant_removed{ada.id})
        .arrives(ada)
        .refused(refusal::removed);
}

TEST_CASE("a role changes for who is known and has another one") {
    given(scheduled_session({ada}))
        .when_system(change_role{ada.id, role::attendee})
        .refused(refusal::no_change)
        .when_system(change_role{budi.id, role::lecturer})
        .refused(refusal::unknown_participant);
}

TEST_CASE("who is here is listed in the order of first coming") {
    auto story = scheduled_session({budi, ada, mira});
    story.goes(ada);
    CHECK(present_people(story.state) == std::vector<participant_id>{budi.id, mira.id});
    story.at(minute(9)).arrives(ada);
    CHECK(present_people(story.state) == std::vector<participant_id>{budi.id, ada.id, mira.id});
}
