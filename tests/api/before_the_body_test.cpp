// What the API says to the head of a request, before anything of its body is read.
#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <future>

#include "api/two_courses.hpp"

using namespace aula;
using namespace aula::test;

namespace {

constexpr std::uint64_t kib = 1024;

std::string repeated(std::size_t count, const std::string& each) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += (i == 0 ? "" : ",") + each;
    return out;
}

said send_text(api_world& world, const std::string& path, std::string text, const credential& by) {
    auto asked = world.request("POST", path, by);
    asked.headers.emplace_back("content-type", "application/json");
    asked.body = std::move(text);
    return world.send(asked);
}

boost::asio::awaitable<void> note_status(
    http_api& by, http_request& asked, std::atomic<int>& status
) {
    const auto said = co_await by.respond(asked);
    status = said.status;
}

}  // namespace

TEST_CASE("a caller without the right is refused at every route before a body is read") {
    two_courses in;
    int refused = 0;
    for (const auto& one : routes()) {
        if (one.body == body_kind::none) continue;
        for (const auto who : every_caller) {
            const auto name = route_name(one);
            CAPTURE(name);
            CAPTURE(static_cast<int>(who));
            auto whole = in.request(one, who, in.things_of(in.own));
            auto head = in.request(one, who, in.things_of(in.own));
            head.body.clear();
            const auto admitted = in.world.admit(head);
            const auto status = admitted.refused ? admitted.refused->status : 0;
            if (!admitted.refused) CHECK(admitted.takes == one.body.kind);
            if (one.body == body_kind::file) continue;
            const auto said = in.world.send(whole);
            const bool has_no_right = said.status == 401 || said.status == 403;
            if (has_no_right) CHECK(status == said.status);
            refused += has_no_right ? 1 : 0;
        }
    }
    CHECK(refused > 50);
}

TEST_CASE("an upload without the right to it is refused by its head") {
    two_courses in;
    const auto status = [&](const std::string& path, const credential& by) {
        auto head = in.world.request("PUT", path, by);
        const auto admitted = in.world.admit(head);
        return admitted.refused ? admitted.refused->status : 0;
    };
    const auto decks = in.own.path + "/sessions/mon-1/decks/a.pdf";
    CHECK(status(decks, nobody) == 401);
    CHECK(status("/api/v1/courses/nosuch/sessions/x/decks/x", nobody) == 401);
    CHECK(status("/api/v1/courses/nosuch/sessions/x/decks/x", in.own.lecturer) == 404);
    CHECK(status(decks, in.own.attendee) == 403);
    CHECK(status(decks, in.foreign.lecturer) == 404);
    CHECK(status(decks, in.by(caller::token_read)) == 403);
    CHECK(status(decks, in.own.lecturer) == 0);
    CHECK(
        status(in.own.path + "/sessions/mon-1/decks/" + std::string(201, 'x'), in.own.lecturer) ==
        400
    );
    auto elsewhere = in.world.request("PUT", decks, in.own.lecturer);
    std::erase_if(elsewhere.headers, [](const auto& one) { return one.first == "sec-fetch-site"; });
    elsewhere.headers.emplace_back("sec-fetch-site", "cross-site");
    CHECK(in.world.admit(elsewhere).refused->status == 403);
}

TEST_CASE("a right that ends while an upload arrives counts no more") {
    two_courses in;
    const auto decks = in.own.path + "/sessions/mon-1/decks/a.pdf";
    auto asked = in.world.request("PUT", decks, in.own.moderator);
    CHECK_FALSE(in.world.admit(asked).refused);
    const auto staff = in.world.get(in.own.path + "/registrations", in.own.organizer).body;
    std::string moderator;
    for (const auto& one : staff["registrations"]) {
        if (one["role"] == "moderator") moderator = one["id"];
    }
    const auto path = in.own.path + "/registrations/" + moderator;
    REQUIRE(in.world.patch(path, {{"role", "attendee"}}, in.own.organizer).status == 200);
    CHECK(in.world.send(asked).status == 403);
}

TEST_CASE(
    "strangers may send 64 KiB of JSON, a join link needs less, and who is known may send 1 MiB"
) {
    two_courses in;
    const auto admitted = [&](const std::string& path, const credential& by) {
        auto head = in.world.request("POST", path, by);
        return in.world.admit(head);
    };
    const auto registrations = in.own.path + "/registrations";
    CHECK(admitted(registrations, nobody).body_max == 64 * kib);
    CHECK_FALSE(admitted(registrations, nobody).is_known);
    CHECK_FALSE(admitted(registrations, {"made-up", {}, false}).is_known);
    CHECK(admitted(registrations, in.own.attendee).body_max == 1024 * kib);
    CHECK(admitted(registrations, in.own.attendee).is_known);
    CHECK(admitted("/api/v1/logins", in.own.attendee).body_max == 4 * kib);
    CHECK(admitted(in.own.path + "/roster", in.by(caller::token_write)).body_max == 1024 * kib);
}

TEST_CASE("a body costs by its bytes, and what is too much is not even parsed") {
    auto rates = api_world::generous();
    rates.work_per_network = {.burst = 100, .per_second = 0.01};
    api_world world(rates);
    const course_with_people course(world);
    const auto path = course.path + "/registrations";
    const auto padded = [&](std::size_t bytes) {
        return send_text(world, path, std::string(bytes, ' ') + "{}", nobody).status;
    };
    int answered = 0;
    while (padded(60 * kib) == 400) ++answered;
    CHECK(answered >= 4);  // sixteen units each
    CHECK(answered <= 6);
    CHECK(padded(60 * kib) == 429);
}

TEST_CASE("JSON that holds more than a route could want is left at once") {
    two_courses in;
    const auto detail = [&](const std::string& path, const std::string& text,
                            const credential& by) {
        const auto said = send_text(in.world, path, text, by);
        CHECK(said.status == 400);
        return said.body.at("error").at("detail").get<std::string>();
    };
    const auto registrations = in.own.path + "/registrations";
    CHECK(detail(registrations, "[" + repeated(9000, "[]") + "]", nobody) == "too many values");
    CHECK(detail(registrations, R"({"a":[[1]]})", nobody) == "nested too deep");
    CHECK(detail("/api/v1/logins", R"({"token":{"a":1}})", nobody) == "nested too deep");
    CHECK(detail("/api/v1/logins", "[" + repeated(100, "1") + "]", nobody) == "too many values");
    const auto roster = in.own.path + "/roster";
    CHECK(
        detail(roster, "[" + repeated(20'000, "{}") + "]", in.own.organizer) == "too many values"
    );
    CHECK(detail(roster, R"([{"a":[[1]]}])", in.own.organizer) == "nested too deep");
}

TEST_CASE("the largest roster and the largest course stay within the bounds of their routes") {
    two_courses in;
    json people = json::array();
    for (int i = 0; i < 1000; ++i) {
        people.push_back(
            {{"name", "Person " + std::to_string(i)},
             {"email", "p" + std::to_string(i) + "@example.org"},
             {"institution", "Leiden University"},
             {"country", "NL"},
             {"role", "attendee"},
             {"external_id", "x" + std::to_string(i)}}
        );
    }
    CHECK(in.world.post(in.own.path + "/roster", people, in.own.organizer).status == 200);
    auto course = small_course("large");
    const auto session = course["sessions"][0];
    course["people"].erase(1);
    course["people"].erase(1);
    for (int i = 0; i < 990; ++i) {
        const auto number = std::to_string(i);
        course["people"].push_back(
            {{"key", "p" + number}, {"name", "Person " + number}, {"role", "attendee"}}
        );
        auto one = session;
        one.erase("lecturer");
        one["key"] = "s-" + number;
        course["sessions"].push_back(std::move(one));
    }
    course["sessions"][0].erase("lecturer");
    CHECK(in.world.post("/api/v1/courses", course, the_operator).status == 201);
}

TEST_CASE("a large body is parsed beside the loop, a small one on it") {
    api_world world;
    const course_with_people course(world);
    const auto is_done_in_one_turn = [&](std::size_t bytes) {
        auto asked = world.request("POST", course.path + "/registrations", nobody);
        asked.headers.emplace_back("content-type", "application/json");
        asked.body = std::string(bytes, ' ') + "?";
        REQUIRE_FALSE(world.admit(asked).refused);
        auto& io = world.first_shard().io();
        std::atomic<int> status = 0;
        std::promise<void> done;
        auto at_once = boost::asio::post(
            io, boost::asio::use_future([&] {
                const auto ended = [&done](const std::exception_ptr&) { done.set_value(); };
                boost::asio::co_spawn(io, note_status(world.all(), asked, status), ended);
                return status != 0;
            })
        );
        done.get_future().get();
        CHECK(status == 400);
        return at_once.get();
    };
    CHECK(is_done_in_one_turn(100));
    CHECK_FALSE(is_done_in_one_turn(60 * kib));
}

TEST_CASE("guesses of links are limited, and lock no real log-in of the same network out") {
    auto rates = api_world::generous();
    rates.guesses_per_network = {.burst = 3, .per_second = 0.001};
    rates.work_per_network = {.burst = 30, .per_second = 0.001};
    api_world world(rates);
    const course_with_people course(world);
    const auto guess = [&] {
        return world.post("/api/v1/logins", {{"token", new_secret()}}).status;
    };
    for (int i = 0; i < 3; ++i) CHECK(guess() == 404);
    for (int i = 0; i < 100; ++i) CHECK(guess() == 429);
    CHECK_FALSE(world.open(course.attendee_link).cookie.empty());
    CHECK(world.get(course.path).status == 200);  // a page of the same network's strangers
    CHECK(guess() == 429);
}

TEST_CASE("what is no link at all counts as a guess, and nonsense is paid for") {
    auto rates = api_world::generous();
    rates.guesses_per_network = {.burst = 2, .per_second = 0.001};
    rates.work_per_network = {.burst = 20, .per_second = 0.001};
    api_world world(rates);
    const course_with_people course(world);
    CHECK(world.post("/api/v1/logins", json::object()).status == 400);
    CHECK(world.post("/api/v1/logins", {{"token", 5}}).status == 400);
    CHECK(world.post("/api/v1/logins", json::object()).status == 429);
    int answered = 0;
    while (send_text(world, "/api/v1/logins", "{", nobody).status == 400) ++answered;
    CHECK(answered <= 20);
}

TEST_CASE("a link is opened as often as a person needs, and not without end") {
    auto rates = api_world::generous();
    rates.links_per_person = {.burst = 4, .per_second = 0.001};
    api_world world(rates);
    const course_with_people course(world), other(world, "other");
    const auto text = course.attendee_link.get<std::string>();
    const json link{{"token", text.substr(text.find('#') + 1)}};
    for (int i = 0; i < 3; ++i) CHECK(world.post("/api/v1/logins", link).status == 200);
    CHECK(world.post("/api/v1/logins", link).status == 429);
    CHECK_FALSE(world.open(other.attendee_link).cookie.empty());
}

TEST_CASE("the scheme of a token may be written in any case") {
    two_courses in;
    const auto secret = in.by(caller::token_read).bearer;
    const auto status = [&](const std::string& authorization) {
        auto asked = in.world.request("GET", in.own.path + "/attendance?table=counts", nobody);
        asked.headers.emplace_back("authorization", authorization);
        return in.world.send(asked).status;
    };
    for (const std::string scheme : {"Bearer ", "bearer ", "BEARER ", "bEaReR ", "Bearer  "}) {
        CAPTURE(scheme);
        CHECK(status(scheme + secret) == 200);
    }
    for (const std::string scheme : {"Basic ", "Bearer", "Bearers ", "Token ", ""}) {
        CAPTURE(scheme);
        CHECK(status(scheme + secret) == 401);
    }
}
