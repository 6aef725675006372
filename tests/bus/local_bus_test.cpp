#include "bus/local_bus.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bus/listening.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("on the local bus a message is given before publish returns") {
    const on_local place;
    const auto from = place.open();
    const auto to = place.open();
    std::thread::id on;
    const auto held =
        to->subscribe("aula.now", [&](std::string_view) { on = std::this_thread::get_id(); });
    CHECK(from->publish("aula.now", "a message"));
    CHECK(on == std::this_thread::get_id());
}

TEST_CASE("a bus that is cut off neither speaks nor hears, knows it, and heals") {
    const on_local place;
    const auto one = place.open();
    const auto other = place.open();
    std::vector<bool> changes;
    one->on_change([&](bool is_connected) { changes.push_back(is_connected); });
    listener here(*one, "aula.cut");
    listener there(*other, "aula.cut");
    place.exchange->cut(*one);
    CHECK_FALSE(one->is_connected());
    CHECK_FALSE(one->publish("aula.cut", "unheard"));
    CHECK(other->publish("aula.cut", "elsewhere"));
    CHECK(there.in.wait_for(1) == std::vector<std::string>{"elsewhere"});
    place.exchange->heal(*one);
    CHECK(one->publish("aula.cut", "again"));
    CHECK(here.in.wait_for(1) == std::vector<std::string>{"again"});
    CHECK(changes == std::vector<bool>{false, true});
    CHECK(one->statistics().reconnects == 1);
    CHECK(one->statistics().refused == 1);
}

TEST_CASE("what is held reaches its bus when it is released, in order, and others at once") {
    const on_local place;
    const auto slow = place.open();
    const auto fast = place.open();
    listener held(*slow, "aula.slow");
    listener other(*fast, "aula.slow");
    place.exchange->hold(*slow);
    listener held_too(*slow, "aula.slow");
    for (const auto* each : {"1", "2"}) CHECK(fast->publish("aula.slow", each));
    CHECK(other.in.wait_for(2) == std::vector<std::string>{"1", "2"});
    CHECK(held.in.wait_for(0).empty());
    place.exchange->release(*slow);
    CHECK(held.in.wait_for(2) == std::vector<std::string>{"1", "2"});
    CHECK(held_too.in.wait_for(2) == std::vector<std::string>{"1", "2"});
    CHECK(fast->publish("aula.slow", "3"));
    CHECK(held.in.wait_for(3).back() == "3");
}

TEST_CASE("the exchange loses every n-th message, and nobody is told") {
    const on_local place;
    const auto from = place.open();
    listener here(*from, "aula.lossy");
    place.exchange->drop_every(3);
    for (const auto* each : {"1", "2", "3", "4", "5", "6", "7"}) {
        CHECK(from->publish("aula.lossy", each));
    }
    CHECK(here.in.wait_for(5) == std::vector<std::string>{"1", "2", "4", "5", "7"});
    place.exchange->drop_every(0);
    CHECK(from->publish("aula.lossy", "8"));
    CHECK(here.in.wait_for(6).back() == "8");
}

TEST_CASE("on the local bus no more than a bound waits for a subscription") {
    const on_local place;
    const auto from = place.open();
    const auto to = place.open();
    std::latch is_running(1);
    std::latch may_go_on(1);
    std::atomic<std::size_t> come = 0;
    const auto held = to->subscribe("aula.full", [&](std::string_view) {
        if (come++ > 0) return;
        is_running.count_down();
        may_go_on.wait();
    });
    std::thread first([&] { from->publish("aula.full", "first"); });
    is_running.wait();
    for (std::size_t i = 0; i < local_bus::waiting_max + 5; ++i) from->publish("aula.full", "more");
    CHECK(to->statistics().dropped == 5);
    may_go_on.count_down();
    first.join();
    CHECK(come == local_bus::waiting_max + 1);
    CHECK(to->statistics().received == local_bus::waiting_max + 1);
}
