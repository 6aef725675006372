#include <doctest/doctest.h>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "net/client_frames.hpp"
#include "net/net_world.hpp"
#include "net/upgraded_client.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("a client that does not answer pings is silent and is closed") {
    auto impatient = quick_settings();
    impatient.silence = milliseconds{200};
    net_world world({}, impatient);
    const auto where = world.live().plan_session();
    upgraded_client client(world.port());
    std::string text;
    encode(text, hello{world.ticket(where, 2, "Ada", role::attendee), where, {}});
    client.send(client_frame_of(0x81, text));
    const auto all = client.rest();
    CHECK(all.find("welcome") != std::string::npos);
    CHECK(all.find("silent") != std::string::npos);
}

TEST_CASE("whoever is sent away by a restart is credited until their answer, or their last word") {
    net_world world;
    const auto where = world.live().plan_session();
    const auto enter = [&](raw_client& client, std::int64_t who) {
        std::string text;
        encode(text, hello{world.ticket(where, who, "Ada", role::attendee), where, {}});
        client.send(client_frame_of(0x81, text));
        client.until("welcome");
    };
    upgraded_client answers(world.port()), has_gone(world.port());
    auto hangs_up = std::make_unique<upgraded_client>(world.port());
    enter(answers, 2);
    enter(has_gone, 3);
    enter(*hangs_up, 4);
    // A presence begins when the room hears of it, which can be after the welcome.
    REQUIRE(comes_true([&] {
        return all_in<participant_joined>(log_of(world.live(), where)).size() == 3;
    }));
    auto& all = world.live().all();
    const auto entered_at = all.now();
    while (all.now() - entered_at < milliseconds{300}) std::this_thread::yield();
    const auto closed_at = all.now();
    for (const std::size_t index : {0U, 1U}) {
        all.post(index, [](live_shard& part) { part.close_all(close_code::restarting); });
    }
    answers.until("restarting");
    answers.send(client_frame_of(0x88, "\x0f\xa0"));
    hangs_up->until("restarting");
    hangs_up.reset();
    has_gone.rest();  // until the server gives up
    std::map<std::int64_t, participant_left> left;
    REQUIRE(comes_true([&] {
        for (const auto& one : all_in<participant_left>(log_of(world.live(), where))) {
            left.insert_or_assign(one.who.value, one);
        }
        return left.size() == 3;
    }));
    CHECK(left.at(2).reason == leave_reason::left);
    CHECK(left.at(2).until >= closed_at);
    for (const std::int64_t who : {3, 4}) {
        CHECK(left.at(who).reason == leave_reason::lost);
        CHECK(left.at(who).until <= entered_at);
    }
}

TEST_CASE("whoever is refused while another node looks at their ticket does not come in after all"
) {
    net_world world;
    const auto where = world.live().plan_session();
    std::promise<std::function<void(std::optional<viewer>)>> asked;
    world.ask_about_tickets([&asked](auto, auto, auto, auto answered) {
        asked.set_value(std::move(answered));
        return true;
    });
    upgraded_client client(world.port());
    std::string text;
    encode(text, hello{"a-ticket-of-another-node", where, {}});
    client.send(client_frame_of(0x81, text));
    const auto answer = asked.get_future().get();
    client.send(client_frame_of(0x81, text));  // one hello too many
    client.until("bad_hello");
    answer(viewer{{2}, {2}, "Ada", role::attendee, {}});
    world.let_shards_turn();
    for (const std::size_t index : {0U, 1U}) {
        CHECK(world.live().on(index, [](live_shard& part) { return part.connections(); }) == 0);
    }
}
