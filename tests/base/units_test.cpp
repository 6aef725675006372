#include "base/units.hpp"

#include <doctest/doctest.h>

using namespace aula;
using namespace std::chrono_literals;

TEST_CASE("a duration is a whole number with its unit") {
    CHECK(parse_duration("15s") == 15s);
    CHECK(parse_duration("250 ms") == 250ms);
    CHECK(parse_duration("2min") == 2min);
    CHECK(parse_duration("1d") == 24h);
}

TEST_CASE("a number without a unit, or with another's, is no duration") {
    for (const auto* wrong : {"", "15", "s", "15 seconds", "-1s", "1.5s", "15s ", " 15s", "15S"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_duration(wrong));
    }
}

TEST_CASE("a duration beyond 64 bits of milliseconds is refused instead of wrapping around") {
    CHECK_FALSE(parse_duration("9223372036854775807d"));
    CHECK_FALSE(parse_duration("99999999999999999999ms"));
    CHECK(parse_duration("9223372036854775807ms"));
}

TEST_CASE("durations and sizes are shown in the largest unit that loses nothing") {
    CHECK(duration_text(0ms) == "0ms");
    CHECK(duration_text(90s) == "90s");
    CHECK(duration_text(120s) == "2min");
    CHECK(duration_text(1500ms) == "1500ms");
    CHECK(size_text(50ULL << 20) == "50MiB");
    CHECK(size_text(1025) == "1025B");
    CHECK(parse_size("50MiB") == 50ULL << 20);
    CHECK_FALSE(parse_size("50"));
}
