#include "domain/parts/life.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

using start_of = scenario (*)(const std::vector<someone>&);
struct step {
    const char* from;
    start_of start;
    command asked;
    std::optional<event> becomes;
    refusal why = refusal::no_change;
};

}  // namespace

TEST_CASE("each phase allows its own steps and refuses the others with a reason") {
    const auto closed = scheduled_session;
    const auto open = open_session_with;
    const std::vector<step> steps{
        {"scheduled", closed, open_session{}, session_opened{}},
        {"scheduled", closed, start_session{}, session_started{}},
        {"scheduled", closed, pause_session{}, {}, refusal::session_not_live},
        {"scheduled", closed, end_session{}, {}, refusal::session_not_open},
        {"open", open, open_session{}, {}, refusal::no_change},
        {"open", open, start_session{}, session_started{}},
        {"open", open, pause_session{}, {}, refusal::session_not_live},
        {"open", open, end_session{}, session_ended{}},
        {"live", live_session, open_session{}, {}, refusal::no_change},
        {"live", live_session, start_session{}, {}, refusal::no_change},
        {"live", live_session, pause_session{}, session_paused{}},
        {"live", live_session, end_session{}, session_ended{}},
        {"paused", paused_session, open_session{}, {}, refusal::no_change},
        {"paused", paused_session, start_session{}, session_started{}},
        {"paused", paused_session, pause_session{}, {}, refusal::no_change},
        {"paused", paused_session, end_session{}, session_ended{}},
        {"ended", ended_session, open_session{}, {}, refusal::session_ended},
        {"ended", ended_session, start_session{}, {}, refusal::session_ended},
        {"ended", ended_session, pause_session{}, {}, refusal::session_ended},
        {"ended", ended_session, end_session{}, {}, refusal::session_ended},
    };
    for (const auto& each : steps) {
        CAPTURE(each.from);
        CAPTURE(name_of(each.asked));
        auto story = each.start({hope});
        story.when(hope, each.asked);
        if (each.becomes) {
            story.then(*each.becomes);
        } else {
            story.refused(each.why);
        }
    }
}

TEST_CASE("live time is what was live before the present phase, pauses left out") {
    auto story = open_session_with({hope});
    story.at(minute(0)).when(hope, start_session{});
    CHECK(story.state.life.live_before() == milliseconds{0});
    story.at(minute(20)).when(hope, pause_session{});
    CHECK(story.state.life.live_before() == std::chrono::minutes{20});
    story.at(minute(30)).when(hope, start_session{});
    CHECK(story.state.life.live_before() == std::chrono::minutes{20});
    CHECK(story.state.life.since() == minute(30));
    story.at(minute(50)).when(hope, end_session{});
    CHECK(story.state.life.live_before() == std::chrono::minutes{40});
}

TEST_CASE("live windows run until now, and pauses count when the rule says so") {
    auto story = open_session_with({hope});
    CHECK(story.state.life.live_windows(minute(5)).empty());
    CHECK(story.state.life.live_windows(minute(5), true).empty());
    story.at(minute(10)).when(hope, start_session{});
    CHECK(story.state.life.live_windows(minute(15)) == time_spans{{minute(10), minute(15)}});
    story.at(minute(20)).when(hope, pause_session{});
    CHECK(story.state.life.live_windows(minute(25)) == time_spans{{minute(10), minute(20)}});
    CHECK(story.state.life.live_windows(minute(25), true) == time_spans{{minute(10), minute(25)}});
    story.at(minute(30)).when(hope, start_session{}).at(minute(40)).when(hope, end_session{});
    const time_spans both{{minute(10), minute(20)}, {minute(30), minute(40)}};
    CHECK(story.state.life.live_windows(minute(90)) == both);
    CHECK(story.state.life.live_windows(minute(90), true) == time_spans{{minute(10), minute(40)}});
}
