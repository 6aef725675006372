#include "cli/rest_client.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/canned_server.hpp"

using namespace aula;
using namespace aula::cli;

namespace {

rest_client client_of(const canned_server& at, std::string token = {}) {
    return rest_client({.socket = at.path(), .url = {}, .token = std::move(token)});
}

std::string response(const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a request names path, type and token, and the answer is JSON") {
    canned_server server(response("200 OK", R"({"id":"t1"})"));
    const auto answer = client_of(server, "secret").post("/courses/a/tokens", {{"label", "x"}});
    REQUIRE(answer);
    CHECK((*answer)["id"] == "t1");
    const auto head = server.request();
    CHECK(head.starts_with("POST /api/v1/courses/a/tokens HTTP/1.1\r\n"));
    CHECK(head.find("Content-Type: application/json\r\n") != std::string::npos);
    CHECK(head.find("Authorization: Bearer secret\r\n") != std::string::npos);
}

TEST_CASE("an error of the server keeps its sentence, its kind and the field to blame") {
    canned_server server(response(
        "404 Not Found",
        R"({"error":{"code":"not_found","detail":"No such course.","field":"course"}})"
    ));
    const auto answer = client_of(server).get("/courses/a");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == error_code::not_found);
    CHECK(answer.error().detail == "course: No such course.");
}

TEST_CASE("an answer that is no JSON error is told by its status") {
    canned_server server("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\noops");
    const auto answer = client_of(server).get("/health");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == error_code::internal);
    CHECK(answer.error().detail == "GET /api/v1/health was answered 502.");
}

TEST_CASE("an answer without a body is null") {
    canned_server server("HTTP/1.1 204 No Content\r\n\r\n");
    const auto answer = client_of(server).remove("/courses/a", {{"confirm", "a"}});
    REQUIRE(answer);
    CHECK(answer->is_null());
}

TEST_CASE("nobody at the socket is an error that names the socket") {
    const rest_client client({.socket = "/nowhere/aula.sock", .url = {}, .token = {}});
    const auto answer = client.get("/health");
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == error_code::unavailable);
    CHECK(answer.error().detail.find("/nowhere/aula.sock") != std::string::npos);
    CHECK_FALSE(is_listening("/nowhere/aula.sock"));
}

TEST_CASE("an address that is no URL of a server is refused before anything is sent") {
    for (const auto* wrong : {"aula.example.org", "ftp://a", "https://", ""}) {
        CAPTURE(wrong);
        const auto answer = call({.socket = {}, .url = wrong, .token = {}}, {});
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == error_code::invalid);
    }
}

TEST_CASE("names in paths are percent-encoded") {
    CHECK(percent_encoded("a b/ç.pdf") == "a%20b%2F%C3%A7.pdf");
    CHECK(percent_encoded("Az0-._~") == "Az0-._~");
}
