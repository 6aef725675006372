#include "net/metrics_door.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "net/net_world.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// A door with one number behind it.
class door_world {
public:
    door_world() : live_(folder_.path()), door_(all_, live_.all()) {
        all_.add([this](metrics_text& to) { to.gauge("aula_hats", "Hats.").sample(hats.value()); });
        must(door_.listen(must(listening_sockets::open("metrics.listen", any_port())).take()));
        door_.start();
    }
    ~door_world() { door_.stop(); }
    door_world(const door_world&) = delete;
    door_world& operator=(const door_world&) = delete;

    std::string ask(const std::string& head) const {
        return exchange(door_.port(), head + "\r\nHost: x\r\n\r\n");
    }
    std::uint16_t port() const { return door_.port(); }
    live_world& live() { return live_; }

    gauge hats;

private:
    temporary_folder folder_;
    live_world live_;
    metrics all_;
    metrics_door door_;
};

}  // namespace

TEST_CASE("a scrape is answered in Prometheus' format, and the connection ends with it") {
    door_world world;
    world.hats.set(7);
    const auto said = world.ask("GET /metrics HTTP/1.1");  // until the server closes
    CHECK(said.starts_with("HTTP/1.1 200"));
    CHECK(contains(said, "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
    CHECK(contains(said, "Cache-Control: no-store\r\n"));
    CHECK(contains(said, "Connection: close\r\n"));
    CHECK(contains(said, "# TYPE aula_hats gauge\naula_hats 7\n"));
    const auto twice =
        exchange(world.port(), "GET /metrics HTTP/1.1\r\n\r\nGET /metrics HTTP/1.1\r\n\r\n");
    CHECK(twice.find("HTTP/1.1 200") == twice.rfind("HTTP/1.1 200"));
}

TEST_CASE("there is nothing else at this door: no pages, no API, no WebSockets") {
    door_world world;
    for (const auto* other : {"/", "/api/v1/health", "/metrics/", "/ws"}) {
        CAPTURE(other);
        CHECK(world.ask("GET " + std::string(other) + " HTTP/1.1").starts_with("HTTP/1.1 404"));
    }
}

TEST_CASE("it can only be read") {
    door_world world;
    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
        CAPTURE(method);
        const auto said = world.ask(std::string(method) + " /metrics HTTP/1.1");
        CHECK(said.starts_with("HTTP/1.1 405"));
        CHECK(contains(said, "Allow: GET, HEAD\r\n"));
    }
    const auto head = world.ask("HEAD /metrics HTTP/1.1");
    CHECK(head.starts_with("HTTP/1.1 200"));
    CHECK_FALSE(contains(head, "aula_hats"));
}

TEST_CASE("a head of more than 8 KiB is refused") {
    door_world world;
    const auto said = world.ask("GET /metrics HTTP/1.1\r\nX: " + std::string(9000, 'x'));
    CHECK(said.starts_with("HTTP/1.1 431"));
}

TEST_CASE("whoever connects and says nothing is cut, and more than eight are not let in") {
    door_world world;
    std::vector<std::unique_ptr<raw_client>> silent;
    for (int count = 0; count < 8; ++count) {
        silent.push_back(std::make_unique<raw_client>(world.port()));
    }
    CHECK(world.ask("GET /metrics HTTP/1.1").empty());
    for (auto& each : silent) CHECK(each->rest().empty());
    CHECK(world.ask("GET /metrics HTTP/1.1").starts_with("HTTP/1.1 200"));
}

TEST_CASE("the numbers can be read while the process has no file descriptor left") {
    door_world world;
    raw_client first, second;
    const no_more_descriptors full;
    for (auto* each : {&first, &second}) {
        each->connect(world.port());
        each->send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
        CHECK(contains(each->rest(), "aula_hats 0"));
    }
}
