#include "base/occasional.hpp"

#include <doctest/doctest.h>

using namespace aula;
using namespace std::chrono_literals;

TEST_CASE("what happens all the time is said once in a while") {
    occasional warning(1min);
    const auto start = occasional::clock::now();
    CHECK(warning.is_due(start));
    CHECK_FALSE(warning.is_due(start + 1s));
    CHECK_FALSE(warning.is_due(start + 59s));
    CHECK(warning.is_due(start + 60s));
    CHECK_FALSE(warning.is_due(start + 61s));
}
