#include "net/listener.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

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

TEST_CASE("beyond the most connections one is closed at once, and counted") {
    net_world world({}, quick_settings(), 1);
    raw_client first(world.port());
    first.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    first.until("[]");
    CHECK(exchange(world.port(), one_request).empty());
    CHECK(world.comes_to_count(turned_away_by("connections_max", 1)));
    CHECK(world.counted("aula_connections_accepted_total 1"));
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
