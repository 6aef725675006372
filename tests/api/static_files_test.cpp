#include "api/static_files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>

using namespace aula;

namespace {

constexpr std::array<embedded_file, 2> client{
    embedded_file{"/index.html", "text/html; charset=utf-8", "<!doctype html>", "zipped page"},
    embedded_file{"/assets/room-1a2b.js", "text/javascript", "let a;", "", true},
};

http_request get(std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
    http_request request;
    request.method = "GET";
    request.path = std::move(path);
    request.headers = std::move(headers);
    return request;
}

std::string header_of(const http_response& response, std::string_view name) {
    const auto at =
        std::ranges::find(response.headers, name, [](const auto& h) { return h.first; });
    return at == response.headers.end() ? "" : at->second;
}

}  // namespace

TEST_CASE("the addresses that the client routes itself all answer the page") {
    const static_files files(client);
    for (const auto* path : {"/", "/join", "/c/immunology", "/c/immunology/mon-1"}) {
        const auto response = files.answer(get(path));
        CHECK(response.status == 200);
        CHECK(response.static_body == "<!doctype html>");
        CHECK(header_of(response, "cache-control") == "no-cache");
    }
}

TEST_CASE("a hashed asset may be kept for ever") {
    const static_files files(client);
    const auto response = files.answer(get("/assets/room-1a2b.js"));
    CHECK(response.static_body == "let a;");
    CHECK(header_of(response, "cache-control") == "public, max-age=31536000, immutable");
    CHECK(header_of(response, "content-type") == "text/javascript");
}

TEST_CASE("an unknown file is not found, and not the page") {
    const static_files files(client);
    CHECK(files.answer(get("/assets/gone.js")).status == 404);
    CHECK(files.answer(get("/favicon.ico")).status == 404);
}

TEST_CASE("somebody with a mistyped address reads the page that says so") {
    const static_files files(client);
    const auto lost = files.answer(get("/nowhere", {{"accept", "text/html,*/*;q=0.8"}}));
    CHECK(lost.status == 404);
    CHECK(lost.static_body == "<!doctype html>");
}

TEST_CASE("gzip is sent to those who take it") {
    const static_files files(client);
    const auto zipped = files.answer(get("/", {{"accept-encoding", "br, gzip"}}));
    CHECK(zipped.static_body == "zipped page");
    CHECK(header_of(zipped, "content-encoding") == "gzip");
    CHECK(header_of(zipped, "vary") == "accept-encoding");
    const auto plain = files.answer(get("/", {{"accept-encoding", "gzip;q=0"}}));
    CHECK(plain.static_body == "<!doctype html>");
    CHECK(header_of(plain, "content-encoding").empty());
    const auto has_none = files.answer(get("/assets/room-1a2b.js", {{"accept-encoding", "gzip"}}));
    CHECK(has_none.static_body == "let a;");
}

TEST_CASE("an unchanged page is answered with 304") {
    const static_files files(client);
    const auto etag = header_of(files.answer(get("/")), "etag");
    REQUIRE_FALSE(etag.empty());
    const auto again = files.answer(get("/", {{"if-none-match", etag}}));
    CHECK(again.status == 304);
    CHECK(again.static_body.empty());
    CHECK(files.answer(get("/", {{"if-none-match", "W/\"other\""}})).status == 200);
    CHECK(files.answer(get("/", {{"if-none-match", "\"x\", " + etag}})).status == 304);
}
