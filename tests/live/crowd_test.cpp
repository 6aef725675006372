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
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.arrive(amina, socket(2), "Ada", role::attendee, midday);
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
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.depart(amina, socket(1), midday, leave_reason::lost);
    people.arrive(amina, socket(2), "Ada", role::attendee, midday);
    CHECK(people.take_absent(midday + 1h, grace).empty());
    CHECK(people.has(amina));
}

TEST_CASE("who has no connection is absent from the first moment, the latest first") {
    crowd people;
    const participant_id budi{2}, citra{3};
    for (const auto who : {amina, budi, citra}) {
        people.arrive(who, socket(1), "Somebody", role::attendee, midday);
        people.depart(who, socket(1), midday + who.value * 1s, leave_reason::left);
    }
    people.arrive(budi, socket(2), "Somebody", role::attendee, midday + 5s);
    const std::vector<crowd::absence> both{
        {citra, midday + 3s, leave_reason::left}, {amina, midday + 1s, leave_reason::left}
    };
    CHECK(people.absent(10) == both);
    CHECK(people.absent(1) == std::vector{both[0]});
    people.take_absent(midday + 1h, grace);
    CHECK(people.absent(10).empty());
}

TEST_CASE("the late close of an old socket does not remove the new one") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.depart(amina, socket(1), midday, leave_reason::lost);
    people.arrive(amina, socket(2), "Ada", role::attendee, midday);
    people.depart(amina, socket(1), midday + 5s, leave_reason::lost);
    CHECK(people.take_absent(midday + 1h, grace).empty());
}

TEST_CASE("whoever comes back after the grace time was away, even when nobody has looked meanwhile"
) {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    CHECK_FALSE(people.take_if_absent(amina, midday + 1h, grace));
    people.depart(amina, socket(1), midday, leave_reason::lost);
    CHECK_FALSE(people.take_if_absent(amina, midday + 14s, grace));
    const auto absent = people.take_if_absent(amina, midday + 16s, grace);
    REQUIRE(absent);
    CHECK(absent->last_seen == midday);
    people.arrive(amina, socket(2), "Ada", role::attendee, midday);
    CHECK(people.take_absent(midday + 1h, grace).empty());
}

TEST_CASE("a second absence is counted from its own beginning") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.depart(amina, socket(1), midday, leave_reason::lost);
    people.arrive(amina, socket(2), "Ada", role::attendee, midday);
    people.depart(amina, socket(2), midday + 12s, leave_reason::left);
    CHECK(people.take_absent(midday + 16s, grace).empty());
    CHECK(people.take_absent(midday + 27s, grace).size() == 1);
}

TEST_CASE("who was here under another server is here until the grace time is over") {
    crowd people;
    const timestamp then{std::chrono::hours{10}};
    people.presume(participant_id{1}, "Ada", role::attendee, then);
    people.presume(participant_id{2}, "Ben", role::attendee, then);
    people.arrive(participant_id{2}, {0, 1}, "Ben", role::attendee, midday);
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
    // Whoever is here is here, whatever is reported of an earlier connection.
    people.arrive(participant_id{3}, {0, 9}, "Cyd", role::attendee, then);
    people.note_end(participant_id{3}, then - 20s, leave_reason::left);
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

TEST_CASE("whoever left while the room changed its owner left then, although they were presumed") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.presume(amina, "Ada", role::attendee, midday + 60s);
    people.depart(amina, socket(1), midday + 56s, leave_reason::left);
    people.note_end(amina, midday + 50s, leave_reason::lost);  // at another node
    const auto gone = people.take_absent(midday + 1h, grace);
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].last_seen == midday + 56s);
    CHECK(gone[0].why == leave_reason::left);
}

TEST_CASE("an absence that is known is no guess") {
    crowd people;
    const timestamp then{std::chrono::hours{10}};
    people.note_absent({participant_id{1}, then, leave_reason::left});
    people.presume(participant_id{1}, "Ada", role::attendee, then + 1h);
    people.arrive(participant_id{2}, {0, 9}, "Ben", role::attendee, midday);
    people.note_absent({participant_id{2}, then, leave_reason::left});
    const auto gone = people.take_absent(then + 1s, 1s);
    REQUIRE(gone.size() == 1);
    CHECK(gone[0].last_seen == then);
    CHECK(gone[0].why == leave_reason::left);
}

TEST_CASE("how somebody left is forgotten when they are elsewhere, but not while they are here") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.forget_absent(amina);
    CHECK(people.has(amina));
    people.depart(amina, socket(1), midday, leave_reason::left);
    people.forget_absent(amina);
    CHECK_FALSE(people.has(amina));
    CHECK(people.take_absent(midday + 1h, grace).empty());
}

TEST_CASE("whoever is here is not absent, whatever is presumed") {
    crowd people;
    people.arrive(participant_id{1}, {0, 1}, "Ada", role::attendee, midday);
    people.presume(participant_id{1}, "Ada", role::attendee, timestamp{});
    CHECK(people.take_absent(timestamp{std::chrono::hours{1}}, milliseconds{100}).empty());
}

TEST_CASE("connections at other nodes are left to the next owner") {
    crowd people;
    people.arrive(participant_id{1}, {0, 1, 3}, "Ada", role::attendee, midday);
    people.arrive(participant_id{2}, {0, 2, 3}, "Ben", role::attendee, midday);
    people.arrive(participant_id{2}, {0, 5}, "Ben", role::attendee, midday);
    people.keep_local();
    CHECK_FALSE(people.has(participant_id{1}));
    REQUIRE(people.find(participant_id{2}) != nullptr);
    CHECK(people.find(participant_id{2})->connections.size() == 1);
}

TEST_CASE("an absence that is told of late is found when the person is back, once") {
    crowd people;
    people.arrive(amina, {0, 1, 2}, "Ada", role::attendee, midday);
    people.arrive(amina, socket(1), "Ada", role::attendee, midday + 60s);
    CHECK_FALSE(people.take_gap(amina, grace));
    people.depart(amina, {0, 1, 2}, midday + 40s, leave_reason::lost);
    const auto found = people.take_gap(amina, grace);
    REQUIRE(found);
    CHECK(found->before.who == amina);
    CHECK(found->before.last_seen == midday + 40s);
    CHECK(found->before.why == leave_reason::lost);
    CHECK(found->came == midday + 60s);
    CHECK(people.find(amina)->came == midday + 60s);
    CHECK_FALSE(people.take_gap(amina, grace));
}

TEST_CASE("there is no gap while another connection bridges it, nor when it is short") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.arrive(amina, socket(2), "Ada", role::attendee, midday + 10s);
    people.arrive(amina, socket(3), "Ada", role::attendee, midday + 60s);
    people.depart(amina, socket(1), midday + 20s, leave_reason::left);
    CHECK_FALSE(people.take_gap(amina, grace));
    people.depart(amina, socket(2), midday + 46s, leave_reason::left);
    CHECK_FALSE(people.take_gap(amina, grace));
    CHECK_FALSE(people.take_gap(participant_id{2}, grace));
}

TEST_CASE("whoever was presumed and came much later was away since they were last known to be here"
) {
    crowd people;
    const participant_id budi{2}, citra{3};
    for (const auto who : {amina, budi, citra}) {
        people.presume(who, "Somebody", role::attendee, midday);
        people.arrive(who, socket(1), "Somebody", role::attendee, midday + 60s);
    }
    people.note_end(budi, midday - 5s, leave_reason::left);
    people.note_end(citra, midday - 5s, leave_reason::left);
    people.note_end(citra, midday + 50s, leave_reason::left);  // at a third node
    REQUIRE(people.take_gap(amina, grace));
    const auto of_budi = people.take_gap(budi, grace);
    REQUIRE(of_budi);
    CHECK(of_budi->before.last_seen == midday - 5s);
    CHECK_FALSE(people.take_gap(citra, grace));
    people.settle();
    people.note_end(budi, midday + 70s, leave_reason::left);  // nothing is presumed any more
    CHECK_FALSE(people.take_gap(budi, milliseconds{0}));
}

TEST_CASE("the stay before is kept in mind when somebody comes back to a node that does not own") {
    crowd people;
    people.arrive(amina, socket(1), "Ada", role::attendee, midday);
    people.depart(amina, socket(1), midday + 10s, leave_reason::left);
    people.end_stay(amina, midday + 20s, grace);  // too soon to be another stay
    people.arrive(amina, socket(2), "Ada", role::attendee, midday + 20s);
    CHECK(people.find(amina)->came == midday);
    people.depart(amina, socket(2), midday + 30s, leave_reason::lost);
    people.end_stay(amina, midday + 45s, grace);
    people.arrive(amina, socket(3), "Ada", role::attendee, midday + 45s);
    CHECK(people.find(amina)->came == midday + 45s);
    const auto& ended = people.find(amina)->ended;
    REQUIRE(ended.size() == 1);
    CHECK(ended[0].came == midday);
    CHECK(ended[0].last_seen == midday + 30s);
    // This node owns the room now; the log has them as present.
    people.presume(amina, "Ada", role::attendee, midday + 44s);
    const auto found = people.take_gap(amina, grace);
    REQUIRE(found);
    CHECK(found->before.last_seen == midday + 30s);
    people.forget_ended(midday + 45s);
    CHECK(people.find(amina)->ended.size() == 1);
    people.forget_ended(midday + 46s);
    CHECK(people.find(amina)->ended.empty());
}

TEST_CASE("of one person only so many stays are kept in mind") {
    crowd people;
    for (int hour = 0; hour < 10; ++hour) {
        const auto then = midday + std::chrono::hours{hour};
        people.end_stay(amina, then, grace);
        people.arrive(amina, socket(1), "Ada", role::attendee, then);
        people.depart(amina, socket(1), then + 60s, leave_reason::left);
    }
    REQUIRE(people.find(amina)->ended.size() == crowd::ended_max);
    CHECK(people.find(amina)->ended.back().came == midday + 8h);
}
