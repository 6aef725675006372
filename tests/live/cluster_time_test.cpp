#include "live/cluster_story.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("who has left is credited until they left, however late their node is heard") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    auto& exchange = in.world.exchange();
    exchange.hold(in.world.node(1).over());
    const server_clock clock;
    const auto left_at = clock.now();
    in.world.node(2).leave(in.seat);
    pass(2 * slack);
    exchange.release(in.world.node(1).over());
    REQUIRE(comes_true([&] { return !story_of(in, listener_ada).lefts.empty(); }));
    CHECK(is_about(story_of(in, listener_ada).lefts[0].until, left_at));
}

TEST_CASE("who has come is credited from when they came, however late their node is heard") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    auto& exchange = in.world.exchange();
    exchange.hold(in.world.node(1).over());
    const server_clock clock;
    const auto came_at = clock.now();
    in.world.node(2).enter(in.world.socket(), in.where, listener_ben);
    pass(slack);  // not long enough for everybody to be reported anew
    exchange.release(in.world.node(1).over());
    REQUIRE(in.has_come(listener_ben));
    const auto since = story_of(in, listener_ben).joins[0].since;
    REQUIRE(since);
    CHECK(*since - came_at < slack / 2);
}

TEST_CASE("what an owner said before it died, and is heard later, does not prove that it lived") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.make_unsteady("n2");
    auto& exchange = in.world.exchange();
    exchange.hold(in.world.node(2).over());
    pass(slack);  // an owner says something more often
    const server_clock clock;
    const auto died_at = clock.now();
    in.world.node(1).die();
    pass(2 * slack);
    exchange.release(in.world.node(2).over());
    two_may_take_over(in);
    REQUIRE(comes_true([&] { return !story_of(in, speaker).lefts.empty(); }));
    CHECK(is_about(story_of(in, speaker).lefts[0].until, died_at));
}

TEST_CASE("however many have left before the owner died, they are credited until they left") {
    constexpr std::int64_t many = 400;
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.make_unsteady("n2");
    std::vector<connection_number> seats;
    for (std::int64_t index = 0; index < many; ++index) {
        const auto who = somebody(1000 + index, "Student", role::attendee);
        seats.push_back(in.world.node(1).enter(in.world.socket(), in.where, who));
    }
    REQUIRE(in.has_come(somebody(1000 + many - 1, "Student", role::attendee)));
    const server_clock clock;
    const auto left_at = clock.now();
    for (const auto seat : seats) in.world.node(1).leave(seat);
    REQUIRE(clock.now() - left_at < slack);
    pass(2 * slack);  // not as long as the grace time
    in.world.node(1).die();
    two_may_take_over(in);
    std::vector<participant_left> lefts;
    REQUIRE(comes_true([&] {
        lefts = all_in<participant_left>(in.world.log_of(in.where));
        return lefts.size() >= std::size_t{many};
    }));
    std::erase_if(lefts, [](const auto& one) { return one.who == speaker.who; });
    CHECK(lefts.size() == std::size_t{many});
    CHECK(std::ranges::all_of(lefts, [&](const auto& one) { return is_about(one.until, left_at); })
    );
}

TEST_CASE("whoever was at a node that died just before the owner was there until that one died") {
    lecture_on_two in;
    a_third_node(in);
    in.world.make_unsteady("n3");
    const server_clock clock;
    const auto died_at = clock.now();
    in.world.node(2).die();
    pass(2 * slack);  // not as long as the others wait before they hold it for dead
    in.world.node(1).die();
    in.world.make_steady("n3");
    in.world.make_steady("n3");
    REQUIRE(comes_true([&] { return !story_of(in, listener_ada).lefts.empty(); }));
    CHECK(in.world.owner_of(in.where) == "n3");
    CHECK(is_about(story_of(in, listener_ada).lefts[0].until, died_at));
}

TEST_CASE("whoever has left a node that gives its room away without a bus was there until then") {
    lecture_on_two in;
    const auto seat = in.world.node(1).enter(in.world.socket(), in.where, listener_ben);
    REQUIRE(in.has_come(listener_ben));
    REQUIRE(in.both_present());
    in.world.exchange().cut(in.world.node(1).over());
    const server_clock clock;
    const auto left_at = clock.now();
    in.world.node(1).leave(seat);
    pass(2 * slack);  // not as long as the grace time
    in.world.node(1).stop();
    REQUIRE(comes_true([&] { return !story_of(in, listener_ben).lefts.empty(); }));
    CHECK(in.world.owner_of(in.where) == "n2");
    CHECK(is_about(story_of(in, listener_ben).lefts[0].until, left_at));
}

TEST_CASE("whoever was at the only node when it was killed was there until then") {
    const temporary_folder folder;
    cluster_world world(folder.path(), 1);
    const auto where = world.plan_session();
    auto& at_desk = world.socket();
    world.node(1).enter(at_desk, where, speaker);
    REQUIRE(is_welcomed(at_desk));
    pass(2 * slack);  // no checkpoint and no word of theirs proves it
    const server_clock clock;
    const auto died_at = clock.now();
    world.node(1).die();
    world.restart("n1").enter(world.socket(), where, listener_ben);
    std::vector<participant_left> lefts;
    REQUIRE(comes_true([&] {
        lefts = all_in<participant_left>(world.log_of(where));
        return !lefts.empty();
    }));
    CHECK(lefts[0].who == speaker.who);
    CHECK(is_about(lefts[0].until, died_at));
}
