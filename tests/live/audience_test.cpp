#include "live/audience.hpp"

#include <memory>
#include <string>
#include <vector>

#include "live/audience_world.hpp"

using namespace aula;
using namespace aula::test;
using namespace std::chrono_literals;

namespace {

std::size_t pings_in(const std::string& bytes) {
    const auto ping = ping_frame("aula");
    std::size_t found = 0;
    for (auto at = bytes.find(ping); at != std::string::npos; at = bytes.find(ping, at + 1)) {
        ++found;
    }
    return found;
}

std::vector<std::string> texts_of(recording_sink& seat) {
    std::vector<std::string> out;
    for (const auto& each : events<chat_posted>(seat.all())) out.push_back(each.text);
    return out;
}

}  // namespace

TEST_CASE("pings of people who came in together are spread over the interval, one for each") {
    stage room;
    constexpr std::size_t people = 200;
    std::vector<recording_sink*> seats;
    while (seats.size() < people) seats.push_back(&room.come());
    const auto count = [&seats] {
        std::size_t sum = 0;
        for (auto* each : seats) sum += pings_in(each->bytes());
        return sum;
    };
    std::size_t before = 0;
    for (milliseconds time{0}; time < room.settings().ping; time += 250ms) {
        room.pass(250ms);
        const auto now = count();
        CHECK(now - before <= people / 10);  // twice their share of twenty ticks
        before = now;
    }
    CHECK(before == people);
    for (auto* each : seats) CHECK(pings_in(each->bytes()) == 1);
}

TEST_CASE("everything that is due in one turn goes out in one system call") {
    stage room;
    packet_sink socket;
    room.come_as(socket);
    CHECK(socket.packets().size() == 1);  // accepted
    room.show("one");
    room.show("two");
    room.count_heads(7);
    room.finish_turns();
    const auto packets = socket.packets();
    REQUIRE(packets.size() == 1);
    CHECK(packets[0].find("one") < packets[0].find("two"));
    CHECK(packets[0].find("two") < packets[0].find("head_count"));
}

TEST_CASE("a ping that is nearly due goes with a broadcast, and keeps its beat") {
    stage room;
    auto& seat = room.come();
    const auto pass_time = [&](milliseconds time) {
        for (; time > 0ms; time -= 250ms) room.pass(250ms);
        return pings_in(seat.bytes());
    };
    while (pass_time(250ms) == 0) {
    }
    CHECK(pass_time(4s) == 1);  // the second is due in a second
    room.show("hello");
    room.finish_turns();
    CHECK(pings_in(seat.bytes()) == 2);
    CHECK(pass_time(room.settings().ping) == 2);
    CHECK(pass_time(1s) == 3);
}

TEST_CASE("a head count waits for a broadcast to go with, at most half a second") {
    stage room;
    auto& seat = room.come();
    room.count_heads(7);
    room.pass(400ms);
    CHECK(only<head_count>(seat.all()).empty());
    room.pass(100ms);
    CHECK(only<head_count>(seat.all()).size() == 1);
    room.count_heads(8);
    room.show("hello");
    room.finish_turns();
    CHECK(only<head_count>(seat.all()).back().present == 8);
    room.pass(500ms);
    CHECK(only<head_count>(seat.all()).size() == 2);
}

TEST_CASE("of several head counts a slow reader gets the newest alone") {
    stage room;
    auto& seat = room.come();
    seat.stall_after(0);
    room.show("blocked by this");
    room.finish_turns();
    for (int present = 1; present < 5; ++present) {
        room.count_heads(present);
        room.pass(500ms);
    }
    seat.flow();
    room.writable(seat);
    REQUIRE(only<head_count>(seat.all()).size() == 1);
    CHECK(only<head_count>(seat.all()).back().present == 4);
}

TEST_CASE("wherever a socket stalls, every frame arrives once, whole and in order") {
    for (std::size_t stall = 0; stall < 600; ++stall) {
        stage room;
        auto& seat = room.come();
        seat.stall_after(stall);
        room.pass(room.settings().ping);  // a ping and a signal between the broadcasts
        room.count_heads(7);
        room.show("one");
        room.finish_turns();
        room.show("two");
        room.finish_turns();
        seat.flow();
        room.writable(seat);
        room.show("three");
        room.finish_turns();
        if (texts_of(seat) != std::vector<std::string>{"one", "two", "three"}) FAIL("at " << stall);
        if (only<head_count>(seat.all()).size() != 1) FAIL("at " << stall);
        if (pings_in(seat.bytes()) != 1) FAIL("at " << stall);
    }
}

TEST_CASE("whoever comes in while a broadcast goes round takes nobody's turn") {
    stage room;
    std::vector<recording_sink*> first;
    while (first.size() < 40) first.push_back(&room.come());
    room.show("one");
    room.finish_turns();  // the next round begins behind these
    slow_sink slow;
    room.come_as(slow);
    for (int more = 0; more < 40; ++more) room.come();
    room.show("two");
    room.one_turn(
    );  // ends early, because of the slow one, and before the round comes to the first
    CHECK(texts_of(*first.back()).size() == 1);
    for (int late = 0; late < 100; ++late) room.come();
    room.finish_turns();
    for (auto* each : first) CHECK(texts_of(*each) == std::vector<std::string>{"one", "two"});
}

TEST_CASE("whoever is silent is closed, and so is a socket that takes nothing for long") {
    stage room;
    auto& silent = room.come();
    auto& stalled = room.come();
    stalled.stall_after(0);
    room.show("hello");
    room.finish_turns();
    for (milliseconds time{0}; time < 11s; time += 1s) {
        room.heard(stalled);
        room.pass(1s);
    }
    CHECK(stalled.closed_as() == close_code::lagging);
    CHECK_FALSE(silent.closed_as());
    for (milliseconds time{0}; time < 5s; time += 1s) room.pass(1s);
    CHECK(silent.closed_as() == close_code::silent);
}

TEST_CASE("whoever has spoken and was not read yet is not silent") {
    stage room;
    auto& seat = room.come();
    seat.leave_unread(true);
    for (milliseconds time{0}; time < 60s; time += 1s) room.pass(1s);
    CHECK_FALSE(seat.closed_as());
    seat.leave_unread(false);
    room.pass(1s);
    CHECK(seat.closed_as() == close_code::silent);
}

TEST_CASE("the server's own sleep is nobody's silence, and nobody's stall") {
    stage room;
    auto& asleep_too = room.come();
    auto& stalled = room.come();
    stalled.stall_after(0);
    room.show("hello");
    room.finish_turns();
    room.pass(1s);
    room.pass(60s);
    CHECK_FALSE(asleep_too.closed_as());
    CHECK_FALSE(stalled.closed_as());
    CHECK(pings_in(asleep_too.bytes()) > 0);  // asked at once whether they are still there
    for (milliseconds time{0}; time < 16s; time += 1s) room.pass(1s);
    CHECK(asleep_too.closed_as() == close_code::silent);
    CHECK(stalled.closed_as() == close_code::lagging);
}

TEST_CASE("a change of role also reaches whoever still waits for a welcome") {
    stage room;
    recording_sink seat;
    room.come_anew(seat, role::attendee);
    room.change_role(role::moderator);
    CHECK(room.asked() == std::vector{viewer_class::attendees, viewer_class::staff});
    room.welcome(viewer_class::attendees);
    CHECK(seat.all().empty());
    room.welcome(viewer_class::staff);
    REQUIRE(only<accepted>(seat.all()).size() == 1);
    CHECK(only<accepted>(seat.all())[0].you.role == role::moderator);
}

TEST_CASE("whoever has seen more than is shown here waits for it, and is not taken back") {
    stage on;
    recording_sink seat;
    on.come_ahead(seat, 2);
    on.finish_turns();
    CHECK(seat.all().empty());
    CHECK(on.asked_for_rest() == 1);
    on.show("one");
    on.finish_turns();
    CHECK(seat.all().empty());
    on.show("two");
    on.show("three");
    on.finish_turns();
    const auto said = only<accepted>(seat.all());
    REQUIRE(said.size() == 1);
    CHECK(said[0].resumed);
    CHECK(said[0].seq >= 2);
    CHECK(texts_of(seat) == std::vector<std::string>{"three"});
    CHECK(on.asked().empty());
}

TEST_CASE("nobody waits for ever for what is not shown here") {
    stage on;
    recording_sink seat;
    on.come_ahead(seat, 1'000'000);
    on.pass(4s);
    CHECK(on.asked().empty());
    CHECK(on.asked_for_rest() == 2);
    on.pass(2s);
    CHECK(on.asked().size() == 1);
    on.welcome(viewer_class::attendees);
    on.finish_turns();
    CHECK(only<accepted>(seat.all()).size() == 1);
}

TEST_CASE("a subscriber that is behind when a message is hidden gets it without its words") {
    stage on;
    auto& slow = on.come();
    slow.stall_after(0);
    on.show("before");
    on.finish_turns();  // the socket takes nothing, and keeps nothing
    const auto secret = on.show("a secret");
    on.show("after");
    on.finish_turns();
    on.hide(secret);
    on.finish_turns();
    CHECK_FALSE(slow.closed_as());
    slow.flow();
    on.writable(slow);
    CHECK(texts_of(slow) == std::vector<std::string>{"before", "", "after"});
    CHECK(slow.bytes().find("secret") == std::string::npos);
}

TEST_CASE("words that are hidden in the same turn in which they came go to nobody") {
    stage on;
    auto& seat = on.come();
    const auto secret = on.show("a secret");
    on.hide(secret);
    on.finish_turns();
    CHECK(texts_of(seat) == std::vector<std::string>{""});
    CHECK(events<chat_hidden>(seat.all()).size() == 1);
}

TEST_CASE("wherever a socket stalls, nothing of a hidden message goes out afterwards") {
    std::size_t dropped = 0;
    for (std::size_t stall = 0; stall < 500; ++stall) {
        stage on;
        auto& seat = on.come();
        seat.stall_after(stall);
        on.show("one");
        const auto secret = on.show("abcdefghijklmnopqrstuvwxyz");
        on.show("three");
        on.finish_turns();
        const auto sent = seat.bytes().size();
        on.hide(secret);
        on.finish_turns();
        if (seat.closed_as()) {
            CHECK(seat.closed_as() == close_code::lagging);
            CHECK(seat.bytes().size() == sent);
            ++dropped;
            continue;
        }
        seat.flow();
        on.writable(seat);
        const auto after = seat.bytes().substr(sent);
        for (const auto* word : {"abc", "klm", "xyz"}) {
            if (after.find(word) != std::string::npos) FAIL("at " << stall);
        }
        CHECK(events<chat_hidden>(seat.all()).size() == 1);
        CHECK(texts_of(seat).size() == 3);
    }
    // Only those whose socket had begun with that very message.
    CHECK(dropped > 100);
    CHECK(dropped < 200);
}

TEST_CASE("a welcome that waits for its socket does not go out after a message in it was hidden") {
    for (const std::size_t stall : {0U, 5U, 200U}) {
        CAPTURE(stall);
        stage on;
        const auto secret = on.show("a secret");
        recording_sink seat;
        seat.stall_after(stall);
        on.come_anew(seat, role::attendee);
        on.welcome(viewer_class::attendees);
        on.hide(secret);
        CHECK(seat.closed_as() == close_code::lagging);
    }
}

TEST_CASE("a slow socket that has taken its welcome is not dropped for what was hidden in it") {
    stage on;
    const auto secret = on.show("a secret");
    recording_sink seat;
    seat.stall_after(0);
    on.come_anew(seat, role::attendee);
    on.welcome(viewer_class::attendees);
    seat.flow();
    on.writable(seat);
    seat.stall_after(0);
    on.show("more");
    on.finish_turns();
    on.hide(secret);
    CHECK_FALSE(seat.closed_as());
}
