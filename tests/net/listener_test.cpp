#include "net/listener.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "net/net_world.hpp"

using namespace aula;
using namespace aula::test;
using namespace std::string_view_literals;

namespace {

const std::string one_request = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

std::string turned_away_by(std::string_view reason, int count) {
    return "aula_connections_turned_away_total{reason=\"" + std::string(reason) + "\"} " +
           std::to_string(count);
}

/// Has been answered once, and then says nothing.
class answered_client : public raw_client {
public:
    explicit answered_client(std::uint16_t port) : raw_client(port) {
        send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        until("[]");
    }
};

/// Each listener has a doorstep of its own, and the kernel chooses the listener.
constexpr int tries_max = 64;

}  // namespace

TEST_CASE("connections and answers are counted") {
    net_world world;
    CHECK(world.counted("aula_connections_accepted_total 0"));
    exchange(world.port(), one_request);
    exchange(world.port(), "NON SENSE\r\n\r\n");
    CHECK(world.comes_to_count("aula_connections_accepted_total 2"));
    CHECK(world.counted("aula_http_answers_total{class=\"2xx\"} 1"));
    CHECK(world.counted("aula_http_answers_total{class=\"4xx\"} 1"));
    CHECK(world.counted("aula_http_answer_seconds_count 1"));
    CHECK(world.comes_to_count("aula_connections_open{kind=\"http\",shard=\"0\"} 0"));
    CHECK(world.comes_to_count("aula_connections_open{kind=\"http\",shard=\"1\"} 0"));
}

TEST_CASE("a WebSocket counts as one from its upgrade on, and its end by the code") {
    net_world world;
    raw_client client(world.port());
    client.send(
        "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        "Origin: " +
        std::string(net_world::origin) + "\r\nSec-WebSocket-Protocol: aula.v1\r\n\r\n"
    );
    client.until("\r\n\r\n");
    const auto is_on = [&](std::string_view shard) {
        return world.counted(
            "aula_connections_open{kind=\"websocket\",shard=\"" + std::string(shard) + "\"} 1"
        );
    };
    CHECK(is_on("0") != is_on("1"));
    client.send("\x81\x82\0\0\0\0{}"sv);  // no hello
    client.send("\x88\x80\0\0\0\0"sv);
    client.rest();
    CHECK(world.comes_to_count("aula_websocket_closes_total{code=\"bad_hello\"} 1"));
    CHECK(world.comes_to_count("aula_connections_open{kind=\"websocket\",shard=\"0\"} 0"));
    CHECK(world.comes_to_count("aula_connections_open{kind=\"websocket\",shard=\"1\"} 0"));
}

TEST_CASE("beyond the most connections whoever has nothing to say makes room, and it is counted") {
    net_world world({}, quick_settings(), 1);
    answered_client idle(world.port());
    // Its answer has been written, and it stands on the doorstep again.
    for (int turn = 0; turn < 10; ++turn) world.let_shards_turn();
    // Whichever listener it meets: the one without anybody on its doorstep asks the other.
    CHECK(exchange(world.port(), one_request).find("GET /a []") != std::string::npos);
    CHECK_FALSE(world.counted(turned_away_by("connections_max", 0)));
    CHECK(idle.rest().empty());
}

TEST_CASE("beyond the most connections one is closed at once when everybody is busy") {
    net_world world({}, quick_settings(), 1);
    raw_client busy(world.port());
    busy.send(
        "POST /upload HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    );
    busy.until("\r\n\r\n");
    world.let_shards_turn();  // it was told to go on …
    world.let_shards_turn();  // … and has begun to read
    for (int count = 1; count <= 10; ++count) {
        CHECK(exchange(world.port(), one_request).empty());
        CHECK(world.comes_to_count(turned_away_by("connections_max", count)));
    }
    CHECK(world.counted("aula_connections_accepted_total 1"));
    busy.send("hello");
    CHECK(busy.until("] 5").find("POST /upload") != std::string::npos);
}

TEST_CASE("without a file descriptor somebody who has nothing to say gives theirs") {
    net_world world;
    answered_client idle(world.port());
    world.let_shards_turn();
    std::vector<raw_client> callers(tries_max);
    const no_more_descriptors full;
    const bool is_in = std::ranges::any_of(callers, [&](raw_client& each) {
        each.connect(world.port());
        each.send(one_request);
        return each.rest().find("GET /a []") != std::string::npos;
    });
    CHECK(is_in);
    CHECK(idle.rest().empty());
}

TEST_CASE("without a file descriptor people are turned away, not left hanging, until there is one"
) {
    net_world world;
    world.let_shards_turn();  // each listener has its reserve and waits
    {
        raw_client first, second;
        const no_more_descriptors full;
        int count = 0;
        for (auto* each : {&first, &second}) {
            each->connect(world.port());
            each->send(one_request);
            CHECK(each->rest().empty());
            CHECK(world.comes_to_count(turned_away_by("descriptors", ++count)));
        }
    }
    CHECK(exchange(world.port(), one_request).find("GET /a []") != std::string::npos);
}
