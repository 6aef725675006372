#include <doctest/doctest.h>

#include "live/signal_slots.hpp"
#include "live/signal_source.hpp"

using namespace aula;
using namespace std::chrono_literals;

namespace {

constexpr signal_pace usual{1s, 20'000, 10s};
constexpr timestamp a_moment{1'000s};

shared_frame frame(const char* text) {
    return std::make_shared<const std::string>(text);
}

}  // namespace

TEST_CASE("signals are as much rarer as the room is larger, but never rarer than the heartbeat") {
    CHECK(pause_of(usual, 0) == 1s);
    CHECK(pause_of(usual, 95) == 1s);
    CHECK(pause_of(usual, 19'999) == 1s);
    CHECK(pause_of(usual, 60'000) == 4s);
    CHECK(pause_of(usual, 160'000) == 9s);
    CHECK(pause_of(usual, 10'000'000) == 10s);
}

TEST_CASE("a pause that was set longer than the heartbeat is kept to") {
    CHECK(pause_of({20s, 20'000, 10s}, 1'000'000) == 20s);
}

TEST_CASE("a room of any size has a pause, whatever was set") {
    CHECK(pause_of({1s, 0, 10s}, 2) == 3s);
}

TEST_CASE("a new value waits for its pause, and the same one for the heartbeat") {
    signal_source<head_count> heads;
    CHECK(heads.frame() == nullptr);
    const auto first = heads.offer({.present = 7}, usual, 7, a_moment);
    REQUIRE(first);
    CHECK(first->find("\"present\":7") != std::string::npos);
    CHECK(heads.frame() == first);
    CHECK_FALSE(heads.offer({.present = 8}, usual, 8, a_moment + 999ms));
    CHECK(heads.frame() == first);
    const auto second = heads.offer({.present = 8}, usual, 8, a_moment + 1s);
    REQUIRE(second);
    CHECK_FALSE(heads.offer({.present = 8}, usual, 8, a_moment + 10'999ms));
    CHECK(heads.offer({.present = 8}, usual, 8, a_moment + 11s));
}

TEST_CASE("the first value is sent also if it is none") {
    signal_source<head_count> heads;
    CHECK(heads.offer({.present = 0}, usual, 0, a_moment));
}

TEST_CASE("a subscriber lacks what was set after the last version that it was sent") {
    signal_slots slots;
    const auto which = viewer_class::attendees;
    CHECK(slots.newest(which) == 0);
    CHECK(slots.lacking(which, 0)[0].frame == nullptr);
    slots.set(signal_slot<head_count>, frame("one"));
    const auto seen = slots.newest(which);
    CHECK(*slots.lacking(which, 0)[0].frame == "one");
    CHECK(slots.lacking(which, 0)[0].version == seen);
    CHECK(slots.lacking(which, seen)[0].frame == nullptr);
    slots.set(signal_slot<head_count>, frame("two"));
    CHECK(slots.newest(which) > seen);
    CHECK(slots.newest(viewer_class::staff) == slots.newest(which));
    CHECK(*slots.lacking(which, seen)[0].frame == "two");
}
