#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "live/cluster_lecture.hpp"

namespace aula::test {

/// Time that passes by itself: what is measured is how much of it is credited.
inline void pass(milliseconds time) {
    const server_clock clock;
    const auto until = clock.now() + time;
    REQUIRE(comes_true([&] { return clock.now() >= until; }));
}

/// Node 3, with somebody there, so that it may come to own the room.
inline void a_third_node(lecture_on_two& in) {
    auto& at_third = in.world.socket();
    const auto cyd = somebody(4, "Cyd", role::attendee);
    in.world.add().enter(at_third, in.where, cyd);
    REQUIRE(in.has_come(cyd));
    REQUIRE(in.both_present());
}

inline constexpr milliseconds slack{1000};  ///< How late a busy machine may say it.

/// What the log has of one person's presences: `participant_joined` and `participant_left`.
struct story {
    std::vector<participant_joined> joins;
    std::vector<participant_left> lefts;
};
inline story story_of(lecture_on_two& in, const viewer& who) {
    const auto log = in.world.log_of(in.where);
    story out{all_in<participant_joined>(log), all_in<participant_left>(log)};
    std::erase_if(out.joins, [&](const auto& one) { return one.who != who.who; });
    std::erase_if(out.lefts, [&](const auto& one) { return one.who != who.who; });
    return out;
}

inline bool is_about(std::optional<timestamp> found, timestamp expected) {
    return found && *found > expected - slack && *found < expected + slack;
}

/// Ben comes to node 1, which owns the room and which node 2 may not follow yet.
inline connection_number ben_comes_to_the_owner(lecture_on_two& in) {
    const auto seat = in.world.node(1).enter(in.world.socket(), in.where, listener_ben);
    REQUIRE(in.has_come(listener_ben));
    REQUIRE(in.both_present());
    in.world.make_unsteady("n2");
    return seat;
}

/// Node 2, which was made unsteady, may take the rooms of others again.
inline void two_may_take_over(lecture_on_two& in) {
    in.world.make_steady("n2");  // as it was
    in.world.make_steady("n2");
}

/// Until when, once the owner has died and node 2, which was unsteady, has its room.
inline std::optional<timestamp> credited_when_two_has_the_room(
    lecture_on_two& in, const viewer& who
) {
    in.world.node(1).die();
    two_may_take_over(in);
    REQUIRE(comes_true([&] { return !story_of(in, who).lefts.empty(); }));
    return story_of(in, who).lefts[0].until;
}

}  // namespace aula::test
