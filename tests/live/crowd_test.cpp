#include "live/crowd.hpp"

#include <doctest/doctest.h>

using namespace aula;
using namespace std::chrono_literals;

namespace {

constexpr participant_id amina{1};
constexpr auto grace = milliseconds{15s};
const timestamp midday{1'700'000'000s};

connection_key socket(std::uint64_t number) {
    return {0, number};
}

}  // namespace

TEST_CASE("a person is present until the last of their connections has been gone for the grace time"
) {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee);
    people.arrive(amina, socket(2), "Ada", role::attendee);
    people.depart(amina, socket(1), midday, leave_reason::left);
    CHECK(people.take_absent(midday + 1h, grace).empty());
    people.depart(amina, socket(2), midday + 10s, leave_reason::lost);
    CHECK(people.take_absent(midday + 24s, grace).empty());
    const auto gone = people.take_absent(midday + 25s, grace);
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].who == amina);
    CHECK(gone[0].last_seen == midday + 10s);
    CHECK(gone[0].why == leave_reason::lost);
    CHECK(people.is_empty());
}

TEST_CASE("whoever comes back within the grace time was never away") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee);
    people.depart(amina, socket(1), midday, leave_reason::lost);
    people.arrive(amina, socket(2), "Ada", role::attendee);
    CHECK(people.take_absent(midday + 1h, grace).empty());
    CHECK(people.has(amina));
}

TEST_CASE("the late close of an old socket does not remove the new one") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee);
    people.depart(amina, socket(1), midday, leave_reason::lost);
    people.arrive(amina, socket(2), "Ada", role::attendee);
    people.depart(amina, socket(1), midday + 5s, leave_reason::lost);
    CHECK(people.take_absent(midday + 1h, grace).empty());
}

TEST_CASE("whoever comes back after the grace time was away, even when nobody has looked meanwhile"
) {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee);
    CHECK_FALSE(people.take_if_absent(amina, midday + 1h, grace));
    people.depart(amina, socket(1), midday, leave_reason::lost);
    CHECK_FALSE(people.take_if_absent(amina, midday + 14s, grace));
    const auto absent = people.take_if_absent(amina, midday + 16s, grace);
    REQUIRE(absent);
    CHECK(absent->last_seen == midday);
    people.arrive(amina, socket(2), "Ada", role::attendee);
    CHECK(people.take_absent(midday + 1h, grace).empty());
}

TEST_CASE("a second absence is counted from its own beginning") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee);
    people.depart(amina, socket(1), midday, leave_reason::lost);
    people.arrive(amina, socket(2), "Ada", role::attendee);
    people.depart(amina, socket(2), midday + 12s, leave_reason::left);
    CHECK(people.take_absent(midday + 16s, grace).empty());
    CHECK(people.take_absent(midday + 27s, grace).size() == 1);
}

TEST_CASE("who was here under another server is here until the grace time is over") {
    crowd people;
    const timestamp then{std::chrono::hours{10}};
    people.presume(participant_id{1}, "Ada", role::attendee, then);
    people.presume(participant_id{2}, "Ben", role::attendee, then);
    people.arrive(participant_id{2}, {0, 1}, "Ben", role::attendee);
    CHECK(people.take_absent(then + milliseconds{99}, milliseconds{100}).empty());
    const auto gone = people.take_absent(then + milliseconds{100}, milliseconds{100});
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].who == participant_id{1});
    CHECK(gone[0].last_seen == then);
    CHECK(people.has(participant_id{2}));
}

TEST_CASE("a presumption ends at what is known of them: the latest end that is reported") {
    crowd people;
    const timestamp then{std::chrono::hours{10}};
    for (const int who : {1, 2, 3}) {
        people.presume(participant_id{who}, "Ada", role::attendee, then);
    }
    people.depart(participant_id{1}, {0, 1, 2}, then - 20s, leave_reason::left);
    people.depart(participant_id{1}, {0, 1, 3}, then - 30s, leave_reason::lost);
    people.depart(participant_id{2}, {0, 2, 2}, then - 30s, leave_reason::lost);
    people.depart(participant_id{2}, {0, 2, 3}, then - 10s, leave_reason::left);
    // Whoever has come is there, whatever is reported of an earlier connection.
    people.arrive(participant_id{3}, {0, 9}, "Cyd", role::attendee);
    people.depart(participant_id{3}, {0, 3, 2}, then - 20s, leave_reason::left);
    auto gone = people.take_absent(then, 1s);
    std::ranges::sort(gone, {}, &crowd::absence::last_seen);
    REQUIRE(gone.size() == 2);
    CHECK(gone[0].who == participant_id{1});
    CHECK(gone[0].last_seen == then - 20s);
    CHECK(gone[0].why == leave_reason::left);
    CHECK(gone[1].who == participant_id{2});
    CHECK(gone[1].last_seen == then - 10s);
    CHECK(people.find(participant_id{3})->connections.size() == 1);
}

TEST_CASE("an absence that is known is no guess") {
    crowd people;
    const timestamp then{std::chrono::hours{10}};
    people.note_absent({participant_id{1}, then, leave_reason::left});
    people.presume(participant_id{1}, "Ada", role::attendee, then + 1h);
    people.arrive(participant_id{2}, {0, 9}, "Ben", role::attendee);
    people.note_absent({participant_id{2}, then, leave_reason::left});
    const auto gone = people.take_absent(then + 1s, 1s);
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].last_seen == then);
    CHECK(gone[0].why == leave_reason::left);
}

TEST_CASE("of somebody who is known nothing is presumed") {
    crowd people;
    people.arrive(participant_id{1}, {0, 1}, "Ada", role::attendee);
    people.presume(participant_id{1}, "Ada", role::attendee, timestamp{});
    CHECK(people.take_absent(timestamp{std::chrono::hours{1}}, milliseconds{100}).empty());
}

TEST_CASE("connections at other nodes are left to the next owner") {
    crowd people;
    people.arrive(participant_id{1}, {0, 1, 3}, "Ada", role::attendee);
    people.arrive(participant_id{2}, {0, 2, 3}, "Ben", role::attendee);
    people.arrive(participant_id{2}, {0, 5}, "Ben", role::attendee);
    people.keep_local();
    CHECK_FALSE(people.has(participant_id{1}));
    REQUIRE(people.find(participant_id{2}) != nullptr);
    CHECK(people.find(participant_id{2})->connections.size() == 1);
}
