#include "client/rest_client.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "base/json.hpp"
#include "client/canned_server.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;

namespace {

rest_client client_of(const canned_server& at, std::string token = {}) {
    return rest_client({.socket = at.path(), .url = {}, .token = std::move(token)});
}

/// Takes connections, and never answers.
class silent_socket {
public:
    silent_socket() : door_(io_, path().string()) {}
    std::filesystem::path path() const { return folder_.path() / "silent.sock"; }

private:
    test::temporary_folder folder_;
    boost::asio::io_context io_;
    boost::asio::local::stream_protocol::acceptor door_;
};

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

TEST_CASE("nobody at an address is told by the system's own words") {
    for (const auto* scheme : {"http", "https"}) {
        CAPTURE(scheme);
        const std::string nobody = std::string(scheme) + "://127.0.0.1:1";
        const auto answer = call({.socket = {}, .url = nobody, .token = {}}, {.path = "/"});
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == error_code::unavailable);
        CHECK(answer.error().detail == nobody + ": Connection refused");
    }
}

TEST_CASE("an answer that ends too early is an error, and so is one that does not begin in time") {
    {
        canned_server server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}");
        const auto answer = client_of(server).get("/health");
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == error_code::unavailable);
    }
    const silent_socket nobody;
    const http_target at{.socket = nobody.path(), .url = {}, .token = {}};
    const auto late = call(at, {.path = "/", .deadline = std::chrono::seconds{1}});
    REQUIRE_FALSE(late);
    CHECK(late.error().code == error_code::unavailable);
    CHECK(late.error().detail.starts_with(nobody.path().string() + ": "));
}

TEST_CASE("a body is sent whole, with its length and type, whatever the method") {
    for (const auto* method : {"POST", "PUT", "DELETE"}) {
        CAPTURE(method);
        canned_server server("HTTP/1.1 204 No Content\r\n\r\n");
        http_call asked{.method = method, .path = "/a/../b?c=%20", .body = std::string(2000, 'x')};
        asked.content_type = "application/pdf";
        const auto answer = call({.socket = server.path(), .url = {}, .token = {}}, asked);
        REQUIRE(answer);
        CHECK(answer->status == 204);
        const auto head = server.request();
        CHECK(head.starts_with(std::string(method) + " /a/../b?c=%20 HTTP/1.1\r\n"));
        CHECK(head.find("Content-Length: 2000\r\n") != std::string::npos);
        CHECK(head.find("Content-Type: application/pdf\r\n") != std::string::npos);
        CHECK(head.find("Expect:") == std::string::npos);
    }
}

TEST_CASE("a socket whose path is longer than a socket's may be is not listened on") {
    CHECK_FALSE(is_listening("/" + std::string(200, 'x')));
}

TEST_CASE("names in paths are percent-encoded") {
    CHECK(percent_encoded("a b/ç.pdf") == "a%20b%2F%C3%A7.pdf");
    CHECK(percent_encoded("Az0-._~") == "Az0-._~");
}
