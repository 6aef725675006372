#include "bus/nats_bus.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bus/listening.hpp"
#include "support/captured_stderr.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace aula::test;
using std::chrono::steady_clock;

namespace {

/// Two servers that pass everything on to each other.
struct pair_of_servers {
    int first_route = lasting_port();
    int second_route = lasting_port();
    nats_server first{configuration(first_route, second_route)};
    nats_server second{configuration(second_route, first_route)};

    std::string urls() const { return first.url() + "," + second.url(); }

    static std::string configuration(int own, int other) {
        return "cluster: {name: test, listen: \"127.0.0.1:" + std::to_string(own) +
               "\", routes: [\"nats://127.0.0.1:" + std::to_string(other) + "\"]}";
    }
};

}  // namespace

TEST_CASE("a bus whose server is away opens, says so without the password, and connects later") {
    nats_server server("authorization: {user: aula, password: hunter2}");
    server.kill();
    const auto settings = plain_settings("nats://aula:hunter2@" + server.address());
    captured_stderr log;
    const auto made = open_nats(settings);
    std::vector<bool> changes;
    std::mutex guard;
    made->on_change([&](bool is_connected) {
        const std::lock_guard lock(guard);
        changes.push_back(is_connected);
    });
    CHECK(eventually([&] { return contains(log.text(), "cannot be reached"); }));
    CHECK_FALSE(made->is_connected());
    CHECK_FALSE(made->publish("aula.x", "too early"));
    listener here(*made, "aula.x");
    server.start();
    CHECK(here.hears(*made, "aula.x"));
    CHECK(made->is_connected());
    const std::lock_guard lock(guard);
    CHECK(changes == std::vector<bool>{true});
    CHECK(contains(log.text(), "nats://aula:…@" + server.address()));
    CHECK(contains(log.text(), "is nats-server running there"));
    CHECK_FALSE(contains(log.text(), "hunter2"));
}

TEST_CASE("a server that is killed and comes back is found again, with the subscriptions") {
    nats_server server;
    const auto from = connected(plain_settings(server.url()));
    const auto to = connected(plain_settings(server.url()));
    listener here(*to, "aula.x");
    REQUIRE(here.hears(*from, "aula.x"));
    std::atomic<int> losses = 0;
    to->on_change([&](bool is_connected) { losses += is_connected ? 0 : 1; });
    server.kill();
    CHECK(eventually([&] { return !from->is_connected() && !to->is_connected(); }));
    CHECK_FALSE(from->publish("aula.x", "nobody is there"));
    CHECK(eventually([&] { return losses == 1; }));
    server.start();
    CHECK(here.hears(*from, "aula.x"));
    from->publish("aula.x", "after all");
    CHECK(here.in.wait_for(1) == std::vector<std::string>{"after all"});
    CHECK(from->statistics().reconnects >= 1);
    CHECK(to->statistics().reconnects >= 1);
}

TEST_CASE("of two servers one may be killed") {
    pair_of_servers both;
    const auto from = connected(plain_settings(both.urls()));
    const auto to = connected(plain_settings(both.urls()));
    const auto beyond = connected(plain_settings(both.second.url()));
    listener here(*to, "aula.x");
    REQUIRE(here.hears(*from, "aula.x"));
    REQUIRE(here.hears(*beyond, "aula.x"));
    both.first.kill();
    CHECK(here.hears(*beyond, "aula.x"));
    CHECK(here.hears(*from, "aula.x"));
    both.first.start();
    both.second.kill();
    CHECK(here.hears(*from, "aula.x"));
}

TEST_CASE("a server that hangs is noticed and left for another one") {
    pair_of_servers both;
    const auto made = connected(plain_settings(both.urls()));
    std::atomic<int> losses = 0;
    made->on_change([&](bool is_connected) { losses += is_connected ? 0 : 1; });
    listener here(*made, "aula.x");
    const auto froze_at = steady_clock::now();
    both.first.freeze();
    both.second.freeze();
    CHECK(eventually([&] { return losses == 1; }));
    const auto took = steady_clock::now() - froze_at;
    CHECK(took > std::chrono::milliseconds{700});
    CHECK(took < std::chrono::seconds{10});  // 1.6 s on a machine that has nothing else to do
    CHECK_FALSE(made->publish("aula.x", "nobody is there"));
    both.second.thaw();
    CHECK(here.hears(*made, "aula.x"));
}

TEST_CASE("publishing to a server that hangs does not block, and is refused when too much waits") {
    const nats_server unharmed;
    nats_server server;
    auto settings = plain_settings(server.url());
    settings.limits.ping = std::chrono::hours{1};  // so that it is not noticed
    const auto made = connected(settings);
    server.freeze();
    const std::string large(bus::body_max, 'x');
    int refused = 0;
    for (int i = 0; i < 64; ++i) refused += made->publish("aula.x", large) ? 0 : 1;
    CHECK(made->is_connected());
    CHECK(refused > 0);
    CHECK(refused < 64);
    CHECK(made->statistics().refused == static_cast<std::uint64_t>(refused));
}

TEST_CASE("what is not taken fast enough is dropped and counted, and the connection stays") {
    nats_server server;
    auto settings = plain_settings(server.url());
    settings.limits.incoming_messages_max = 10;
    const auto from = connected(plain_settings(server.url()));
    const auto to = connected(settings);
    std::latch may_go_on(1);
    std::atomic<bool> is_held_up = false;
    std::atomic<int> given = 0;
    const auto held = to->subscribe("aula.x", [&](std::string_view body) {
        ++given;
        if (body != "wait" || is_held_up.exchange(true)) return;
        may_go_on.wait();
    });
    captured_stderr log;
    CHECK(eventually([&] {
        from->publish("aula.x", "wait");
        return is_held_up.load();
    }));
    for (int i = 0; i < 100; ++i) from->publish("aula.x", "more");
    CHECK(eventually([&] { return to->statistics().dropped >= 90; }));
    CHECK(contains(log.text(), "faster than they are taken"));
    CHECK(to->is_connected());
    may_go_on.count_down();
    const int before = given;
    CHECK(eventually([&] {
        from->publish("aula.x", "more");
        return given > before + 11;
    }));
    CHECK(to->statistics().reconnects == 0);
}

TEST_CASE("a bus goes at once, whether it is connected, connecting or waiting") {
    nats_server server;
    for (int i = 0; i < 20; ++i) {
        const auto made = open_nats(plain_settings(server.url()));
        if (i % 2 == 0) CHECK(eventually([&] { return made->is_connected(); }));
    }
    server.freeze();
    for (int i = 0; i < 5; ++i) open_nats(plain_settings(server.url()));
    server.kill();
    for (int i = 0; i < 5; ++i) open_nats(plain_settings(server.url()));
}

TEST_CASE("what NATS is asked for is told: version and round trip") {
    const nats_server server;
    const auto found = inspect_nats(plain_settings(server.url()));
    REQUIRE(found);
    REQUIRE(found->front().peer);
    CHECK(found->front().peer->version.starts_with("2."));
    CHECK(found->front().peer->body_max >= bus::body_max);
    CHECK(found->front().peer->round_trip.count() > 0);
}
