#include "bus/bus.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bus/listening.hpp"
#include "support/captured_stderr.hpp"

using namespace aula;
using namespace aula::test;

#define ON_BOTH(name) TEST_CASE_TEMPLATE(name, Place, on_local, on_nats)

TEST_CASE("a subject is words with dots between them") {
    for (const auto* fine : {"aula", "aula.node-1.room_7", "A.b.9"}) {
        CAPTURE(fine);
        CHECK(is_subject(fine));
    }
    for (const auto* wrong : {"", ".", "a.", ".a", "a..b", "a b", "a.*", "a.>", "a\r\nPUB", "ä"}) {
        CAPTURE(wrong);
        CHECK_FALSE(is_subject(wrong));
    }
    CHECK(is_subject(std::string(bus::subject_max, 'a')));
    CHECK_FALSE(is_subject(std::string(bus::subject_max + 1, 'a')));
}

ON_BOTH("the messages of one publisher arrive whole and in order") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    listener here(*to, "aula.room.1");
    REQUIRE(here.hears(*from, "aula.room.1"));
    std::vector<std::string> sent;
    for (int i = 0; i < 1000; ++i) {
        sent.push_back("\r\nMSG " + std::string(1, '\0') + std::to_string(i) + "\r\n");
        REQUIRE(from->publish("aula.room.1", sent.back()));
    }
    CHECK(here.in.wait_for(sent.size()) == sent);
}

ON_BOTH("an empty message is a message") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    listener here(*to, "aula.empty");
    REQUIRE(here.hears(*from, "aula.empty"));
    CHECK(from->publish("aula.empty", ""));
    CHECK(here.in.wait_for(1) == std::vector<std::string>{""});
}

ON_BOTH("subjects are exact") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    listener here(*to, "aula.room");
    listener beside(*to, "aula.room.1");
    REQUIRE(here.hears(*from, "aula.room"));
    REQUIRE(beside.hears(*from, "aula.room.1"));
    for (const auto* other : {"aula", "aula.roo", "aula.room.1", "aula.room1", "Aula.room"}) {
        CHECK(from->publish(other, other));
    }
    CHECK(from->publish("aula.room", "last"));
    CHECK(here.in.wait_for(1) == std::vector<std::string>{"last"});
    CHECK(beside.in.wait_for(1) == std::vector<std::string>{"aula.room.1"});
}

ON_BOTH("every subscription hears, the publisher's own too") {
    const Place place;
    const auto one = place.open();
    const auto other = place.open();
    listener first(*one, "aula.all");
    listener second(*one, "aula.all");
    listener third(*other, "aula.all");
    for (auto* each : {&first, &second, &third}) REQUIRE(each->hears(*one, "aula.all"));
    for (auto* each : {&first, &second, &third}) each->in.clear();
    CHECK(one->publish("aula.all", "to all"));
    for (auto* each : {&first, &second, &third}) {
        CHECK(eventually([&] { return each->in.has("to all"); }));
    }
}

ON_BOTH("a body of the largest size arrives whole; a larger one is refused and logged") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    listener here(*to, "aula.large");
    REQUIRE(here.hears(*from, "aula.large"));
    std::string large(bus::body_max, 'x');
    for (std::size_t i = 0; i < large.size(); i += 251) large[i] = static_cast<char>(i);
    CHECK(from->publish("aula.large", large));
    {
        const captured_stderr log;
        CHECK_FALSE(from->publish("aula.large", large + "x"));
        CHECK(log.text().find("too large") != std::string::npos);
        CHECK(log.text().size() < 1000);  // and not the body
    }
    CHECK(from->publish("aula.large", "after it"));
    const auto come = here.in.wait_for(2);
    REQUIRE(come.size() == 2);
    CHECK((come[0] == large));
    CHECK(come[1] == "after it");
    CHECK(from->statistics().refused == 1);
}

ON_BOTH("many threads publish at once, and the messages of each stay in order") {
    constexpr int threads = 4;
    constexpr int messages = 500;
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    listener here(*to, "aula.many");
    REQUIRE(here.hears(*from, "aula.many"));
    std::vector<std::thread> all;
    for (int thread = 0; thread < threads; ++thread) {
        all.emplace_back([&from, thread] {
            for (int i = 0; i < messages; ++i) {
                from->publish("aula.many", std::to_string(thread) + " " + std::to_string(i));
            }
        });
    }
    for (auto& each : all) each.join();
    const auto come = here.in.wait_for(threads * messages);
    REQUIRE(come.size() == threads * messages);
    std::map<std::string, int> expected;
    for (const auto& each : come) {
        const auto thread = each.substr(0, each.find(' '));
        CHECK(each == thread + " " + std::to_string(expected[thread]++));
    }
}

ON_BOTH("a subscription that has ended is given nothing, while messages fly") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    std::atomic<bool> is_over = false;
    std::thread publisher([&] {
        while (!is_over) {
            from->publish("aula.flying", "a message");
            std::this_thread::yield();
        }
    });
    std::atomic<int> elsewhere = 0;
    const auto other = to->subscribe("aula.flying", [&](std::string_view) { ++elsewhere; });
    for (int i = 0; i < 50; ++i) {
        std::atomic<int> come = 0;
        std::atomic<bool> has_ended = false;
        std::atomic<bool> came_late = false;
        auto held = to->subscribe("aula.flying", [&](std::string_view) {
            if (has_ended) came_late = true;
            ++come;
        });
        CHECK(eventually([&] { return come > 2; }));
        held.reset();
        has_ended = true;
        const int before = elsewhere;
        CHECK(eventually([&] { return elsewhere > before + 2; }));
        CHECK_FALSE(came_late);
    }
    is_over = true;
    publisher.join();
}

ON_BOTH("the end of a subscription waits for the callback that runs") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    std::latch is_running(1);
    std::atomic<bool> may_go_on = false;
    std::atomic<bool> has_run = false;
    std::atomic<bool> is_first = true;
    auto held = to->subscribe("aula.slow", [&](std::string_view) {
        if (!is_first.exchange(false)) return;
        is_running.count_down();
        CHECK(eventually([&] { return may_go_on.load(); }));
        has_run = true;
    });
    std::thread publisher([&] {
        CHECK(eventually([&] {
            from->publish("aula.slow", "a message");
            return is_running.try_wait();
        }));
    });
    is_running.wait();
    std::thread later([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        may_go_on = true;
    });
    held.reset();
    CHECK(has_run);
    later.join();
    publisher.join();
}

ON_BOTH("a callback may end its own subscription") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    std::atomic<int> come = 0;
    std::unique_ptr<bus::subscription> held;
    std::atomic<bool> is_held = false;
    held = to->subscribe("aula.once", [&](std::string_view) {
        if (!is_held) return;
        ++come;
        held.reset();
    });
    is_held = true;
    CHECK(eventually([&] {
        from->publish("aula.once", "a message");
        return come == 1;
    }));
    listener after(*to, "aula.once");
    CHECK(after.hears(*from, "aula.once"));
    CHECK(come == 1);
}

ON_BOTH("a callback may publish on its own subject") {
    const Place place;
    const auto one = place.open();
    const auto other = place.open();
    std::atomic<int> come = 0;
    const auto held = one->subscribe("aula.echo", [&](std::string_view) {
        if (++come < 10) one->publish("aula.echo", "again");
    });
    CHECK(eventually([&] {
        if (come == 0) other->publish("aula.echo", "first");
        return come >= 10;
    }));
}

ON_BOTH("after a stop nothing is taken, nothing is given, and subscriptions may outlive the bus") {
    const Place place;
    const auto from = place.open();
    auto to = place.open();
    std::atomic<int> changes = 0;
    to->on_change([&](bool) { ++changes; });
    auto here = std::make_unique<listener>(*to, "aula.stop");
    REQUIRE(here->hears(*from, "aula.stop"));
    const auto before = changes.load();
    to->stop();
    CHECK_FALSE(to->is_connected());
    CHECK_FALSE(to->publish("aula.stop", "from the dead"));
    here->in.clear();
    listener beside(*from, "aula.stop");
    CHECK(beside.hears(*from, "aula.stop"));
    const listener late(*to, "aula.stop");
    CHECK(here->in.wait_for(0).empty());
    CHECK(changes == before);
    to->stop();
    to.reset();
    here.reset();
}

ON_BOTH("the bus can be stopped from a callback") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    std::atomic<int> come = 0;
    const auto held = to->subscribe("aula.end", [&](std::string_view) {
        ++come;
        to->stop();
    });
    CHECK(eventually([&] {
        from->publish("aula.end", "a message");
        return come == 1 && !to->is_connected();
    }));
    CHECK(come == 1);
}

ON_BOTH("what is published and received is counted") {
    const Place place;
    const auto from = place.open();
    const auto to = place.open();
    listener here(*to, "aula.count");
    REQUIRE(here.hears(*from, "aula.count"));
    const auto sent = from->statistics();
    const auto got = to->statistics();
    for (int i = 0; i < 10; ++i) from->publish("aula.count", "one");
    here.in.wait_for(10);
    CHECK(from->statistics().published == sent.published + 10);
    CHECK(eventually([&] { return to->statistics().received == got.received + 10; }));
    CHECK(to->statistics().dropped == 0);
    CHECK(from->statistics().is_connected);
    CHECK(from->statistics().reconnects == 0);
}
