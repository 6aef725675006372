#include "api/two_courses.hpp"

using namespace aula;
using namespace aula::test;

namespace {

api_rates with_work(rate person, rate network) {
    auto rates = api_world::generous();
    rates.work_per_person = person;
    rates.work_per_network = network;
    return rates;
}

constexpr rate no_limit{1e6, 1e6};
constexpr rate three{.burst = 3, .per_second = 0.01};

/// How many of `count` such requests are answered before one is refused for being too many.
int answered(api_world& world, const std::string& path, const credential& by, int count = 8) {
    for (int done = 0; done < count; ++done) {
        const auto said = world.get(path, by);
        if (said.status != 429) continue;
        CHECK(said.code() == "too_many_requests");
        CHECK(std::stoi(said.header("retry-after")) >= 1);
        return done;
    }
    return count;
}

}  // namespace

TEST_CASE("a person who asks too often waits, in however many browsers, and nobody else does") {
    api_world world(with_work(three, no_limit));
    const course_with_people course(world);
    const auto second_browser = world.open(course.attendee_link);
    CHECK(answered(world, course.path, course.attendee) == 3);
    CHECK(answered(world, course.path, second_browser) == 0);
    CHECK(answered(world, course.path, course.moderator, 3) == 3);
    CHECK(answered(world, course.path, nobody) == 8);
    CHECK(answered(world, course.path, the_operator) == 8);
}

TEST_CASE("a program pays by its token, also for what it may not have") {
    two_courses in(with_work({.burst = 6, .per_second = 0.01}, no_limit));
    const auto program = in.by(caller::token_read);
    CHECK(answered(in.world, in.own.path + "/tokens", program) == 6);
    CHECK(answered(in.world, in.own.path + "/tokens", in.by(caller::token_write), 6) == 6);
}

TEST_CASE("strangers share what their network may, and a cookie that nobody knows is a stranger's"
) {
    api_world world(with_work(no_limit, {.burst = 20, .per_second = 0.01}));
    const course_with_people course(world);  // opening links was a stranger's doing, too
    const credential made_up{"made-up", {}, false};
    CHECK(answered(world, course.path, made_up, 100) < 20);
    CHECK(answered(world, course.path, nobody) == 0);
    CHECK(answered(world, course.path, course.attendee) == 8);
    auto from_elsewhere = world.request("GET", course.path, nobody);
    from_elsewhere.peer = "198.51.100.7";
    CHECK(world.send(from_elsewhere).status == 200);
}

TEST_CASE("a report costs ten small requests") {
    api_world world(with_work({.burst = 25, .per_second = 0.01}, no_limit));
    const course_with_people course(world);
    CHECK(answered(world, course.path + "/attendance?table=counts", course.organizer) == 2);
    CHECK(answered(world, course.path, course.organizer) == 5);
}

TEST_CASE("a store that has too much to do is answered 503, with when to come back") {
    const auto said = to_response(to_problem({error_code::busy, "the queue is full"}));
    CHECK(said.status == 503);
    const auto wait = std::ranges::find_if(said.headers, [](const auto& one) {
        return one.first == "retry-after";
    });
    REQUIRE(wait != said.headers.end());
    CHECK(std::stoi(wait->second) >= 1);
}
