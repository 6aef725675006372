#include <algorithm>

#include "live/cluster_story.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("a person at two nodes is present once, and until the last connection has gone") {
    lecture_on_two in;
    auto& at_phone = in.world.socket();
    const auto phone = in.world.node(1).enter(at_phone, in.where, listener_ada);
    REQUIRE(is_welcomed(at_phone));
    REQUIRE(in.both_present());
    in.world.node(2).leave(in.seat);
    // A third who comes afterwards is known afterwards.
    auto& at_third = in.world.socket();
    in.world.node(2).enter(at_third, in.where, listener_ben);
    REQUIRE(in.has_come(listener_ben));
    CHECK(all_in<participant_left>(in.world.log_of(in.where)).empty());
    in.world.node(1).leave(phone);
    REQUIRE(comes_true([&] {
        return all_in<participant_left>(in.world.log_of(in.where)).size() == 1;
    }));
    CHECK(all_in<participant_left>(in.world.log_of(in.where))[0].who == listener_ada.who);
}

TEST_CASE("every node counts the heads of the whole cluster") {
    lecture_on_two in;
    const auto counts_two = [](const auto& all) {
        const auto heads = only<head_count>(all);
        return !heads.empty() && heads.back().present == 2;
    };
    CHECK(in.at_desk.wait(counts_two));
    CHECK(in.at_seat.wait(counts_two));
}

TEST_CASE("whoever comes back at another node in time has not been away") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.node(1).stop();
    auto& again = in.world.socket();
    in.world.node(2).enter(again, in.where, speaker);
    REQUIRE(is_welcomed(again));
    REQUIRE(says(in.world.node(2), in.seat, in.at_seat, "after"));
    auto& at_third = in.world.socket();
    in.world.node(2).enter(at_third, in.where, listener_ben);
    REQUIRE(in.has_come(listener_ben));
    const auto log = in.world.log_of(in.where);
    CHECK(all_in<participant_left>(log).empty());
    CHECK(all_in<participant_joined>(log).size() == 3);
}

TEST_CASE("whoever has left before the owner died is credited until they left") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    auto& at_third = in.world.socket();
    in.world.add().enter(at_third, in.where, listener_ben);
    REQUIRE(in.has_come(listener_ben));
    const server_clock clock;
    const auto left_at = clock.now();
    in.world.node(2).leave(in.seat);
    REQUIRE(comes_true([&] { return clock.now() - left_at >= milliseconds{1200}; }));
    in.world.make_steady("n3");
    in.world.node(1).die();
    const auto lefts = [&] {
        auto found = all_in<participant_left>(in.world.log_of(in.where));
        std::erase_if(found, [](const auto& one) { return one.who != listener_ada.who; });
        return found;
    };
    REQUIRE(comes_true([&] { return !lefts().empty(); }));
    CHECK(in.world.owner_of(in.where) == "n3");
    CHECK(lefts()[0].until - left_at < milliseconds{300});
}

TEST_CASE("whoever has left the owner's own node before it died is credited until they left") {
    lecture_on_two in;
    const auto seat = ben_comes_to_the_owner(in);
    const server_clock clock;
    const auto left_at = clock.now();
    in.world.node(1).leave(seat);
    pass(2 * slack);  // not as long as the grace time
    CHECK(is_about(credited_when_two_has_the_room(in, listener_ben), left_at));
}

TEST_CASE("whoever was back at the owner's own node before it died was there until it died") {
    lecture_on_two in;
    const auto seat = ben_comes_to_the_owner(in);
    const server_clock clock;
    in.world.node(1).leave(seat);
    pass(slack);
    auto& again = in.world.socket();
    in.world.node(1).enter(again, in.where, listener_ben);
    REQUIRE(is_welcomed(again));
    pass(3 * slack);
    const auto died_at = clock.now();
    CHECK(is_about(credited_when_two_has_the_room(in, listener_ben), died_at));
}

TEST_CASE("whoever had moved to the owner before it died was there until it died") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.make_unsteady("n2");
    auto& at_owner = in.world.socket();
    in.world.node(1).enter(at_owner, in.where, listener_ada);
    REQUIRE(is_welcomed(at_owner));
    in.world.node(2).leave(in.seat);
    pass(3 * slack);
    const server_clock clock;
    const auto died_at = clock.now();
    CHECK(is_about(credited_when_two_has_the_room(in, listener_ada), died_at));
}

TEST_CASE("whoever was at an owner that was killed and is back was there until it was killed") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.make_unsteady("n2");
    const server_clock clock;
    const auto died_at = clock.now();
    in.world.node(1).die();
    const auto is_back = [](database& db) {
        newcomer again;
        again.name = "n1";
        return nodes::enroll(db, again);
    };
    REQUIRE(comes_true([&] { return bool(write(in.world.kept(), is_back)); }));
    REQUIRE(comes_true([&] { return !story_of(in, speaker).lefts.empty(); }));
    CHECK(clock.now() - died_at > 2 * slack);
    CHECK(is_about(story_of(in, speaker).lefts[0].until, died_at));
}

TEST_CASE(
    "whoever was at a node that is another process by now is gone, also while nobody comes to it"
) {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.node(2).die();
    must(write(in.world.kept(), [](database& db) -> result<void> {
        const auto gone = db.query("DELETE FROM nodes WHERE name = 'n2'");
        if (!gone) return gone.error();
        newcomer again;
        again.name = "n2";
        const auto as = nodes::enroll(db, again);
        if (!as) return as.error();
        return {};
    }));
    CHECK(comes_true([&] {
        const auto left = all_in<participant_left>(in.world.log_of(in.where));
        return left.size() == 1 && left[0].who == listener_ada.who;
    }));
}

TEST_CASE("whoever comes while nobody owns the room is credited from when they came") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.node(1).die();
    const server_clock clock;
    const auto came_at = clock.now();
    auto& at_phone = in.world.socket();
    in.world.node(2).enter(at_phone, in.where, listener_ben);
    pass(2 * slack);
    in.world.make_steady("n2");  // before that it may not take the room
    REQUIRE(in.has_come(listener_ben));
    CHECK(is_about(story_of(in, listener_ben).joins[0].since, came_at));
}

TEST_CASE("whoever comes and goes while nobody owns the room is credited for that time") {
    lecture_on_two in;
    a_third_node(in);
    in.world.make_unsteady("n2");
    in.world.node(1).die();
    const server_clock clock;
    const auto came_at = clock.now();
    auto& at_phone = in.world.socket();
    const auto phone = in.world.node(2).enter(at_phone, in.where, listener_ben);
    pass(2 * slack);
    const auto left_at = clock.now();
    in.world.node(2).leave(phone);
    pass(slack);
    in.world.make_steady("n3");
    REQUIRE(comes_true([&] { return !story_of(in, listener_ben).lefts.empty(); }));
    const auto of_ben = story_of(in, listener_ben);
    REQUIRE(of_ben.joins.size() == 1);
    CHECK(is_about(of_ben.joins[0].since, came_at));
    REQUIRE(of_ben.lefts.size() == 1);
    CHECK(is_about(of_ben.lefts[0].until, left_at));
}

TEST_CASE("whoever was away while nobody owned the room was away, whoever owns it then") {
    // Ada goes from node 2 and comes back to another node, after the grace time.
    std::size_t back_at = 2;
    node_name new_owner = "n2";
    SUBCASE("back at the new owner, where she was") {}
    SUBCASE("back at another node than the new owner") {
        new_owner = "n3";
    }
    SUBCASE("back at the new owner, while another node has seen her go") {
        back_at = 3;
        new_owner = "n3";
    }
    SUBCASE("back at another node, gone from the new owner") {
        back_at = 3;
    }
    lecture_on_two in;
    a_third_node(in);
    in.world.make_unsteady(new_owner == "n2" ? "n3" : "n2");
    in.world.node(1).die();
    const server_clock clock;
    const auto left_at = clock.now();
    in.world.node(2).leave(in.seat);
    pass(patient_settings().grace + slack);
    const auto back_since = clock.now();
    auto& again = in.world.socket();
    in.world.node(back_at).enter(again, in.where, listener_ada);
    in.world.make_steady(new_owner);
    REQUIRE(comes_true([&] { return story_of(in, listener_ada).joins.size() == 2; }));
    CHECK(in.world.owner_of(in.where) == new_owner);
    const auto of_ada = story_of(in, listener_ada);
    REQUIRE(of_ada.lefts.size() == 1);
    CHECK(is_about(of_ada.lefts[0].until, left_at));
    CHECK(is_about(of_ada.joins[1].since, back_since));
}
