#include "domain/parts/call.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

const std::string call_address = "https://zoom.us/j/93812345678";

}  // namespace

TEST_CASE("a session has the newest link to a call, from before its doors open until after its end"
) {
    given(scheduled_session({ada}))
        .when_system(change_call{call_address})
        .then(call_changed{call_address})
        .when_system(change_call{call_address})
        .refused(refusal::no_change)
        .when_system(open_session{})
        .done()
        .when_system(change_call{"https://bbb.example/a"})
        .then(call_changed{"https://bbb.example/a"})
        .when_system(start_session{})
        .done()
        .when_system(end_session{})
        .done()
        .when_system(change_call{})
        .then(call_changed{})
        .when_system(change_call{})
        .refused(refusal::no_change);
}

TEST_CASE("everybody in a session is shown its link to a call") {
    auto story = open_session_with({ada});
    for (const auto as : {audience_class::everyone, audience_class::staff}) {
        CHECK_FALSE(view(story.state, as).call.url);
    }
    story.when_system(change_call{call_address}).done();
    for (const auto as : {audience_class::everyone, audience_class::staff}) {
        CHECK(view(story.state, as).call.url == call_address);
    }
    story.when_system(change_call{}).done();
    CHECK_FALSE(view(story.state, audience_class::everyone).call.url);
}
