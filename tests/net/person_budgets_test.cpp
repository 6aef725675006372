#include "net/person_budgets.hpp"

#include <doctest/doctest.h>

using namespace aula;

TEST_CASE("a person has twice what a connection has, however many connections there are") {
    const changeable<double> per_second{1}, burst{3};
    person_budgets all(per_second, burst);
    const auto later = command_budget::instant::clock::now() + std::chrono::hours{1};
    for (int i = 0; i < 6; ++i) CHECK(all.take(participant_id{7}, later) == milliseconds{0});
    CHECK(all.take(participant_id{7}, later) == milliseconds{500});
    CHECK(all.take(participant_id{8}, later) == milliseconds{0});
    CHECK(all.take(participant_id{7}, later + milliseconds{500}) == milliseconds{0});
}

TEST_CASE("a full table forgets those whose budget is full again") {
    const changeable<double> per_second{1}, burst{1};
    person_budgets all(per_second, burst);
    const auto now = command_budget::instant::clock::now() + std::chrono::hours{1};
    for (std::size_t i = 0; i < person_budgets::people_max; ++i) {
        all.take(participant_id{static_cast<std::int64_t>(i)}, now);
    }
    const participant_id newcomer{999'999};
    const auto later = now + std::chrono::seconds{5};
    for (int i = 0; i < 2; ++i) CHECK(all.take(newcomer, later) == milliseconds{0});
    CHECK(all.take(newcomer, later) > milliseconds{0});
}

TEST_CASE("another limit counts at once, for who has a budget already as well") {
    changeable<double> per_second{1}, burst{1};
    person_budgets all(per_second, burst);
    const auto now = command_budget::instant::clock::now() + std::chrono::hours{1};
    for (int i = 0; i < 2; ++i) CHECK(all.take(participant_id{7}, now) == milliseconds{0});
    CHECK(all.take(participant_id{7}, now) == milliseconds{500});
    per_second = changeable<double>{10};
    CHECK(all.take(participant_id{7}, now) == milliseconds{100});  // behind the one before
}
