#include "domain/live_time.hpp"

#include "domain/scenario.hpp"

using namespace aula;

namespace {

/// Live from minute 10 to 20 and from 30 to 40.
live_time two_windows() {
    live_time time;
    time.begin(minute(10));
    time.stop(minute(20));
    time.begin(minute(30));
    time.stop(minute(40));
    return time;
}

}  // namespace

TEST_CASE("time that was never live has no start and no windows") {
    live_time time;
    time.stop(minute(5));
    CHECK_FALSE(time.started_at());
    CHECK(time.before() == milliseconds{0});
    CHECK(time.windows(minute(9), minute(9), false).empty());
    CHECK(time.windows(minute(9), minute(9), true).empty());
}

TEST_CASE("a window lasts from its beginning until it is stopped, or until now") {
    auto time = two_windows();
    CHECK(time.started_at() == minute(10));
    CHECK(time.before() == std::chrono::minutes{20});
    time.begin(minute(50));
    const time_spans all{
        {minute(10), minute(20)}, {minute(30), minute(40)}, {minute(50), minute(55)}
    };
    CHECK(time.windows(minute(55), minute(55), false) == all);
    CHECK(time.before() == std::chrono::minutes{20});
}

TEST_CASE("time away is not live, whether pauses count or not") {
    live_time time;
    time.begin(minute(0));
    time.resume(minute(10), minute(15));
    const time_spans both{{minute(0), minute(10)}, {minute(15), minute(20)}};
    CHECK(time.windows(minute(20), minute(20), false) == both);
    CHECK(time.windows(minute(20), minute(20), true) == both);
    CHECK(time.newest_gap(std::chrono::minutes{5}) == time_span{minute(10), minute(15)});
    CHECK_FALSE(time.newest_gap(std::chrono::minutes{6}));
}

TEST_CASE("a gap outside live time starts nothing") {
    auto time = two_windows();
    time.resume(minute(50), minute(55));
    CHECK(time.before() == std::chrono::minutes{20});
    CHECK(time.windows(minute(60), minute(60), false).size() == 2);
}

TEST_CASE("a corrected clock moves what is recorded from then on, and the running window") {
    auto time = two_windows();
    time.begin(minute(60));
    time.shift(minute(30), std::chrono::minutes{5});
    const time_spans all{
        {minute(10), minute(20)}, {minute(25), minute(35)}, {minute(55), minute(58)}
    };
    CHECK(time.windows(minute(58), minute(58), false) == all);
}

TEST_CASE("a correction changes the windows, and not what everybody was shown") {
    auto time = two_windows();
    time.correct(minute(15), minute(45));
    const time_spans all{{minute(15), minute(20)}, {minute(30), minute(45)}};
    CHECK(time.windows(minute(50), minute(45), false) == all);
    CHECK(time.started_at() == minute(15));
    CHECK(time.corrected_end() == minute(45));
    CHECK(time.before() == std::chrono::minutes{20});
    time.correct({}, {});
    CHECK(time.started_at() == minute(15));
}
