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
