#include "api/api_world.hpp"

using namespace aula;
using namespace aula::test;

namespace {

constexpr const char* registrations_of_course = "/api/v1/courses/immunology/registrations";

said post_text(
    api_world& world, std::string_view path, const std::string& text, const credential& by
) {
    auto asked = world.request("POST", path, by);
    asked.headers.emplace_back("content-type", "application/json; charset=utf-8");
    asked.body = text;
    return world.send(asked);
}

/// A change by a cookie, with these headers instead of those of a browser on our own page.
said change_with(
    api_world& world, const course_with_people& course, const credential& by,
    std::vector<std::pair<std::string, std::string>> headers
) {
    auto asked = world.request("POST", course.session_path() + "/tickets", by);
    std::erase_if(asked.headers, [](const auto& one) { return one.first == "sec-fetch-site"; });
    for (auto& one : headers) asked.headers.push_back(std::move(one));
    return world.send(asked);
}

}  // namespace

TEST_CASE("an unknown address answers 404 in JSON, with the security headers") {
    api_world world;
    const auto unknown = world.get("/api/v1/nothing");
    CHECK(unknown.status == 404);
    CHECK(unknown.code() == "not_found");
    CHECK(unknown.header("content-type") == "application/json");
    CHECK(unknown.header("x-content-type-options") == "nosniff");
    CHECK(unknown.header("content-security-policy").find("default-src 'none'") == 0);
    CHECK(unknown.header("cache-control") == "no-store");
}

TEST_CASE("a method that an address does not have answers 405 and says which it has") {
    api_world world;
    const auto wrong = world.remove("/api/v1/courses", the_operator);
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == "GET, POST");
}

TEST_CASE("the network layer is told which body a route takes") {
    api_world world;
    const course_with_people course(world);
    const auto takes = [&](std::string method, std::string_view path) {
        auto asked = world.request(std::move(method), path, course.lecturer);
        const auto admitted = world.admit(asked);
        CHECK_FALSE(admitted.refused);
        return admitted.takes;
    };
    const auto decks = course.path + "/sessions/mon-1/decks";
    CHECK(takes("GET", "/api/v1/me") == body_kind::none);
    CHECK(takes("POST", "/api/v1/logins") == body_kind::json);
    CHECK(takes("PUT", decks + "/x y.pdf") == body_kind::file);
    CHECK(takes("PUT", decks) == body_kind::none);
    CHECK(takes("POST", "/somewhere") == body_kind::none);
}

TEST_CASE("JSON that two readers could read differently is refused") {
    api_world world;
    const course_with_people course(world);
    const auto refused = [&](const std::string& text) {
        const auto said = post_text(world, registrations_of_course, text, nobody);
        CHECK(said.status == 400);
        return said.body.at("error").at("detail").get<std::string>();
    };
    CHECK_FALSE(refused(R"({"name": "a", "name": "b"})").empty());
    CHECK_FALSE(refused("{\"name\": \"a\"").empty());
    CHECK_FALSE(refused(std::string(17, '[') + std::string(17, ']')).empty());
    CHECK_FALSE(refused("\"\xff\"").empty());
    CHECK(refused("[]").find("object") != std::string::npos);
}

TEST_CASE("a body that is not declared as JSON is refused") {
    api_world world;
    const course_with_people course(world);
    auto asked = world.request("POST", registrations_of_course, nobody);
    asked.headers.emplace_back("content-type", "text/plain");
    asked.body = application_of("Ben", "ben@example.org").dump();
    CHECK(world.send(asked).status == 400);
    asked.headers.back().second = "application/json";
    CHECK(world.send(asked).status == 201);
}

TEST_CASE("a field that nobody knows is refused by its name") {
    api_world world;
    const course_with_people course(world);
    auto form = application_of("Ben", "ben@example.org");
    form["role"] = "organizer";
    const auto said = world.post(registrations_of_course, form);
    CHECK(said.status == 400);
    CHECK(said.code() == "invalid");
    CHECK(said.field() == "role");
}

TEST_CASE("a change by cookie has to come from our own pages") {
    api_world world;
    const course_with_people course(world);
    const auto by = course.attendee;
    CHECK(change_with(world, course, by, {{"sec-fetch-site", "same-origin"}}).status == 201);
    CHECK(change_with(world, course, by, {{"origin", api_world::public_url}}).status == 201);
    CHECK(change_with(world, course, by, {}).status == 403);
    CHECK(change_with(world, course, by, {{"sec-fetch-site", "cross-site"}}).status == 403);
    CHECK(change_with(world, course, by, {{"origin", "https://evil.test"}}).status == 403);
    const std::pair<std::string, std::string> own{"origin", api_world::public_url};
    CHECK(change_with(world, course, by, {{"sec-fetch-site", "same-site"}, own}).status == 403);
}

TEST_CASE("a foreign page cannot log somebody in, nor register them") {
    api_world world;
    const course_with_people course(world);
    auto asked = world.request("POST", "/api/v1/logins", nobody);
    asked.headers.back() = {"sec-fetch-site", "cross-site"};
    CHECK(world.send(asked).status == 403);
}

TEST_CASE("programs and the operator need no proof of origin") {
    api_world world;
    const course_with_people course(world);
    const auto made = world.post(
        course.path + "/tokens", {{"label", "x"}, {"scopes", {"course:write"}}}, course.organizer
    );
    for (const auto& by : {credential{{}, made.body.at("secret"), false}, the_operator}) {
        auto asked = world.request("POST", course.path + "/roster", by);
        asked.headers.erase(asked.headers.end() - 1);
        asked.headers.emplace_back("content-type", "application/json");
        asked.body = "[]";
        CHECK(world.send(asked).status == 200);
    }
}

TEST_CASE("who does something too often is told when to come back") {
    auto rates = api_world::generous();
    rates.guesses_per_network = {.burst = 2, .per_second = 0.1};
    api_world world(rates);
    const json wrong{{"token", "wrong"}};
    CHECK(world.post("/api/v1/logins", wrong).status == 404);
    CHECK(world.post("/api/v1/logins", wrong).status == 404);
    const auto refused = world.post("/api/v1/logins", wrong);
    CHECK(refused.status == 429);
    CHECK(refused.code() == "too_many_requests");
    CHECK(std::stoi(refused.header("retry-after")) >= 1);
    CHECK(world.post("/api/v1/logins", wrong, the_operator).status == 404);
}

TEST_CASE("health says the version, and that things can be saved") {
    api_world world;
    CHECK(world.get("/api/v1/health").body == json{{"status", "ok"}, {"version", AULA_VERSION}});
}

TEST_CASE("health tells the operator, and nobody else, where the server listens") {
    api_world world;
    const auto told = world.get("/api/v1/health", the_operator).body;
    CHECK(told["listen"] == "127.0.0.1:8080");
    CHECK(told["url"] == world.public_url);
    CHECK_FALSE(told.contains("metrics"));  // they are off
    CHECK_FALSE(world.get("/api/v1/health").body.contains("listen"));
}
