#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "net/net_world.hpp"
#include "net/upload_pace.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::string status_of(const std::string& answer) {
    return answer.substr(0, 12);
}

constexpr std::string_view last = "Connection: close\r\n\r\n";

std::string get(std::string_view path) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(last);
}

}  // namespace

TEST_CASE("a request is answered, and the next one on the same connection too") {
    net_world world;
    const auto said = exchange(world.port(), "GET /a HTTP/1.1\r\nHost: x\r\n\r\n" + get("/b"));
    CHECK(contains(said, "GET /a []"));
    CHECK(contains(said, "GET /b []"));
}

TEST_CASE("HEAD is answered like GET, without the body") {
    net_world world;
    const auto said = exchange(world.port(), "HEAD /a HTTP/1.1\r\nHost: x\r\n" + std::string(last));
    CHECK(status_of(said) == "HTTP/1.1 200");
    CHECK(contains(said, "Content-Length: 9"));
    CHECK_FALSE(contains(said, "GET /a"));
}

TEST_CASE("a head of more than 8 KiB is answered 431, not with a reset") {
    net_world world;
    const auto said = exchange(
        world.port(), "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(9000, 'x') + "\r\n\r\n"
    );
    CHECK(status_of(said) == "HTTP/1.1 431");
}

TEST_CASE("a head that does not arrive in time is cut") {
    net_world world;
    CHECK(exchange(world.port(), "GET / HTTP/1.1\r\nHost: x\r\n").empty());
}

TEST_CASE("whoever connects and says nothing is cut as soon, and not only after a pause's time") {
    net_world world;
    raw_client silent(world.port());
    CHECK(silent.rest().empty());
}

TEST_CASE("an upload that trickles in is cut, however steadily it does") {
    upload_pace pace(milliseconds{50});
    CHECK(pace.left() > milliseconds{0});
    pace.moved(upload_pace::bytes_per_second_min);
    CHECK(pace.left() > milliseconds{900});
    upload_pace trickle(milliseconds{0});
    trickle.moved(1);
    CHECK(trickle.left() <= milliseconds{1});
}

TEST_CASE("uploads that trickle in together are not cut together") {
    constexpr milliseconds start = std::chrono::minutes{1};
    constexpr milliseconds spread_max{600};
    std::array<int, 6> ended{};  // in each tenth of a second after `start`
    for (int i = 0; i < 60; ++i) {
        const auto before = std::chrono::steady_clock::now();
        upload_pace pace(start);
        pace.moved(1);
        const auto more = pace.left() + (std::chrono::steady_clock::now() - before) - start;
        REQUIRE(more >= milliseconds{0});
        const auto part = static_cast<std::size_t>(more * ended.size() / spread_max);
        ++ended.at(std::min(part, ended.size() - 1));
    }
    for (const int here : ended) CHECK(here >= 5);
}

TEST_CASE("unclear lengths are refused, because two readers could disagree about them") {
    net_world world;
    const std::string_view unclear[] = {
        "POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
        "POST /json HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
    };
    for (const auto request : unclear) {
        CAPTURE(request);
        CHECK(status_of(exchange(world.port(), request)) == "HTTP/1.1 400");
    }
}

TEST_CASE("a chunked body is read") {
    net_world world;
    const auto said = exchange(
        world.port(), "POST /json HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" +
                          std::string(last) + "3\r\nabc\r\n0\r\n\r\n"
    );
    CHECK(contains(said, "POST /json [abc]"));
}

TEST_CASE("paths that climb, hide a slash or are no paths are refused") {
    net_world world;
    for (const auto path :
         {"/../etc", "/./etc", "/.", "/a/./b", "/a/%2e%2e/b", "/a%5cb", "/a%2fb", "/a%00b",
          "http://x/", "*"}) {
        CAPTURE(path);
        CHECK(status_of(exchange(world.port(), get(path))) == "HTTP/1.1 400");
    }
    CHECK(contains(exchange(world.port(), get("/a%20b")), "GET /a b []"));
}

TEST_CASE("a body that is too large is refused before it is read") {
    net_world world;
    const auto said =
        exchange(world.port(), "POST /json HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n");
    CHECK(status_of(said) == "HTTP/1.1 413");
    const auto upload = exchange(
        world.port(), "PUT /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n"
    );
    CHECK(status_of(upload) == "HTTP/1.1 413");
}

TEST_CASE("a body where none belongs is refused") {
    net_world world;
    const auto said =
        exchange(world.port(), "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx");
    CHECK(status_of(said) == "HTTP/1.1 400");
}

TEST_CASE("an upload arrives as a file") {
    net_world world;
    const std::string body(300000, 'p');
    const auto said = exchange(
        world.port(),
        "PUT /upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n" + std::string(last) + body
    );
    CHECK(contains(said, "100 Continue"));
    CHECK(contains(said, "PUT /upload [] 300000"));
}

TEST_CASE("an exception in a handler is a 500 that says nothing of it") {
    net_world world;
    const auto said = exchange(world.port(), get("/throws"));
    CHECK(status_of(said) == "HTTP/1.1 500");
    CHECK_FALSE(contains(said, "on purpose"));
}

TEST_CASE("what is refused for want of memory or files is a 503, and may be tried again") {
    net_world world;
    for (const auto* path : {"/no-memory", "/no-files"}) {
        const auto said = exchange(world.port(), get(path));
        CHECK(status_of(said) == "HTTP/1.1 503");
        CHECK(contains(said, "Retry-After: 2"));
        CHECK(contains(said, "\"code\":\"busy\""));
        CHECK_FALSE(contains(said, "on purpose"));
    }
    CHECK(status_of(exchange(world.port(), get("/no-room"))) == "HTTP/1.1 507");
    CHECK(status_of(exchange(world.port(), get("/after"))) == "HTTP/1.1 200");
}

TEST_CASE("an upload that finds no file to go to is refused with an answer") {
    net_world world;
    raw_client client(world.port());
    client.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n");
    client.until("[]");  // it has its connection
    const no_more_descriptors none;
    client.send("PUT /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody");
    CHECK(status_of(client.rest()) == "HTTP/1.1 503");
}

TEST_CASE("nonsense is answered 400") {
    net_world world;
    CHECK(status_of(exchange(world.port(), "NON SENSE\r\n\r\n")) == "HTTP/1.1 400");
}
