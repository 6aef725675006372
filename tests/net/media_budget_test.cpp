#include "net/media_budget.hpp"

#include <doctest/doctest.h>

using namespace aula;
using namespace std::chrono_literals;
using verdict = media_budget::verdict;

TEST_CASE("a recording of 60 ms frames is never too fast, also after a pause of its line") {
    media_budget::instant now{};
    media_budget budget(now);
    for (int frame = 0; frame < 10'000; ++frame) {
        now += 60ms;
        CHECK(budget.take(now) == verdict::send_on);
    }
    now += 2400ms;
    for (int frame = 0; frame < 40; ++frame) CHECK(budget.take(now) == verdict::send_on);
}

TEST_CASE("frames beyond the burst are dropped, and many more of them are a flood") {
    media_budget::instant now{};
    media_budget budget(now);
    int sent_on = 0, dropped = 0, floods = 0;
    for (int frame = 0; frame < 150; ++frame) {
        const auto said = budget.take(now);
        ++(said == verdict::send_on ? sent_on : said == verdict::drop ? dropped : floods);
    }
    CHECK(sent_on == 40);
    CHECK(dropped == 60);
    CHECK(floods == 50);
}

TEST_CASE("fifty frames a second for ever are thinned out and no flood") {
    media_budget::instant now{};
    media_budget budget(now);
    int sent_on = 0;
    for (int frame = 0; frame < 3000; ++frame) {
        now += 20ms;
        const auto said = budget.take(now);
        CHECK(said != verdict::flood);
        if (said == verdict::send_on) ++sent_on;
    }
    CHECK(sent_on >= 60 * 17);
    CHECK(sent_on <= 60 * 17 + 41);
}
