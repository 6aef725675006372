#include "domain/spans.hpp"

#include <doctest/doctest.h>

using namespace aula;

namespace {

time_span from_to(int from, int to) {
    return {timestamp{seconds{from}}, timestamp{seconds{to}}};
}

}  // namespace

TEST_CASE("a gap shorter than the grace time is no gap, one as long is") {
    const time_spans stays{from_to(0, 10), from_to(24, 30), from_to(45, 50)};
    CHECK(merged(stays, seconds{15}) == time_spans{from_to(0, 30), from_to(45, 50)});
}

TEST_CASE("touching, nested and empty stretches come out once") {
    const time_spans stays{
        from_to(0, 10), from_to(2, 4), from_to(10, 12), from_to(20, 20), from_to(30, 31)
    };
    CHECK(merged(stays, seconds{0}) == time_spans{from_to(0, 12), from_to(30, 31)});
    CHECK(merged({}, seconds{15}).empty());
}

TEST_CASE("an empty stretch bridges a gap, as somebody who was there for a moment does") {
    const time_spans stays{from_to(0, 10), from_to(20, 20), from_to(30, 40)};
    CHECK(merged(stays, seconds{15}) == time_spans{from_to(0, 40)});
}

TEST_CASE("the intersection is what both have") {
    const time_spans here{from_to(0, 10), from_to(20, 30), from_to(40, 50)};
    const time_spans live{from_to(5, 25), from_to(30, 40), from_to(45, 99)};
    CHECK(intersection(here, live) == time_spans{from_to(5, 10), from_to(20, 25), from_to(45, 50)});
    CHECK(intersection(live, here) == intersection(here, live));
    CHECK(intersection(here, {}).empty());
    CHECK(total(intersection(here, live)) == seconds{15});
}

TEST_CASE("the rest is what is in the first list alone") {
    const time_spans whole{{minute(0), minute(10)}, {minute(20), minute(30)}};
    CHECK(rest_of(whole, {}) == whole);
    CHECK(rest_of(whole, whole).empty());
    const time_spans cut{{minute(2), minute(4)}, {minute(8), minute(22)}, {minute(29), minute(40)}};
    const time_spans left{{minute(0), minute(2)}, {minute(4), minute(8)}, {minute(22), minute(29)}};
    CHECK(rest_of(whole, cut) == left);
    CHECK(rest_of({}, cut).empty());
}
