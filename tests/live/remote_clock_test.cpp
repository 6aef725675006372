#include "live/remote_clock.hpp"

#include <doctest/doctest.h>

#include "live/timing.hpp"

using namespace aula;
using std::chrono::minutes;

namespace {

const timestamp start{milliseconds{1'772'445'600'120}};
constexpr milliseconds away{-7'200'000};  ///< The other clock is two hours behind.

/// When the other one says it that it is `at` here.
timestamp there(timestamp at) {
    return at + away;
}

}  // namespace

TEST_CASE("what took longer than the fastest is older by as much") {
    remote_clock other;
    CHECK(other.here(there(start), start) == start);
    const auto said_at = start + milliseconds{1000};
    CHECK(other.here(there(said_at), said_at + milliseconds{1700}) == said_at);
    const auto at_once = start + milliseconds{4000};
    CHECK(other.here(there(at_once), at_once) == at_once);
}

TEST_CASE("one that comes faster than any before shows how long those took") {
    remote_clock other;
    CHECK(other.here(there(start), start + milliseconds{300}) == start + milliseconds{300});
    const auto second = start + milliseconds{500};
    CHECK(other.here(there(second), second + milliseconds{2}) == second + milliseconds{2});
    const auto third = start + milliseconds{900};
    CHECK(other.here(there(third), third + milliseconds{300}) == third + milliseconds{2});
}

TEST_CASE("nothing was said after it arrived, also when the other clock is set forward") {
    remote_clock other;
    other.here(there(start), start);
    const auto later = start + milliseconds{100};
    CHECK(other.here(there(later) + minutes{1}, later) == later);
    const auto last = start + milliseconds{200};
    CHECK(other.here(there(last) + minutes{1}, last + milliseconds{40}) == last);
}

TEST_CASE("a clock that is slower, or set back, is followed after two windows") {
    remote_clock other;
    other.here(there(start), start);
    auto at = start;
    const auto says_a_second_less = [&] { return other.here(there(at) - seconds{1}, at); };
    at += timing::clock_window - seconds{1};
    CHECK(says_a_second_less() == at - seconds{1});
    at += seconds{2};
    CHECK(says_a_second_less() == at - seconds{1});
    at += timing::clock_window;
    CHECK(says_a_second_less() == at);
}

TEST_CASE("what was fastest long ago, before a silence, says nothing") {
    remote_clock other;
    other.here(there(start), start);
    const auto later = start + 3 * timing::clock_window;
    CHECK(other.here(there(later) - seconds{1}, later) == later);
}

TEST_CASE("each process has a clock of its own, and only so many are remembered") {
    remote_clocks others;
    CHECK(others.here(1, start, start) == start);
    CHECK(others.here(2, there(start), start) == start);
    const auto later = start + seconds{1};
    CHECK(others.here(1, later, later + seconds{1}) == later);
    for (std::int64_t index = 0; index < std::int64_t{remote_clocks::clocks_max}; ++index) {
        others.here(100 + index, start, later + seconds{2});
    }
    CHECK(others.here(2, there(later), later + seconds{9}) == later + seconds{9});  // as if new
}
