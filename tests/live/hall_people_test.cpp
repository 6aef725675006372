#include "live/hall.hpp"

#include <algorithm>
#include <iterator>
#include <latch>
#include <thread>

#include "live/live_world.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("a newcomer is accepted and welcomed, on whichever shard they come in") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    for (const std::size_t shard : {0U, 1U}) {
        auto& socket = world.socket();
        const auto seat = world.enter(shard, socket, where, a_student);
        CHECK(hears<welcome>(socket, 1));
        const auto said = socket.all();
        REQUIRE(only<accepted>(said).size() == 1);
        CHECK(only<accepted>(said)[0].you.name == "Ada");
        CHECK_FALSE(only<accepted>(said)[0].resumed);
        CHECK(only<welcome>(said)[0].view.life.phase == session_phase::scheduled);
        CHECK(hears<head_count>(socket, 1));
        world.leave(shard, seat);
    }
}

TEST_CASE("whoever comes back with a seq gets exactly what was missed, also after a restart") {
    temporary_folder folder;
    session_id where;
    seq_number seen = 0;
    {
        live_world world(folder.path());
        where = world.plan_session();
        auto& lecturer = world.socket();
        const auto desk = world.enter(0, lecturer, where, a_lecturer);
        world.submit(0, desk, asking(1, open_session{}));
        world.submit(0, desk, asking(2, post_chat{"seen"}));
        REQUIRE(hears<ok>(lecturer, 2));
        seen = only<ok>(lecturer.all())[1].seq;
        world.submit(0, desk, asking(3, post_chat{"missed"}));
        REQUIRE(hears<ok>(lecturer, 3));

        auto& back = world.socket();
        const auto seat = world.enter(1, back, where, somebody(2, "Ada", role::attendee, seen));
        REQUIRE(hears<received_event>(back, 1));
        CHECK(only<accepted>(back.all())[0].resumed);
        CHECK(only<welcome>(back.all()).empty());
        CHECK(events<chat_posted>(back.all())[0].text == "missed");
        world.leave(1, seat);
        world.leave(0, desk);
    }
    live_world world(folder.path());
    auto& back = world.socket();
    const auto seat = world.enter(0, back, where, somebody(2, "Ada", role::attendee, seen));
    REQUIRE(hears<received_event>(back, 1));
    CHECK(only<accepted>(back.all())[0].resumed);
    CHECK(events<chat_posted>(back.all())[0].text == "missed");
    world.leave(0, seat);
}

TEST_CASE("a seq from the future is answered with a welcome, not with silence") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& socket = world.socket();
    const auto seat = world.enter(0, socket, where, somebody(2, "Ada", role::attendee, 999));
    CHECK(hears<welcome>(socket, 1));
    CHECK_FALSE(only<accepted>(socket.all())[0].resumed);
    world.leave(0, seat);
}

TEST_CASE("joining and leaving become events; an absence shorter than the grace time does not") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& first = world.socket();
    auto& second = world.socket();
    auto& watcher = world.socket();
    const auto desk = world.enter(0, watcher, where, a_lecturer);
    const auto one = world.enter(0, first, where, a_student);
    REQUIRE(watcher.wait([](const auto& all) {
        const auto counts = only<head_count>(all);
        return !counts.empty() && counts.back().present == 2;
    }));
    world.leave(0, one);
    const auto two = world.enter(1, second, where, a_student);
    world.leave(1, two);
    REQUIRE(watcher.wait([](const auto& all) { return only<head_count>(all).back().present == 1; })
    );
    std::size_t joined = 0, left = 0;
    for (const auto& each : log_of(world, where)) {
        joined += std::holds_alternative<participant_joined>(each.what) ? 1U : 0U;
        left += std::holds_alternative<participant_left>(each.what) ? 1U : 0U;
    }
    CHECK(joined == 2);  // the lecturer and Ada, once each
    CHECK(left == 1);
    world.leave(0, desk);
}

TEST_CASE("a hand goes down right after its owner has left, and only staff are told its name") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& owner = world.socket();
    auto& other = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    const auto raising = world.enter(0, owner, where, a_student);
    const auto watching = world.enter(1, other, where, somebody(3, "Budi", role::attendee));
    world.submit(0, desk, asking(1, open_session{}));
    REQUIRE(hears<ok>(lecturer, 1));
    world.submit(0, raising, asking(1, raise_hand{}));
    REQUIRE(hears<ok>(owner, 1));
    world.leave(0, raising);
    for (auto* each : {&lecturer, &other}) {
        REQUIRE(each->wait([](const auto& all) { return events<hand_lowered>(all).size() == 1; }));
    }
    CHECK(events<hand_raised>(lecturer.all())[0].name == "Ada");
    CHECK_FALSE(events<hand_raised>(other.all())[0].name);
    const auto log = log_of(world, where);
    const auto left = std::ranges::find_if(log, [](const logged_event& each) {
        return std::holds_alternative<participant_left>(each.what);
    });
    REQUIRE(std::distance(left, log.end()) >= 2);
    CHECK(std::holds_alternative<hand_lowered>(std::next(left)->what));
    world.leave(1, watching);
    world.leave(0, desk);
}

TEST_CASE("whoever came while their room was busy is present from when they came") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto& clock = world.all();  // another clock may tell another millisecond
    const auto where = world.plan_session();
    const auto owner = world.all().owner_of(where);
    std::latch go(1);
    world.all().post(owner, [&go](live_shard&) { go.wait(); });
    auto& socket = world.socket();
    const auto before = clock.now();
    world.enter(1 - owner, socket, where, a_student);
    const auto after = clock.now();
    while (clock.now() - after < milliseconds{200}) std::this_thread::yield();
    go.count_down();
    CHECK(hears<head_count>(socket, 1));
    // The count is told at once, the event once it is saved.
    const auto give_up_at = clock.now() + seconds{10};
    while (log_of(world, where).empty() && clock.now() < give_up_at) std::this_thread::yield();
    const auto log = log_of(world, where);
    REQUIRE_FALSE(log.empty());
    const auto joined = std::get<participant_joined>(log.front().what);
    REQUIRE(joined.since);
    CHECK(*joined.since >= before);
    CHECK(*joined.since <= after);
}

TEST_CASE("whoever speaks while it cannot be saved that they came is to try again") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& student = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    world.submit(0, desk, asking(1, open_session{}));
    REQUIRE(hears<ok>(lecturer, 1));
    const auto change = [&world](std::string_view sql) {
        must(write(world.kept(), [sql](database& db) { return db.query(sql); }));
    };
    change(
        "CREATE TRIGGER broken BEFORE INSERT ON events "
        "BEGIN SELECT RAISE(ABORT, 'on purpose'); END"
    );
    const auto seat = world.enter(0, student, where, a_student);
    // It is tried again and again, and between two tries the room does not know them.
    constexpr std::uint32_t tries = 200;
    for (std::uint32_t ref = 1; ref <= tries; ++ref) {
        world.submit(0, seat, asking(ref, post_chat{"so soon"}));
        std::this_thread::sleep_for(milliseconds{1});
    }
    REQUIRE(hears<refused>(student, tries));
    for (const auto& each : only<refused>(student.all())) CHECK(each.reason == refusal::busy);
    change("DROP TRIGGER broken");
    REQUIRE(comes_true([&] { return all_in<participant_joined>(log_of(world, where)).size() == 2; })
    );
    world.submit(0, seat, asking(tries + 1, post_chat{"so soon"}));
    CHECK(hears<ok>(student, 1));
    world.leave(0, desk);
    world.leave(0, seat);
}

TEST_CASE("a session that does not exist is gone for good") {
    temporary_folder folder;
    live_world world(folder.path());
    auto& socket = world.socket();
    const auto seat = world.enter(0, socket, session_id{77}, a_student);
    CHECK(socket.wait_for_close() == close_code::session_gone);
    world.leave(0, seat);
}

TEST_CASE("whoever finds the audience full is told to come back later, and those inside stay") {
    temporary_folder folder;
    auto tiny = quick_settings();
    tiny.participants_max = 1;
    live_world world(folder.path(), tiny);
    const auto where = world.plan_session();
    auto& first = world.socket();
    auto& second = world.socket();
    const auto inside = world.enter(0, first, where, a_lecturer);
    REQUIRE(hears<welcome>(first, 1));
    const auto outside = world.enter(0, second, where, a_student);
    CHECK(second.wait_for_close() == close_code::overloaded);
    world.leave(0, outside);
    CHECK_FALSE(first.closed_as());
    world.leave(0, inside);
}

TEST_CASE("a promotion takes effect on the open connection: the role, and what it sees") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& socket = world.socket();
    const auto seat = world.enter(1, socket, where, a_student);
    REQUIRE(hears<welcome>(socket, 1));
    world.submit(1, seat, asking(1, open_session{}));
    REQUIRE(hears<refused>(socket, 1));
    CHECK(only<refused>(socket.all())[0].reason == refusal::not_permitted);
    world.on(world.all().owner_of(where), [&](live_shard& owner) {
        owner.rooms().find(where, [&](const result<std::shared_ptr<room>>& found) {
            (*found)->act(change_role{a_student.who, role::moderator}, [](const auto&) {});
        });
    });
    REQUIRE(hears<welcome>(socket, 2));
    CHECK(only<accepted>(socket.all())[1].you.role == role::moderator);
    world.submit(1, seat, asking(2, open_session{}));
    CHECK(hears<ok>(socket, 1));
    world.leave(1, seat);
}

TEST_CASE("a removed person's connection is closed for good") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& socket = world.socket();
    const auto seat = world.enter(1, socket, where, a_student);
    REQUIRE(hears<welcome>(socket, 1));
    world.on(world.all().owner_of(where), [&](live_shard& owner) {
        owner.rooms().find(where, [&](const result<std::shared_ptr<room>>& found) {
            (*found)->act(remove_participant{a_student.who}, [](const auto&) {});
        });
    });
    CHECK(socket.wait_for_close() == close_code::removed);
    world.leave(1, seat);
}
