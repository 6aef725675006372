#include <doctest/doctest.h>

#include <random>

#include "rehearse/rehearse_time.hpp"
#include "rehearse/truth.hpp"

using namespace aula;
using namespace aula::rehearsal;
using aula::test::at;

namespace {

constexpr milliseconds grace{15};

presence seen(int from, int until) {
    return {at(from), at(until), at(until)};
}

/// The figure when both ends of the range are the same.
int live(const std::vector<presence>& connections, const std::vector<stretch>& windows) {
    const auto range = true_live_time(connections, windows, grace);
    CHECK(range.least == range.most);
    return static_cast<int>(range.most.count());
}

/// The same by brute force: mark every millisecond.
int counted(const std::vector<presence>& connections, const std::vector<stretch>& windows) {
    std::vector<bool> here(400, false);
    for (const auto& each : connections) {
        for (auto t = each.from; t < each.until; t += milliseconds{1})
            here[static_cast<std::size_t>((t - at(0)).count())] = true;
    }
    std::size_t last = here.size();
    for (std::size_t t = 0; t < here.size(); ++t) {
        if (!here[t]) continue;
        if (last < t && t - last - 1 < static_cast<std::size_t>(grace.count())) {
            for (auto gap = last; gap < t; ++gap) here[gap] = true;
        }
        last = t;
    }
    int sum = 0;
    for (const auto& window : windows) {
        for (auto t = window.from; t < window.to; t += milliseconds{1})
            sum += here[static_cast<std::size_t>((t - at(0)).count())] ? 1 : 0;
    }
    return sum;
}

}  // namespace

TEST_CASE("only presence while the session is live counts") {
    CHECK(live({seen(0, 100)}, {{at(20), at(50)}}) == 30);
    CHECK(live({seen(0, 10)}, {{at(20), at(50)}}) == 0);
    CHECK(live({seen(30, 100)}, {{at(20), at(50)}, {at(60), at(80)}}) == 40);
    CHECK(live({}, {{at(20), at(50)}}) == 0);
    CHECK(live({seen(0, 100)}, {}) == 0);
}

TEST_CASE("two devices at once count once") {
    CHECK(live({seen(0, 60), seen(10, 20), seen(50, 90)}, {{at(0), at(100)}}) == 90);
    CHECK(live({seen(10, 20), seen(0, 60)}, {{at(0), at(100)}}) == 60);
}

TEST_CASE("a gap shorter than the grace time is no gap, one as long is") {
    CHECK(live({seen(0, 20), seen(34, 50)}, {{at(0), at(100)}}) == 50);
    CHECK(live({seen(0, 20), seen(35, 50)}, {{at(0), at(100)}}) == 35);
}

TEST_CASE("a short gap is bridged across the start of a live window and across a pause") {
    CHECK(live({seen(0, 20), seen(30, 50)}, {{at(25), at(100)}}) == 25);
    CHECK(live({seen(0, 20), seen(30, 50)}, {{at(0), at(22)}, {at(28), at(100)}}) == 44);
}

TEST_CASE("a short gap after a longer connection that ended later is none") {
    CHECK(live({seen(0, 40), seen(5, 10), seen(50, 60)}, {{at(0), at(100)}}) == 60);
}

TEST_CASE("whoever vanished may be credited between the last proof of life and the end") {
    const auto range = true_live_time({{at(0), at(40), at(50)}}, {{at(0), at(100)}}, grace);
    CHECK(range.least == milliseconds{40});
    CHECK(range.most == milliseconds{50});
    CHECK(distance(milliseconds{45}, range) == milliseconds{0});
    CHECK(distance(milliseconds{38}, range) == milliseconds{2});
    CHECK(distance(milliseconds{53}, range) == milliseconds{3});
}

TEST_CASE("whoever was let in late may be credited from the wish on") {
    auto waited = seen(30, 50);
    waited.asked = at(20);
    const auto range = true_live_time({waited}, {{at(0), at(100)}}, grace);
    CHECK(range.least == milliseconds{20});
    CHECK(range.most == milliseconds{30});
    // And a gap may be as much shorter.
    const auto bridged = true_live_time({seen(0, 10), waited}, {{at(0), at(100)}}, grace);
    CHECK(bridged.least == milliseconds{30});
    CHECK(bridged.most == milliseconds{50});
}

TEST_CASE("what a crash cut off may be forgotten, and whoever comes back at once may be new") {
    presence early = {at(0), at(60), at(100), true};    // recorded up to 60
    presence late = {at(90), at(60), at(100), true};    // never recorded
    const presence back = {at(105), at(200), at(200)};  // well within the grace time
    const auto range = true_live_time({early, late, back}, {{at(0), at(200)}}, grace);
    CHECK(range.least == milliseconds{60 + 95});
    CHECK(range.most == milliseconds{200});
}

TEST_CASE(
    "a room that opens late after a crash may bridge a gap somewhat longer than the grace time"
) {
    const std::vector<stretch> live_all{{at(0), at(1000)}};
    const auto range_with = [&](bool is_cut, milliseconds gap) {
        const presence gone{at(0), at(90), at(100), is_cut, {}};
        const presence back{at(100) + gap, at(900), at(900)};
        return true_live_time({gone, back}, live_all, grace);
    };
    const auto gap = grace + cut_grain - milliseconds{1};
    CHECK(range_with(true, gap).most == milliseconds{900});
    CHECK(
        range_with(true, gap + milliseconds{1}).most == milliseconds{900} - gap - milliseconds{1}
    );
    CHECK(range_with(false, gap).most == milliseconds{900} - gap);
    CHECK(range_with(true, gap).least == milliseconds{890} - gap);
}

TEST_CASE("a connection that ended before it was proven counts nothing at least") {
    const auto range = true_live_time({{at(30), at(10), at(50)}}, {{at(0), at(100)}}, grace);
    CHECK(range.least == milliseconds{0});
    CHECK(range.most == milliseconds{20});
}

TEST_CASE("live stretches follow start, pause, start and end") {
    live_stretches of;
    of.started(at(10));
    of.stopped(at(30));
    of.stopped(at(31));
    of.started(at(40));
    CHECK(of.all() == std::vector<stretch>{{at(10), at(30)}});
    of.stopped(at(45));
    CHECK(of.total() == milliseconds{25});
}

TEST_CASE("the figure is the same as marking every millisecond, for any connections") {
    std::mt19937 random(7);
    const auto upto = [&random](int most) {
        return std::uniform_int_distribution(0, most)(random);
    };
    for (int round = 0; round < 2000; ++round) {
        std::vector<presence> connections;
        for (int count = upto(6); count > 0; --count) {
            const int from = upto(200);
            connections.push_back(seen(from, from + 1 + upto(60)));
        }
        std::vector<stretch> windows;
        for (int from = upto(60); from < 250; from += 1 + upto(40)) {
            const int to = from + 1 + upto(60);
            windows.push_back({at(from), at(to)});
            from = to;
        }
        CHECK(live(connections, windows) == counted(connections, windows));
    }
}

TEST_CASE("what counts is what lies within the plan, or all of it where nothing does") {
    const std::vector<stretch> live{{at(10), at(30)}, {at(40), at(70)}};
    const std::vector<stretch> within{{at(20), at(30)}, {at(40), at(60)}};
    CHECK(counted_stretches(live, stretch{at(20), at(60)}, {}) == within);
    CHECK(counted_stretches(live, stretch{at(200), at(260)}, {}) == live);
    CHECK(counted_stretches(live, stretch{at(30), at(40)}, {}) == live);
    CHECK(counted_stretches(live, {}, {}) == live);
    const std::vector<stretch> corrected{{at(20), at(30)}, {at(40), at(50)}};
    CHECK(counted_stretches(live, stretch{at(20), at(60)}, at(50)) == corrected);
    CHECK(counted_stretches({}, stretch{at(20), at(60)}, at(50)).empty());
}
