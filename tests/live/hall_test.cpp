#include "live/hall.hpp"

#include <future>
#include <latch>
#include <system_error>

#include "live/live_world.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("what one says reaches everybody once, in order, and is in the log before") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& student = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    const auto seat = world.enter(1, student, where, a_student);
    REQUIRE(hears<welcome>(lecturer, 1));
    REQUIRE(hears<welcome>(student, 1));

    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 12; ++ref) {
        world.submit(1, seat, asking(ref, post_chat{"message " + std::to_string(ref)}));
    }
    REQUIRE(hears<received_event>(lecturer, 11));
    REQUIRE(hears<received_event>(student, 11));
    REQUIRE(hears<ok>(student, 10));

    seq_number last = only<welcome>(student.all())[0].seq;
    for (const auto& each : only<received_event>(student.all())) {
        CHECK(each.prev <= last);
        CHECK(each.logged.seq > last);
        last = each.logged.seq;
    }
    const auto log = log_of(world, where);
    for (const auto& answered : only<ok>(student.all())) {
        CHECK(std::holds_alternative<chat_posted>(log.at(answered.seq - 1).what));
    }
    world.leave(0, desk);
    world.leave(1, seat);
}

TEST_CASE("a repeated key is answered with the first seq and shown once") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    world.submit(0, desk, asking(1, open_session{}));
    const auto said = asking(2, post_chat{"once"});
    world.submit(0, desk, said);
    world.submit(0, desk, said);
    REQUIRE(hears<ok>(lecturer, 3));
    const auto answers = only<ok>(lecturer.all());
    CHECK(answers[1].seq == answers[2].seq);
    REQUIRE(hears<received_event>(lecturer, 2));
    CHECK(events<chat_posted>(lecturer.all()).size() == 1);
    world.leave(0, desk);
}

TEST_CASE("a room whose log is ahead of it shows what it missed, and the repeated key has its seq"
) {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    REQUIRE(hears<welcome>(lecturer, 1));  // else the first event may be a part of it
    world.submit(0, desk, asking(1, open_session{}));
    REQUIRE(hears<ok>(lecturer, 1));
    // A save that was done although the room could not be told.
    const auto said = asking(2, post_chat{"in doubt"});
    const auto last = log_of(world, where).back();
    const logged_event kept{
        .seq = last.seq + 1,
        .at = last.at,
        .by = a_lecturer.who,
        .key = said.key,
        .what = chat_posted{a_lecturer.who, a_lecturer.name, a_lecturer.as, "in doubt"},
    };
    must(write(world.kept(), [&](database& db) {
        return event_log::append(db, where, std::span(&kept, 1));
    }));
    std::latch may_read(1);
    for (int reader = 0; reader < 2; ++reader) {
        world.kept().read_then(
            [&](database&) {
                may_read.wait();
                return result<void>{};
            },
            [](const result<void>&) {}
        );
    }
    world.submit(0, desk, said);
    REQUIRE(hears<refused>(lecturer, 1));
    // Decided on what the room knew, with the number of what it did not know.
    world.submit(0, desk, asking(4, post_chat{"too early"}));
    may_read.count_down();
    REQUIRE(hears<refused>(lecturer, 2));
    for (const auto& each : only<refused>(lecturer.all())) CHECK(each.reason == refusal::busy);
    REQUIRE(hears<received_event>(lecturer, 2));
    world.submit(0, desk, said);
    world.submit(0, desk, asking(3, post_chat{"afterwards"}));
    REQUIRE(hears<ok>(lecturer, 3));
    CHECK(only<ok>(lecturer.all())[1].seq == kept.seq);
    REQUIRE(hears<received_event>(lecturer, 3));
    const auto shown = events<chat_posted>(lecturer.all());
    REQUIRE(shown.size() == 2);
    CHECK(shown[0].text == "in doubt");
    CHECK(shown[1].text == "afterwards");
    world.leave(0, desk);
}

TEST_CASE("a reader that stalls in the middle of a frame gets it whole when it goes on") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& slow = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    const auto seat = world.enter(0, slow, where, a_student);
    REQUIRE(hears<welcome>(slow, 1));
    slow.stall_after(100);
    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 8; ++ref) {
        world.submit(0, desk, asking(ref, post_chat{std::string(200, 'x')}));
    }
    REQUIRE(hears<ok>(lecturer, 7));
    CHECK(only<received_event>(slow.all()).size() < 7);
    world.on(0, [&](live_shard& part) {
        slow.flow();
        part.writable(seat);
    });
    CHECK(hears<received_event>(slow, 7));
    world.leave(0, seat);
    world.leave(0, desk);
}

TEST_CASE("a reader that the ring has overtaken is closed as lagging") {
    temporary_folder folder;
    auto small = quick_settings();
    small.ring_bytes = 4096;
    live_world world(folder.path(), small);
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& slow = world.socket();
    const auto desk = world.enter(0, lecturer, where, a_lecturer);
    const auto seat = world.enter(0, slow, where, a_student);
    REQUIRE(hears<welcome>(slow, 1));
    slow.stall_after(0);
    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 12; ++ref) {
        world.submit(0, desk, asking(ref, post_chat{std::string(1000, 'x')}));
    }
    REQUIRE(hears<ok>(lecturer, 11));
    world.on(0, [&](live_shard& part) {
        slow.flow();
        part.writable(seat);
    });
    CHECK(slow.wait_for_close() == close_code::lagging);
    world.leave(0, seat);
    world.leave(0, desk);
}

TEST_CASE("a session whose rings find no memory lets nobody in, and leaves nothing behind") {
    temporary_folder folder;
    auto greedy = quick_settings();
    greedy.ring_bytes = std::size_t{1} << 46;  // two of them are more than there are addresses
    live_world world(folder.path(), greedy);
    const auto where = world.plan_session();
    auto& student = world.socket();
    const auto is_refused = [&](live_shard& part) {
        try {
            part.enter(student, where, a_student);
        } catch (const std::system_error& why) {
            return why.code() == std::errc::not_enough_memory;
        }
        return false;
    };
    CHECK(world.on(0, is_refused));
    CHECK(world.on(0, is_refused));
    CHECK(world.on(0, [](live_shard& part) { return part.connections(); }) == 0);
    CHECK(world.on(0, [&](live_shard& part) { return part.audience_of(where) == nullptr; }));
    std::promise<void> ticked;
    world.on(0, [&](live_shard& part) {  // a tick looks at everything that is in the tables
        part.home().after(3 * greedy.tick(), [&] { ticked.set_value(); });
    });
    ticked.get_future().wait();
    CHECK(world.on(0, [](live_shard& part) { return part.counts().audiences.value(); }) == 0);
}
