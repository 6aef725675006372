#include "live/settings.hpp"

#include <doctest/doctest.h>

using namespace aula;

TEST_CASE("head counts are as much rarer as the room is larger, but never rarer than the heartbeat"
) {
    const live_settings defaults;
    CHECK(defaults.head_count_pause(0) == defaults.head_count);
    CHECK(defaults.head_count_pause(95) == defaults.head_count);
    CHECK(defaults.head_count_pause(defaults.head_count_people - 1) == defaults.head_count);
    CHECK(defaults.head_count_pause(3 * defaults.head_count_people) == 4 * defaults.head_count);
    CHECK(defaults.head_count_pause(160000) == 9 * defaults.head_count);
    CHECK(defaults.head_count_pause(10000000) == defaults.heartbeat);
}

TEST_CASE("a pause that was set longer than the heartbeat is kept to") {
    live_settings rare;
    rare.head_count = 2 * rare.heartbeat;
    CHECK(rare.head_count_pause(1000000) == rare.head_count);
}

TEST_CASE("a room of any size has a pause, whatever was set") {
    live_settings odd;
    odd.head_count_people = 0;
    CHECK(odd.head_count_pause(2) == 3 * odd.head_count);
}
