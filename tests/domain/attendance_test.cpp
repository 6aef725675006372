#include "domain/attendance.hpp"

#include "scenario.hpp"

using namespace aula;
using std::chrono::minutes;

namespace {

const attendance_rule usual;

attendance of(const scenario& story, const someone& who, timestamp now) {
    const auto all = attendance_of(story.state, now, usual);
    const auto* found = all.find(who.id);
    REQUIRE(found != nullptr);
    return *found;
}

/// Live from minute 10 to minute 70.
scenario lecture() {
    scenario story;
    story.at(minute(0)).when_system(open_session{}).done();
    story.at(minute(10)).when_system(start_session{}).done();
    return story;
}
void end(scenario& story) {
    story.at(minute(70)).when_system(end_session{}).done();
}

}  // namespace

TEST_CASE("waiting in the lobby earns nothing, the live time does") {
    scenario story;
    story.at(minute(0)).when_system(open_session{}).arrives(ada);
    CHECK(of(story, ada, minute(9)).live == minutes{0});
    story.at(minute(10)).when_system(start_session{});
    CHECK(of(story, ada, minute(12)).live == minutes{2});
    end(story);
    story.at(minute(90)).goes(ada);
    const auto was = of(story, ada, minute(99));
    CHECK(was.live == minutes{60});
    CHECK(was.late == milliseconds{0});
    CHECK(was.left_early == milliseconds{0});
    CHECK(was.first_join == minute(0));
    CHECK(was.last_leave == minute(90));
}

TEST_CASE("who comes late and leaves early is told how much") {
    auto story = lecture();
    story.at(minute(25)).arrives(ada).at(minute(50)).goes(ada);
    CHECK_FALSE(of(story, ada, minute(60)).left_early);  // may come back
    end(story);
    const auto was = of(story, ada, minute(70));
    CHECK(was.live == minutes{25});
    CHECK(was.late == minutes{15});
    CHECK(was.left_early == minutes{20});
}

TEST_CASE("a short gap is no gap, a longer one is left out") {
    auto story = lecture();
    story.arrives(ada);
    const leave cut{ada.id, minute(20), leave_reason::lost};
    story.at(minute(20)).when_system(cut).at(minute(20) + seconds{14}).arrives(ada).done();
    CHECK(of(story, ada, minute(30)).live == minutes{20});
    CHECK(of(story, ada, minute(30)).rejoins == 0);
    story.at(minute(30)).goes(ada).at(minute(30) + seconds{15}).arrives(ada);
    story.at(minute(40)).goes(ada).at(minute(45)).arrives(ada);
    const auto was = of(story, ada, minute(50));
    CHECK(was.live == minutes{35} - seconds{15});
    CHECK(was.rejoins == 2);
    CHECK(was.longest_gap == minutes{5});
    CHECK(was.present.size() == 3);
}

TEST_CASE("a presence that nothing proves bridges no gap") {
    auto story = lecture();
    story.arrives(ada).at(minute(20)).goes(ada);
    const leave never_heard{ada.id, minute(20), leave_reason::lost};
    story.at(minute(20) + seconds{14}).arrives(ada).when_system(never_heard).done();
    CHECK(of(story, ada, minute(21)).last_leave == minute(20));
    story.at(minute(20) + seconds{28}).arrives(ada);
    CHECK(of(story, ada, minute(30)).live == minutes{20} - seconds{28});
}

TEST_CASE("credit ends at the last proof of life, not at the time-out") {
    auto story = lecture();
    story.arrives(ada).at(minute(30)).goes(ada, leave_reason::lost);
    CHECK(of(story, ada, minute(60)).live == minutes{20});
    CHECK(of(story, ada, minute(60)).last_leave == minute(30));
}

TEST_CASE("after a crash credit ends at the checkpoint and goes on with the return") {
    auto story = lecture();
    story.arrives(ada).arrives(budi);
    story.at(minute(20)).when_system(checkpoint{});
    story.at(minute(21)).when_system(recover{});
    story.at(minute(21)).arrives(ada);
    story.at(minute(20) + seconds{70}).arrives(budi);
    const auto a = of(story, ada, minute(30));
    CHECK(a.live == minutes{10} + minutes{9});
    CHECK(a.longest_gap == minutes{1});
    CHECK(of(story, budi, minute(30)).live == minutes{10} + minutes{8} + seconds{50});
}

TEST_CASE("a quick restart costs nobody anything") {
    auto story = lecture();
    story.arrives(ada).at(minute(20)).when_system(checkpoint{});
    story.at(minute(20) + seconds{9}).when_system(recover{}).arrives(ada);
    const auto was = of(story, ada, minute(30));
    CHECK(was.live == minutes{20});
    CHECK(was.rejoins == 0);
}

TEST_CASE("pauses earn nothing unless the course counts them") {
    auto story = lecture();
    story.arrives(ada);
    story.at(minute(30)).when_system(pause_session{});
    story.at(minute(40)).when_system(start_session{});
    end(story);
    CHECK(of(story, ada, minute(70)).live == minutes{50});
    attendance_rule counting = usual;
    counting.counts_pauses = true;
    const auto all = attendance_of(story.state, minute(70), counting);
    CHECK(all.find(ada.id)->live == minutes{60});
    CHECK(all.live == minutes{60});
}

TEST_CASE("a gap that falls into a pause is no live time missed") {
    auto story = lecture();
    story.arrives(ada);
    story.at(minute(30)).when_system(pause_session{}).goes(ada);
    story.at(minute(40)).when_system(start_session{});
    story.at(minute(42)).arrives(ada);
    const auto was = of(story, ada, minute(50));
    CHECK(was.longest_gap == minutes{2});
    CHECK(was.rejoins == 1);
    CHECK(was.live == minutes{28});
}

TEST_CASE("somebody who only looked in after the end was not late, but not there") {
    auto story = lecture();
    end(story);
    story.at(minute(80)).arrives(ada).at(minute(85)).goes(ada);
    const auto was = of(story, ada, minute(90));
    CHECK(was.live == milliseconds{0});
    CHECK_FALSE(was.late);
    CHECK_FALSE(was.left_early);
    CHECK(was.first_join == minute(80));
}

TEST_CASE("removal ends the credit, what was earned stays") {
    auto story = lecture();
    story.arrives(ada).at(minute(25)).when_system(remove_participant{ada.id});
    const auto was = of(story, ada, minute(60));
    CHECK(was.live == minutes{15});
    CHECK(was.last_leave == minute(25));
    CHECK_FALSE(was.is_present);
}

TEST_CASE("who was kept out before coming has nothing") {
    auto story = lecture();
    story.when_system(remove_participant{ada.id});
    const auto was = of(story, ada, minute(60));
    CHECK_FALSE(was.first_join);
    CHECK(was.live == milliseconds{0});
}

TEST_CASE("slides seen are the different pages on the screen while present") {
    auto story = lecture();
    story.when_system(monday_deck());
    const auto show = [&story](int at, int page) {
        story.at(minute(at)).when_system(show_slide{slides_of_monday, page}).done();
    };
    show(11, 1);
    show(20, 2);
    story.at(minute(25)).arrives(ada);  // page 2 is up
    show(30, 3);
    show(31, 2);
    story.at(minute(35)).goes(ada);
    show(40, 4);
    story.at(minute(45)).when_system(detach_deck{slides_of_monday});
    story.at(minute(50)).arrives(ada);  // nothing is up
    end(story);
    story.at(minute(75)).arrives(budi);
    CHECK(of(story, ada, minute(80)).slides_seen == 2);
    CHECK(of(story, budi, minute(80)).slides_seen == 0);
}

TEST_CASE("messages are counted, hidden ones too") {
    auto story = lecture();
    story.arrives(ada).arrives(mira);
    story.when(ada, post_chat{"one"}).when(ada, post_chat{"two"});
    story.when(mira, hide_chat{story.state.last_seq}).done();
    CHECK(of(story, ada, minute(20)).messages == 2);
    CHECK(of(story, mira, minute(20)).messages == 0);
}

TEST_CASE("a clock that lags behind the log does not shorten anybody's time") {
    auto story = lecture();
    story.arrives(ada).at(minute(30)).when_system(checkpoint{});
    CHECK(of(story, ada, minute(5)).live == minutes{20});
}

TEST_CASE("a session that never started has no live time") {
    scenario story;
    story.when_system(open_session{}).arrives(ada);
    const auto all = attendance_of(story.state, minute(30), usual);
    CHECK_FALSE(all.has_started);
    CHECK(all.live == milliseconds{0});
    CHECK(all.find(ada.id)->is_present);
    CHECK(all.find(budi.id) == nullptr);
}

namespace {

/// Planned from minute 10 to minute 70; nothing has happened yet.
scenario planned_lecture() {
    scenario story;
    story.when_system(plan_session{minute(10), minute(70)}).when_system(open_session{}).done();
    return story;
}

milliseconds time_counted(
    const scenario& story, timestamp now, const attendance_rule& rule = usual
) {
    return attendance_of(story.state, now, rule).live;
}

}  // namespace

TEST_CASE("started early, nobody punctual is late and nobody needs the minutes before the plan") {
    auto story = planned_lecture();
    story.arrives(budi).at(minute(2)).when_system(start_session{});
    story.at(minute(10)).arrives(ada);
    story.at(minute(70)).goes(ada).goes(budi).when_system(end_session{});
    for (const auto& who : {ada, budi}) {
        const auto was = of(story, who, minute(90));
        CHECK(was.live == minutes{60});
        CHECK(was.late == milliseconds{0});
        CHECK(was.left_early == milliseconds{0});
    }
    CHECK(of(story, ada, minute(90)).outside == milliseconds{0});
    CHECK(of(story, budi, minute(90)).outside == minutes{8});
    CHECK(time_counted(story, minute(90)) == minutes{60});
}

TEST_CASE("a lecture that nobody ends asks no more of anybody than the planned time") {
    auto story = planned_lecture();
    story.at(minute(10)).when_system(start_session{}).arrives(ada).arrives(budi);
    story.at(minute(70)).goes(ada);  // Budi's tab stays open
    for (const int later : {70, 72, 1000}) {
        CAPTURE(later);
        CHECK(time_counted(story, minute(later)) == minutes{60});
        CHECK(of(story, ada, minute(later)).live == minutes{60});
        CHECK(of(story, budi, minute(later)).live == minutes{60});
    }
    CHECK(of(story, budi, minute(100)).outside == minutes{30});
}

TEST_CASE("a lecture that ends before its time asks for the time until then") {
    auto story = planned_lecture();
    story.at(minute(15)).when_system(start_session{}).at(minute(20)).arrives(ada);
    story.at(minute(50)).when_system(end_session{}).at(minute(55)).goes(ada);
    const auto was = of(story, ada, minute(90));
    CHECK(time_counted(story, minute(90)) == minutes{35});
    CHECK(was.live == minutes{30});
    CHECK(was.late == minutes{5});  // after the real start, which was later than the planned one
    CHECK(was.left_early == milliseconds{0});
}

TEST_CASE("a course may count live time beyond the plan, which makes nobody late") {
    auto story = planned_lecture();
    story.at(minute(1)).when_system(start_session{}).at(minute(8)).arrives(ada);
    story.at(minute(71)).goes(ada).at(minute(90)).when_system(end_session{});
    attendance_rule wider = usual;
    wider.before = minutes{5};
    wider.after = minutes{10};
    const auto all = attendance_of(story.state, minute(99), wider);
    const auto was = *all.find(ada.id);
    CHECK(all.live == minutes{75});  // 5 to 80
    CHECK(was.live == minutes{63});
    CHECK(was.late == milliseconds{0});
    CHECK(was.left_early == milliseconds{0});
    CHECK(was.outside == milliseconds{0});
}

TEST_CASE("where plan and live time do not overlap, the live time counts") {
    auto story = planned_lecture();
    story.at(minute(200)).when_system(start_session{}).arrives(ada);
    story.at(minute(230)).when_system(end_session{}).goes(ada);
    CHECK(time_counted(story, minute(300)) == minutes{30});
    const auto was = of(story, ada, minute(300));
    CHECK(was.live == minutes{30});
    CHECK(was.outside == milliseconds{0});
    CHECK(was.late == milliseconds{0});
}

TEST_CASE("a plan that is moved while the session is live counts as it is at last") {
    auto story = planned_lecture();
    story.at(minute(10)).when_system(start_session{}).arrives(ada);
    story.at(minute(40)).when_system(plan_session{minute(10), minute(100)}).done();
    story.at(minute(100)).goes(ada).when_system(end_session{});
    CHECK(time_counted(story, minute(200)) == minutes{90});
    CHECK(of(story, ada, minute(200)).live == minutes{90});
    story.when_system(plan_session{minute(10), minute(20)}).refused(refusal::session_ended);
}

TEST_CASE("pauses within the plan are left out of what counts, or not, as the rule says") {
    auto story = planned_lecture();
    story.at(minute(5)).when_system(start_session{}).arrives(ada);
    story.at(minute(30)).when_system(pause_session{}).at(minute(40)).when_system(start_session{});
    story.at(minute(80)).when_system(end_session{});
    CHECK(time_counted(story, minute(90)) == minutes{50});
    attendance_rule counting = usual;
    counting.counts_pauses = true;
    CHECK(time_counted(story, minute(90), counting) == minutes{60});
}

TEST_CASE("a corrected end and start count for everybody, whatever was pressed when") {
    auto story = planned_lecture();
    story.at(minute(10)).arrives(ada).at(minute(30)).when_system(start_session{});
    story.at(minute(55)).goes(ada).at(minute(70)).when_system(end_session{});
    CHECK(time_counted(story, minute(90)) == minutes{40});
    correct_session right{.started_at = minute(12), .ended_at = minute(60), .reason = "late"};
    story.at(minute(90)).when_system(right).done();
    CHECK(time_counted(story, minute(91)) == minutes{48});
    const auto was = of(story, ada, minute(91));
    CHECK(was.live == minutes{43});
    CHECK(was.late == milliseconds{0});
    CHECK(was.left_early == minutes{5});
    correct_session again{.started_at = {}, .ended_at = minute(55), .reason = "earlier still"};
    story.at(minute(92)).when_system(again).done();
    CHECK(time_counted(story, minute(93)) == minutes{43});
    const auto log_alone = refolded(story.log);
    CHECK(attendance_of(log_alone, minute(93), usual).find(ada.id)->live == minutes{43});
}

TEST_CASE("a session that was started over has none of its minutes, and counts from its new start"
) {
    auto story = planned_lecture();
    story.at(minute(0)).when_system(start_session{}).arrives(ada).arrives(budi);
    story.when(ada, post_chat{"trial"}).at(minute(5)).goes(budi);
    story.at(minute(6)).when_system(end_session{}).at(minute(7)).when_system(start_over{}).done();
    CHECK(story.state.life.phase() == session_phase::scheduled);
    CHECK(time_counted(story, minute(8)) == milliseconds{0});
    CHECK(of(story, ada, minute(8)).messages == 0);
    CHECK_FALSE(of(story, budi, minute(8)).first_join);
    story.at(minute(10)).when_system(open_session{}).when_system(start_session{});
    story.at(minute(70)).when_system(end_session{});
    CHECK(time_counted(story, minute(80)) == minutes{60});
    CHECK(of(story, ada, minute(80)).live == minutes{60});  // never left
    CHECK(of(story, budi, minute(80)).live == milliseconds{0});
}

TEST_CASE("a log without a plan counts the live time") {
    auto story = lecture();
    story.arrives(ada);
    end(story);
    CHECK(time_counted(story, minute(90)) == minutes{60});
    CHECK(of(story, ada, minute(90)).live == minutes{60});
}

TEST_CASE("the example of docs/attendance.md") {
    scenario story;  // minute 0 is 9:00
    story.when_system(open_session{});
    story.at(minute(55)).arrives(ada);
    story.at(minute(60)).when_system(start_session{});
    story.at(minute(75)).arrives(budi);
    story.at(minute(80)).goes(ada, leave_reason::lost);
    story.at(minute(84)).arrives(ada);
    story.at(minute(85)).when_system(checkpoint{});
    story.at(minute(85) + seconds{8}).when_system(recover{}).arrives(ada);
    story.at(minute(85) + seconds{40}).arrives(budi);
    story.at(minute(90)).when_system(pause_session{});
    story.at(minute(100)).when_system(start_session{});
    story.at(minute(110)).goes(budi);
    story.at(minute(120)).when_system(end_session{});
    story.at(minute(125)).goes(ada).done();

    const auto all = attendance_of(story.state, minute(200), usual);
    CHECK(all.live == minutes{50});
    const auto a = *all.find(ada.id);
    CHECK(story.state.people.find(ada.id)->presences.size() == 3);
    CHECK(a.live == minutes{46});
    CHECK(a.late == milliseconds{0});
    CHECK(a.left_early == milliseconds{0});
    CHECK(a.rejoins == 1);
    CHECK(a.longest_gap == minutes{4});
    const auto b = *all.find(budi.id);
    CHECK(b.live == minutes{24} + seconds{20});
    CHECK(b.late == minutes{15});
    CHECK(b.left_early == minutes{10});
    CHECK(b.rejoins == 1);
    CHECK(b.longest_gap == seconds{40});
}
