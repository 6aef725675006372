#include "domain/attendance.hpp"
#include "domain/parts/life.hpp"
#include "domain/scenario.hpp"

using namespace aula;
using std::chrono::hours;
using std::chrono::minutes;

namespace {

const attendance_rule counting;

milliseconds live_of(const scenario& story, const someone& who, timestamp now) {
    return attendance_of(story.state, now, counting).find(who.id)->live;
}
milliseconds whole_of(const scenario& story, timestamp now) {
    return attendance_of(story.state, now, counting).live;
}

constexpr auto day = hours{24};

}  // namespace

TEST_CASE("the plan is in the log once for each change, and not after the end") {
    auto story = led_lecture();
    const plan_session same{minute(0), minute(60)};
    story.when_system(same).refused(refusal::no_change);
    story.when_system(plan_session{minute(0), minute(90)})
        .then(session_planned{minute(0), minute(90)});
    story.when_system(end_session{}).when_system(same).refused(refusal::session_ended);
}

TEST_CASE("a correction keeps what was, and needs a session that is over") {
    auto story = led_lecture();
    correct_session asked{.started_at = {}, .ended_at = minute(50), .reason = "r", .who = otto.id};
    story.at(minute(55)).when_system(asked).refused(refusal::session_not_ended);
    story.at(minute(80)).when_system(end_session{}).when_system(asked);
    session_corrected noted;
    noted.ended_at = minute(50);
    noted.was_started_at = minute(0);
    noted.was_ended_at = minute(80);
    noted.reason = "r";
    noted.who = otto.id;
    story.then(noted);
    CHECK(story.state.life.corrections().size() == 1);
    asked.ended_at = minute(90);
    story.when_system(asked).refused(refusal::no_change);  // that is still to come
    asked.ended_at = minute(0);
    story.when_system(asked).refused(refusal::no_change);  // nothing would be left
}

TEST_CASE("a correction gives live time to a session whose start was never pressed") {
    scenario story;
    story.when_system(plan_session{minute(0), minute(60)}).when_system(open_session{}).arrives(ada);
    story.at(minute(70)).when_system(end_session{}).goes(ada);
    CHECK(whole_of(story, minute(80)) == milliseconds{0});
    correct_session right{.started_at = minute(5), .ended_at = minute(60), .reason = "forgot"};
    story.at(minute(80)).when_system(right).done();
    CHECK(whole_of(story, minute(81)) == minutes{55});
    CHECK(live_of(story, ada, minute(81)) == minutes{55});
}

TEST_CASE("a later start may be an earlier one, and pauses stay pauses") {
    auto story = led_lecture();
    story.at(minute(20)).when_system(pause_session{}).at(minute(30)).when_system(start_session{});
    story.at(minute(50)).when_system(end_session{});
    story.at(minute(70));
    correct_session right{.started_at = minute(10), .ended_at = minute(60), .reason = "r"};
    story.when_system(right).done();
    CHECK(whole_of(story, minute(71)) == minutes{40});  // 10 to 20 and 30 to 60
}

TEST_CASE("a clock that is a day ahead at a restart costs nobody anything once it is right") {
    auto story = led_lecture();
    story.at(minute(20)).when_system(checkpoint{});
    // The server is killed, and comes back with its clock a day ahead.
    story.at(minute(21) + day).when_system(resume_session{}).then(session_resumed{minute(20)});
    story.when_system(recover{}).arrives(hope).arrives(ada);
    CHECK(live_of(story, ada, minute(25) + day) == minutes{20});
    CHECK(whole_of(story, minute(25) + day) == minutes{20});
    story.at(minute(30) + day).when_system(checkpoint{});
    // It is killed again, and comes back with the right clock.
    story.at(minute(31));
    const session before = story.state;
    const actor server{.id = {}, .as = role::organizer, .at = minute(31), .is_system = true};
    const auto corrected = decide(before, server, correct_clock{});
    REQUIRE(corrected);
    CHECK(*corrected == event{clock_corrected{minute(21) + day, day - minutes{1}}});
    story.log.push_back({before.last_seq + 1, minute(31), {}, {}, *corrected});
    fold(story.state, story.log.back());
    CHECK(story.state.last_at == minute(31));
    story.when_system(resume_session{}).when_system(recover{}).arrives(hope).arrives(ada);
    story.at(minute(60)).goes(ada).goes(hope).when_system(end_session{});
    // Away from 20 to 22 as the corrected log has it, which is no live time.
    CHECK(whole_of(story, minute(90)) == minutes{58});
    CHECK(live_of(story, ada, minute(90)) == minutes{58});
    CHECK(
        attendance_of(refolded(story.log), minute(90), counting).find(ada.id)->live == minutes{58}
    );
}

TEST_CASE("nothing is moved when it may be today's clock that is wrong") {
    auto story = led_lecture();
    story.at(minute(20)).when_system(checkpoint{});
    const actor server{.id = {}, .as = role::organizer, .at = minute(20) - day, .is_system = true};
    const auto corrected = decide(story.state, server, correct_clock{});
    REQUIRE_FALSE(corrected);
    CHECK(corrected.refused() == refusal::no_change);
}

TEST_CASE("an end that came of a wrong clock is taken back with it") {
    auto story = led_lecture();
    story.at(minute(20)).when_system(checkpoint{});
    story.at(minute(21) + day).when_system(resume_session{}).when_system(recover{});
    story.at(minute(21) + day + seconds{15}).when_system(end_unattended{minute(60)}).done();
    const actor server{.id = {}, .as = role::organizer, .at = minute(23), .is_system = true};
    const auto corrected = decide(story.state, server, correct_clock{});
    REQUIRE(corrected);
    fold(story.state, {story.state.last_seq + 1, minute(23), {}, {}, *corrected});
    const auto reopened = decide(story.state, server, reopen_session{});
    REQUIRE(reopened);
    CHECK(*reopened == event{session_started{}});
    fold(story.state, {story.state.last_seq + 1, minute(23), {}, {}, *reopened});
    CHECK(story.state.life.phase() == session_phase::live);
    const auto again = decide(story.state, server, reopen_session{});
    CHECK_FALSE(again);
}

TEST_CASE("a server that was away for a while costs everybody the same: nothing") {
    auto story = led_lecture();
    story.arrives(budi).at(minute(20)).when_system(checkpoint{}).when(ada, post_chat{"here"});
    story.at(minute(21)).when(ada, post_chat{"still"});
    story.at(minute(31)).when_system(resume_session{}).then(session_resumed{minute(20)});
    story.when_system(recover{}).arrives(ada).arrives(budi);
    story.at(minute(60)).when_system(end_session{});
    CHECK(whole_of(story, minute(61)) == minutes{49});
    CHECK(live_of(story, ada, minute(61)) == minutes{49});
    CHECK(live_of(story, budi, minute(61)) == minutes{49});
}
