#include "net/command_budget.hpp"

#include <doctest/doctest.h>

#include <map>

#include "net/input_budget.hpp"

using namespace aula;

namespace {

constexpr std::size_t unanswered = limits::unacked_max;

}  // namespace

TEST_CASE("a client that heeds the times gets everything through at the second try") {
    command_budget budget(limits::commands_per_second, limits::commands_burst);
    const auto start = command_budget::instant::clock::now();
    std::map<milliseconds, int> later;
    for (std::size_t i = 0; i < unanswered; ++i) {
        const auto wait = budget.take(start);
        if (wait > milliseconds{0}) ++later[wait];
    }
    CHECK(later.size() == unanswered - limits::commands_burst);
    for (const auto& [wait, count] : later) {
        CAPTURE(wait.count());
        CHECK(count == 1);
        CHECK(budget.take(start + wait) == milliseconds{0});
    }
    CHECK_FALSE(budget.is_ignored());
}

TEST_CASE("a client that heeds no time is found out, and none that leaves few commands unanswered"
) {
    command_budget budget(limits::commands_per_second, limits::commands_burst);
    const auto start = command_budget::instant::clock::now();
    for (std::size_t i = 0; i < limits::commands_burst + limits::too_fast_max - 1; ++i) {
        budget.take(start);
    }
    CHECK_FALSE(budget.is_ignored());
    budget.take(start);
    CHECK(budget.is_ignored());
}

TEST_CASE("the largest commands, given twice as often as they may be, stay within the bytes") {
    for (const double burst : {1.0, 20.0, 500.0}) {
        input_budget bytes(limits::commands_per_second, burst);
        const auto start = input_budget::instant::clock::now();
        const auto at_once = std::max(static_cast<std::size_t>(burst), unanswered);
        for (std::size_t i = 0; i < 2 * at_once; ++i) {
            CHECK(bytes.take(limits::command_bytes_max, start));
        }
        CHECK_FALSE(bytes.take(10 * limits::command_bytes_max, start));
    }
}
