#include "domain/own_end.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

const own_end_rule rule;

own_end due(const scenario& story) {
    const auto found = own_end_of(story.state, rule);
    REQUIRE(found);
    return *found;
}

}  // namespace

TEST_CASE("a session ends ten minutes after its plan when the staff has gone") {
    auto story = led_lecture();
    story.at(minute(58)).goes(hope);
    CHECK(due(story).ends_at == minute(70));
    CHECK(due(story).until == minute(60));  // the planned end is later than the last sign of Hope
    story.at(minute(70)).when_system(end_unattended{due(story).until});
    story.then(session_ended{.until = minute(60)});
    CHECK_FALSE(own_end_of(story.state, rule));
    CHECK(story.state.life.end(minute(200)) == minute(60));
}

TEST_CASE("a lecture that overruns ends at the last sign of the staff") {
    auto story = led_lecture();
    story.at(minute(85)).goes(hope);
    CHECK(due(story).ends_at == minute(95));
    CHECK(due(story).until == minute(85));
}

TEST_CASE("while one of the staff is there the others may go, and who comes back goes on") {
    auto story = led_lecture();
    story.arrives(mira).at(minute(61)).goes(hope);
    CHECK(due(story).ends_at == minute(60) + rule.unconfirmed);
    story.at(minute(65)).goes(mira);
    CHECK(due(story).ends_at == minute(75));
    story.at(minute(66)).arrives(hope);
    CHECK(due(story).ends_at == minute(60) + rule.unconfirmed);
}

TEST_CASE("a tab of the staff that nobody sits at keeps a session for two hours") {
    auto story = led_lecture();
    story.at(minute(50)).when(hope, post_chat{"a question?"});
    CHECK(due(story).ends_at == minute(180));
    CHECK(due(story).asks_at == minute(120));
    CHECK(due(story).until == minute(60));
    story.at(minute(120)).when_system(ask_confirmation{minute(180)}).done();
    CHECK(view(story.state, audience_class::staff).life.confirm_by == minute(180));
    CHECK_FALSE(view(story.state, audience_class::everyone).life.confirm_by);
    story.when_system(ask_confirmation{minute(180)}).refused(refusal::no_change);
    story.when(ada, confirm_session{}).refused(refusal::not_permitted);
    story.at(minute(125)).when(hope, confirm_session{}).then(session_confirmed{});
    CHECK_FALSE(view(story.state, audience_class::staff).life.confirm_by);
    CHECK(due(story).ends_at == minute(125) + rule.unconfirmed);
    CHECK(due(story).until == minute(125));
}

TEST_CASE("what a student does keeps no session alive, and neither does coming and going") {
    auto story = led_lecture();
    story.at(minute(100)).when(ada, post_chat{"hello?"});
    story.at(minute(101)).goes(hope).at(minute(103)).arrives(hope);
    CHECK(due(story).until == minute(60));
    CHECK(due(story).ends_at == minute(180));
}

TEST_CASE("a session that is opened long after its plan has its full time") {
    scenario story;
    story.when_system(plan_session{minute(-2000), minute(-1940)}).arrives(hope);
    story.when(hope, open_session{}).done();
    CHECK(due(story).ends_at == minute(0) + rule.unconfirmed);
    story.at(minute(3)).goes(hope);
    CHECK(due(story).ends_at == minute(13));
}

TEST_CASE("a demoted lecturer leads no more") {
    auto story = led_lecture();
    story.at(minute(59)).when_system(change_role{hope.id, role::attendee});
    CHECK(due(story).ends_at == minute(70));
    story.when_system(change_role{ada.id, role::lecturer});
    CHECK(due(story).ends_at == minute(60) + rule.unconfirmed);
    CHECK(story.state.people.staff_present() == 1);
}

TEST_CASE("nothing ends by itself before its doors open, after its end, or without a plan") {
    scenario story;
    story.arrives(hope).when_system(plan_session{minute(0), minute(60)});
    CHECK_FALSE(own_end_of(story.state, rule));
    story.when_system(end_unattended{minute(60)}).refused(refusal::session_not_open);
    scenario old;
    old.when_system(open_session{});
    CHECK_FALSE(own_end_of(old.state, rule));
}
