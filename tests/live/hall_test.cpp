#include "live/hall.hpp"

#include <latch>

#include "live/live_world.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;

namespace {

const viewer teacher = somebody(1, "Hope", role::lecturer);
const viewer pupil = somebody(2, "Ada", role::attendee);

auto count_of = []<class Message>(std::size_t wanted) {
    return [wanted](const recording_sink::messages& all) {
        return only<Message>(all).size() >= wanted;
    };
};

bool has_event_count(const recording_sink::messages& all, std::size_t wanted) {
    return only<received_event>(all).size() >= wanted;
}

std::vector<logged_event> log_of(live_world& world, session_id where) {
    return must(read(world.kept(), [where](database& db) {
        return event_log::read(db, where, 1, 1000);
    }));
}

}  // namespace

TEST_CASE("a newcomer is accepted and welcomed, on whichever shard they come in") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    for (const std::size_t shard : {0U, 1U}) {
        auto& socket = world.socket();
        const auto seat = world.enter(shard, socket, where, pupil);
        CHECK(socket.wait(count_of.operator()<welcome>(1)));
        const auto said = socket.all();
        REQUIRE(only<accepted>(said).size() == 1);
        CHECK(only<accepted>(said)[0].you.name == "Ada");
        CHECK_FALSE(only<accepted>(said)[0].resumed);
        CHECK(only<welcome>(said)[0].view.phase == session_phase::scheduled);
        CHECK(socket.wait(count_of.operator()<head_count>(1)));
        world.leave(shard, seat);
    }
}

TEST_CASE("what one says reaches everybody once, in order, and is in the log before") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& student = world.socket();
    const auto desk = world.enter(0, lecturer, where, teacher);
    const auto seat = world.enter(1, student, where, pupil);
    REQUIRE(lecturer.wait(count_of.operator()<welcome>(1)));
    REQUIRE(student.wait(count_of.operator()<welcome>(1)));

    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 12; ++ref) {
        world.submit(1, seat, asking(ref, post_chat{"message " + std::to_string(ref)}));
    }
    REQUIRE(lecturer.wait([](const auto& all) { return has_event_count(all, 11); }));
    REQUIRE(student.wait([](const auto& all) { return has_event_count(all, 11); }));
    REQUIRE(student.wait(count_of.operator()<ok>(10)));

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
    const auto desk = world.enter(0, lecturer, where, teacher);
    world.submit(0, desk, asking(1, open_session{}));
    const auto said = asking(2, post_chat{"once"});
    world.submit(0, desk, said);
    world.submit(0, desk, said);
    REQUIRE(lecturer.wait(count_of.operator()<ok>(3)));
    const auto answers = only<ok>(lecturer.all());
    CHECK(answers[1].seq == answers[2].seq);
    REQUIRE(lecturer.wait([](const auto& all) { return has_event_count(all, 2); }));
    CHECK(events<chat_posted>(lecturer.all()).size() == 1);
    world.leave(0, desk);
}

TEST_CASE("a room whose log is ahead of it shows what it missed, and the repeated key has its seq"
) {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    const auto desk = world.enter(0, lecturer, where, teacher);
    world.submit(0, desk, asking(1, open_session{}));
    REQUIRE(lecturer.wait(count_of.operator()<ok>(1)));
    // A save that was done although the room could not be told.
    const auto said = asking(2, post_chat{"in doubt"});
    const auto last = log_of(world, where).back();
    const logged_event kept{
        .seq = last.seq + 1,
        .at = last.at,
        .by = teacher.who,
        .key = said.key,
        .what = chat_posted{teacher.who, teacher.name, teacher.as, "in doubt"},
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
    REQUIRE(lecturer.wait(count_of.operator()<refused>(1)));
    // Decided on what the room knew, with the number of what it did not know.
    world.submit(0, desk, asking(4, post_chat{"too early"}));
    may_read.count_down();
    REQUIRE(lecturer.wait(count_of.operator()<refused>(2)));
    for (const auto& each : only<refused>(lecturer.all())) CHECK(each.reason == refusal::busy);
    REQUIRE(lecturer.wait([](const auto& all) { return has_event_count(all, 2); }));
    world.submit(0, desk, said);
    world.submit(0, desk, asking(3, post_chat{"afterwards"}));
    REQUIRE(lecturer.wait(count_of.operator()<ok>(3)));
    CHECK(only<ok>(lecturer.all())[1].seq == kept.seq);
    REQUIRE(lecturer.wait([](const auto& all) { return has_event_count(all, 3); }));
    const auto shown = events<chat_posted>(lecturer.all());
    REQUIRE(shown.size() == 2);
    CHECK(shown[0].text == "in doubt");
    CHECK(shown[1].text == "afterwards");
    world.leave(0, desk);
}

TEST_CASE("whoever comes back with a seq gets exactly what was missed, also after a restart") {
    temporary_folder folder;
    session_id where;
    seq_number seen = 0;
    {
        live_world world(folder.path());
        where = world.plan_session();
        auto& lecturer = world.socket();
        const auto desk = world.enter(0, lecturer, where, teacher);
        world.submit(0, desk, asking(1, open_session{}));
        world.submit(0, desk, asking(2, post_chat{"seen"}));
        REQUIRE(lecturer.wait(count_of.operator()<ok>(2)));
        seen = only<ok>(lecturer.all())[1].seq;
        world.submit(0, desk, asking(3, post_chat{"missed"}));
        REQUIRE(lecturer.wait(count_of.operator()<ok>(3)));

        auto& back = world.socket();
        const auto seat = world.enter(1, back, where, somebody(2, "Ada", role::attendee, seen));
        REQUIRE(back.wait([](const auto& all) { return has_event_count(all, 1); }));
        CHECK(only<accepted>(back.all())[0].resumed);
        CHECK(only<welcome>(back.all()).empty());
        CHECK(events<chat_posted>(back.all())[0].text == "missed");
        world.leave(1, seat);
        world.leave(0, desk);
    }
    live_world world(folder.path());
    auto& back = world.socket();
    const auto seat = world.enter(0, back, where, somebody(2, "Ada", role::attendee, seen));
    REQUIRE(back.wait([](const auto& all) { return has_event_count(all, 1); }));
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
    CHECK(socket.wait(count_of.operator()<welcome>(1)));
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
    const auto desk = world.enter(0, watcher, where, teacher);
    const auto one = world.enter(0, first, where, pupil);
    REQUIRE(watcher.wait([](const auto& all) {
        const auto counts = only<head_count>(all);
        return !counts.empty() && counts.back().present == 2;
    }));
    world.leave(0, one);
    const auto two = world.enter(1, second, where, pupil);
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

TEST_CASE("whoever came while their room was busy is present from when they came") {
    temporary_folder folder;
    live_world world(folder.path());
    const server_clock clock;
    const auto where = world.plan_session();
    const auto owner = world.all().owner_of(where);
    std::latch go(1);
    world.all().post(owner, [&go](live_shard&) { go.wait(); });
    auto& socket = world.socket();
    const auto before = clock.now();
    world.enter(1 - owner, socket, where, pupil);
    const auto after = clock.now();
    while (clock.now() - after < milliseconds{200}) std::this_thread::yield();
    go.count_down();
    CHECK(socket.wait(count_of.operator()<head_count>(1)));
    const auto joined = std::get<participant_joined>(log_of(world, where).at(0).what);
    REQUIRE(joined.since);
    CHECK(*joined.since >= before);
    CHECK(*joined.since <= after);
}

TEST_CASE("a session that does not exist is gone for good") {
    temporary_folder folder;
    live_world world(folder.path());
    auto& socket = world.socket();
    const auto seat = world.enter(0, socket, session_id{77}, pupil);
    CHECK(socket.wait_for_close() == close_code::session_gone);
    world.leave(0, seat);
}

TEST_CASE("a reader that stalls in the middle of a frame gets it whole when it goes on") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& lecturer = world.socket();
    auto& slow = world.socket();
    const auto desk = world.enter(0, lecturer, where, teacher);
    const auto seat = world.enter(0, slow, where, pupil);
    REQUIRE(slow.wait(count_of.operator()<welcome>(1)));
    slow.stall_after(100);
    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 8; ++ref) {
        world.submit(0, desk, asking(ref, post_chat{std::string(200, 'x')}));
    }
    REQUIRE(lecturer.wait(count_of.operator()<ok>(7)));
    CHECK(only<received_event>(slow.all()).size() < 7);
    world.on(0, [&](live_shard& part) {
        slow.flow();
        part.writable(seat);
    });
    CHECK(slow.wait([](const auto& all) { return has_event_count(all, 7); }));
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
    const auto desk = world.enter(0, lecturer, where, teacher);
    const auto seat = world.enter(0, slow, where, pupil);
    REQUIRE(slow.wait(count_of.operator()<welcome>(1)));
    slow.stall_after(0);
    world.submit(0, desk, asking(1, open_session{}));
    for (std::uint32_t ref = 2; ref < 12; ++ref) {
        world.submit(0, desk, asking(ref, post_chat{std::string(1000, 'x')}));
    }
    REQUIRE(lecturer.wait(count_of.operator()<ok>(11)));
    world.on(0, [&](live_shard& part) {
        slow.flow();
        part.writable(seat);
    });
    CHECK(slow.wait_for_close() == close_code::lagging);
    world.leave(0, seat);
    world.leave(0, desk);
}

TEST_CASE("whoever finds the audience full is told to come back later, and those inside stay") {
    temporary_folder folder;
    auto tiny = quick_settings();
    tiny.participants_max = 1;
    live_world world(folder.path(), tiny);
    const auto where = world.plan_session();
    auto& first = world.socket();
    auto& second = world.socket();
    const auto inside = world.enter(0, first, where, teacher);
    REQUIRE(first.wait(count_of.operator()<welcome>(1)));
    const auto outside = world.enter(0, second, where, pupil);
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
    const auto seat = world.enter(1, socket, where, pupil);
    REQUIRE(socket.wait(count_of.operator()<welcome>(1)));
    world.submit(1, seat, asking(1, open_session{}));
    REQUIRE(socket.wait(count_of.operator()<refused>(1)));
    CHECK(only<refused>(socket.all())[0].reason == refusal::not_permitted);
    world.on(world.all().owner_of(where), [&](live_shard& owner) {
        owner.find_room(where, [&](const result<std::shared_ptr<room>>& found) {
            (*found)->act(change_role{pupil.who, role::moderator}, [](const auto&) {});
        });
    });
    REQUIRE(socket.wait(count_of.operator()<welcome>(2)));
    CHECK(only<accepted>(socket.all())[1].you.role == role::moderator);
    world.submit(1, seat, asking(2, open_session{}));
    CHECK(socket.wait(count_of.operator()<ok>(1)));
    world.leave(1, seat);
}

TEST_CASE("a removed person's connection is closed for good") {
    temporary_folder folder;
    live_world world(folder.path());
    const auto where = world.plan_session();
    auto& socket = world.socket();
    const auto seat = world.enter(1, socket, where, pupil);
    REQUIRE(socket.wait(count_of.operator()<welcome>(1)));
    world.on(world.all().owner_of(where), [&](live_shard& owner) {
        owner.find_room(where, [&](const result<std::shared_ptr<room>>& found) {
            (*found)->act(remove_participant{pupil.who}, [](const auto&) {});
        });
    });
    CHECK(socket.wait_for_close() == close_code::removed);
    world.leave(1, seat);
}
