#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "net/net_world.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace aula::test;

namespace {

const std::string asks_for_a = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

std::string head_of(std::string_view start, std::string_view more = "Content-Length: 5\r\n") {
    return std::string(start) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

/// Asks again when it is turned away, as a page does: the place may be on its way to be free.
bool gets_in(std::uint16_t port) {
    for (int tries = 0; tries < 20; ++tries) {
        if (contains(test::exchange(port, asks_for_a), "GET /a []")) return true;
        std::this_thread::sleep_for(milliseconds{50});
    }
    return false;
}

/// A server with one place, which a client holds in some way. The next client gets in.
void check_that_it_makes_room(const std::vector<std::string>& says) {
    for (const auto& said : says) {
        CAPTURE(said);
        net_world world({}, quick_settings(), 1);
        raw_client holder;
        holder.has_little_room();
        holder.connect(world.port());
        holder.send(said);
        if (said.starts_with("GET /large")) holder.until("\r\n\r\n");  // its answer has begun
        CHECK(gets_in(world.port()));
    }
}

}  // namespace

TEST_CASE("what may not be done is refused by its head, before any of its body has come") {
    net_world world;
    raw_client sender(world.port());
    sender.send(head_of("PUT /forbidden"));
    CHECK(contains(sender.until("}}"), "HTTP/1.1 403"));
}

TEST_CASE("a refusal reaches a client that is still sending its body") {
    net_world world;
    for (const std::size_t bytes : {1UL, 70'000UL, 200'000UL}) {
        CAPTURE(bytes);
        const auto length = "Content-Length: " + std::to_string(bytes) + "\r\n";
        const auto body = std::string(bytes, 'x');
        CHECK(contains(exchange(world.port(), head_of("PUT /forbidden", length) + body), " 403 "));
    }
}

TEST_CASE("after a refusal without a body the connection goes on, after one with a body it ends") {
    net_world world;
    const auto kept = exchange(world.port(), head_of("GET /forbidden", "") + asks_for_a);
    CHECK(contains(kept, " 403 "));
    CHECK(contains(kept, "GET /a []"));
    const auto ended = exchange(world.port(), head_of("PUT /forbidden") + "hello" + asks_for_a);
    CHECK(contains(ended, " 403 "));
    CHECK_FALSE(contains(ended, "GET /a []"));
}

TEST_CASE("strangers keep no place, whatever they have begun") {
    const std::string chunks = "Transfer-Encoding: chunked\r\n";
    check_that_it_makes_room({
        "",
        "PUT /upl",
        head_of("PUT /upload?stranger=1"),
        head_of("PUT /upload?stranger=1") + "hel",
        head_of("PUT /upload?stranger=1", "Content-Length: 40000000\r\n") +
            std::string(100'000, 'x'),
        head_of("PUT /upload?stranger=1", chunks) + "5\r\nhello\r\n",
        head_of("POST /json?stranger=1"),
        head_of("POST /json?stranger=1", chunks) + "5\r\nhel",
        head_of("GET /a?stranger=1", ""),
    });
}

TEST_CASE("a refused request, an unread answer and a JSON body that does not come keep no place") {
    check_that_it_makes_room({
        head_of("PUT /forbidden"),
        head_of("PUT /forbidden", "Content-Length: 40000000\r\n") + std::string(100'000, 'x'),
        head_of("GET /large?stranger=1", ""),
        head_of("GET /large", ""),
        head_of("GET /large", "") + head_of("GET /large", ""),
        head_of("POST /json"),
        head_of("POST /json", "Content-Length: 100000\r\n") + std::string(70'000, 'x'),
    });
}

TEST_CASE("a stranger's JSON is bounded before it is known who sends it") {
    net_world world;
    const auto post = [&](std::string_view path, std::size_t bytes) {
        const auto length =
            "Content-Length: " + std::to_string(bytes) + "\r\nConnection: close\r\n";
        const auto body = std::string(bytes, 'x');
        return exchange(world.port(), head_of("POST " + std::string(path), length) + body);
    };
    CHECK(contains(post("/json?stranger=1", 65536), "HTTP/1.1 200"));
    CHECK(contains(post("/json?stranger=1", 65537), "HTTP/1.1 413"));
    CHECK(contains(post("/json", 65537), "HTTP/1.1 200"));
    CHECK(contains(post("/json", 1024 * 1024 + 1), "HTTP/1.1 413"));
    const auto chunk = "10001\r\n" + std::string(65537, 'x') + "\r\n0\r\n\r\n";
    const auto chunked = head_of("POST /json?stranger=1", "Transfer-Encoding: chunked\r\n");
    CHECK(contains(exchange(world.port(), chunked + chunk), "HTTP/1.1 413"));
}
