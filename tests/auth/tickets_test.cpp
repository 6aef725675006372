#include "auth/tickets.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace aula;

namespace {

const timestamp noon{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{12}
};
constexpr auto origin = "https://aula.example.org";
constexpr session_id lecture{12};
constexpr session_id other_lecture{13};

admission ada() {
    return {participant_id{7}, login_id{3}, lecture, origin, "Ada Bakker", role::moderator};
}

std::string issued(tickets& doors, const admission& to = ada(), timestamp now = noon) {
    auto ticket = doors.issue(to, now, doors.revision());
    REQUIRE(ticket);
    return *ticket;
}

}  // namespace

TEST_CASE("a ticket stands for what it was issued for, once") {
    tickets doors;
    const auto ticket = issued(doors);
    CHECK(doors.redeem(ticket, lecture, origin, noon) == ada());
    CHECK(!doors.redeem(ticket, lecture, origin, noon));
}

TEST_CASE("a ticket is good for half a minute") {
    tickets doors;
    const auto in_time = issued(doors);
    const auto too_late = issued(doors);
    CHECK(doors.redeem(in_time, lecture, origin, noon + seconds{30} - milliseconds{1}));
    CHECK(!doors.redeem(too_late, lecture, origin, noon + seconds{30}));
}

TEST_CASE("a ticket that is shown at the wrong door or from the wrong page is used up") {
    tickets doors;
    const auto for_lecture = issued(doors);
    CHECK(!doors.redeem(for_lecture, other_lecture, origin, noon));
    CHECK(!doors.redeem(for_lecture, lecture, origin, noon));

    const auto from_page = issued(doors);
    CHECK(!doors.redeem(from_page, lecture, "https://evil.example.org", noon));
    CHECK(!doors.redeem(from_page, lecture, origin, noon));
}

TEST_CASE("nobody gets in without a ticket") {
    tickets doors;
    const auto ticket = issued(doors);
    for (const auto& guess : {std::string(), std::string("x"), ticket + "x", ticket.substr(1)}) {
        CHECK(!doors.redeem(guess, lecture, origin, noon));
    }
    CHECK(doors.redeem(ticket, lecture, origin, noon));
}

TEST_CASE("logging out voids the login's tickets, removing a person theirs, and no others") {
    tickets doors;
    auto elsewhere = ada();
    elsewhere.login = login_id{4};
    auto somebody = ada();
    somebody.who = participant_id{8};
    somebody.login = login_id{5};
    const auto by_login = issued(doors);
    const auto by_person = issued(doors, elsewhere);
    const auto untouched = issued(doors, somebody);

    doors.revoke(login_id{3});
    CHECK(!doors.redeem(by_login, lecture, origin, noon));
    doors.revoke(participant_id{7});
    CHECK(!doors.redeem(by_person, lecture, origin, noon));
    CHECK(doors.redeem(untouched, lecture, origin, noon) == somebody);
}

TEST_CASE("no ticket says what a person was before a revocation, however it falls in between") {
    tickets doors;
    auto somebody = ada();
    somebody.who = participant_id{8};
    somebody.login = login_id{5};
    const auto asked_at = doors.revision();  // and the store is read …
    doors.revoke(participant_id{7});         // … while the demotion is saved
    const auto late = doors.issue(ada(), noon, asked_at);
    REQUIRE(!late);
    CHECK(late.error().code == error_code::busy);
    CHECK(doors.issue(somebody, noon, asked_at));
    CHECK(doors.issue(ada(), noon, doors.revision()));

    const auto asked_again_at = doors.revision();
    doors.revoke(login_id{3});
    CHECK(!doors.issue(ada(), noon, asked_again_at));
    CHECK(doors.issue(somebody, noon, asked_again_at));
}

TEST_CASE("a revocation that may be forgotten counts against everybody who asked before it") {
    tickets doors;
    const auto asked_at = doors.revision();
    doors.revoke(participant_id{7});
    for (std::size_t i = 0; i <= tickets::revocations_max; ++i) {
        doors.revoke(participant_id{1000 + static_cast<std::int64_t>(i)});
    }
    CHECK(!doors.issue(ada(), noon, asked_at));
    CHECK(doors.issue(ada(), noon, doors.revision()));
}

TEST_CASE("too many tickets at once are refused, and half a minute later there is room again") {
    tickets doors;
    for (std::size_t i = 0; i < tickets::issued_max; ++i) issued(doors);
    const auto refused = doors.issue(ada(), noon + seconds{29}, doors.revision());
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::busy);
    issued(doors, ada(), noon + seconds{30});
}

TEST_CASE("of many who show the same ticket at the same time, one comes in") {
    tickets doors;
    for (int round = 0; round < 200; ++round) {
        const auto ticket = issued(doors);
        std::atomic<int> came_in{0};
        std::vector<std::thread> people;
        for (int i = 0; i < 4; ++i) {
            people.emplace_back([&] {
                if (doors.redeem(ticket, lecture, origin, noon)) ++came_in;
            });
        }
        for (auto& one : people) one.join();
        REQUIRE(came_in == 1);
    }
}

TEST_CASE("a ticket of one of several servers says whose it is, and is good there") {
    tickets here, there;
    std::vector<participant_id> told;
    here.share("n1", [&told](login_id, participant_id who) { told.push_back(who); });
    const auto ticket = issued(here);
    CHECK(tickets::issuer_of(ticket) == "n1");
    CHECK(tickets::issuer_of(issued(there)).empty());
    CHECK_FALSE(there.redeem(ticket, lecture, origin, noon));
    CHECK(here.redeem(ticket, lecture, origin, noon) == ada());
    const auto second = issued(here);
    here.revoke_as_told({}, ada().who);
    CHECK_FALSE(here.redeem(second, lecture, origin, noon));
    CHECK(told.empty());
    here.revoke(ada().who);
    CHECK(told == std::vector{ada().who});
}
