#include "domain/media.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

std::vector<std::string> who_may(const session& state) {
    std::vector<std::string> names;
    for (const auto& each : everyone_of_them) {
        if (may_send_media(state, each.id)) names.push_back(each.name);
    }
    return names;
}

const std::vector<std::string> speakers{hope.name, otto.name};

}  // namespace

TEST_CASE("lecturers and organizers may send media, from the opening to the end") {
    auto story = given(scheduled_session({ada, budi, mira, hope, otto}));
    CHECK(who_may(story.state).empty());
    CHECK(who_may(story.when(otto, open_session{}).done().state) == speakers);
    CHECK(who_may(story.when(otto, start_session{}).done().state) == speakers);
    CHECK(who_may(story.when(otto, pause_session{}).done().state) == speakers);
    CHECK(who_may(story.when(otto, end_session{}).done().state).empty());
}

TEST_CASE("media goes with the role, and with the course") {
    auto story = open_session_with({mira, hope, otto});
    story.when_system(change_role{hope.id, role::attendee}).done();
    CHECK(who_may(story.state) == std::vector<std::string>{otto.name});
    story.when_system(change_role{mira.id, role::lecturer}).done();
    CHECK(who_may(story.state) == std::vector<std::string>{mira.name, otto.name});
    story.when_system(remove_participant{otto.id}).done();
    CHECK(who_may(story.state) == std::vector<std::string>{mira.name});
    CHECK_FALSE(may_send_media(story.state, participant_id{99}));
}
