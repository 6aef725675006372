#include <doctest/doctest.h>

#include "live/live_world.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::string voice_frame(char number) {
    return std::string("\x01\0\0\x07\0\0\0", 7) + number + "opus";
}

viewer listening(viewer who) {
    who.listens = true;
    return who;
}

/// A session on two shards with a lecturer, somebody who listens, and somebody who does not.
struct lecture_heard {
    lecture_heard() {
        desk = world.enter(0, lecturer, where, listening(a_lecturer));
        ears = world.enter(1, listener, where, listening(a_student));
        eyes = world.enter(1, reader, where, somebody(3, "Ben", role::attendee));
        for (auto* each : {&lecturer, &listener, &reader}) REQUIRE(hears<welcome>(*each, 1));
    }
    ~lecture_heard() {
        world.leave(0, desk);
        world.leave(1, ears);
        world.leave(1, eyes);
    }
    lecture_heard(const lecture_heard&) = delete;
    lecture_heard& operator=(const lecture_heard&) = delete;

    void open() {
        world.submit(0, desk, asking(1, open_session{}));
        REQUIRE(hears<ok>(lecturer, 1));
        REQUIRE(hears<received_event>(listener, 1));
    }
    void send(std::size_t shard, connection_number from, const std::string& frame) {
        world.on(shard, [&](live_shard& part) { part.send_media(from, frame); });
    }
    std::uint64_t dropped() {
        return world.on(0, [](live_shard& part) { return part.counts().media_dropped.value(); }) +
               world.on(1, [](live_shard& part) { return part.counts().media_dropped.value(); });
    }
    static bool has(recording_sink& by, const std::string& frame) {
        const auto binary = std::string("\x82") + static_cast<char>(frame.size()) + frame;
        return by.bytes().find(binary) != std::string::npos;
    }
    bool comes_to_drop(std::uint64_t count) {
        return comes_true([&] { return dropped() == count; });
    }

    temporary_folder folder;
    live_world world{folder.path()};
    session_id where = world.plan_session();
    recording_sink& lecturer = world.socket();
    recording_sink& listener = world.socket();
    recording_sink& reader = world.socket();
    connection_number desk = 0, ears = 0, eyes = 0;
};

}  // namespace

TEST_CASE("a lecturer's media frames reach those who listen, on every shard, and nobody else") {
    lecture_heard in;
    in.open();
    const auto frame = voice_frame('a');
    in.send(0, in.desk, frame);
    CHECK(comes_true([&] { return in.has(in.listener, frame); }));
    CHECK(comes_true([&] { return in.has(in.lecturer, frame); }));
    CHECK_FALSE(in.has(in.reader, frame));
    CHECK(in.dropped() == 0);
}

TEST_CASE("what may not be sent is dropped and counted, and its sender stays") {
    lecture_heard in;
    in.send(0, in.desk, voice_frame('b'));  // before the opening
    CHECK(in.comes_to_drop(1));
    in.open();
    in.send(1, in.ears, voice_frame('c'));  // an attendee's
    CHECK(in.comes_to_drop(2));
    in.send(0, in.desk, "\x7f" + voice_frame('d').substr(1));  // of no known kind
    CHECK(in.comes_to_drop(3));
    in.send(0, in.desk, std::string(1, '\x01') + std::string(limits::media_frame_bytes_max, 'x'));
    CHECK(in.comes_to_drop(4));
    in.world.submit(0, in.desk, asking(2, end_session{}));
    REQUIRE(hears<ok>(in.lecturer, 2));
    in.send(0, in.desk, voice_frame('e'));
    CHECK(in.comes_to_drop(5));
    for (const char each : {'b', 'c', 'd', 'e'})
        CHECK_FALSE(in.has(in.listener, voice_frame(each)));
    CHECK_FALSE(in.lecturer.closed_as());
    CHECK_FALSE(in.listener.closed_as());
}

TEST_CASE("a role that is taken away takes the voice along") {
    lecture_heard in;
    in.open();
    const auto changed = [&] {
        auto promised = std::make_shared<std::promise<bool>>();
        in.world.on(in.world.all().owner_of(in.where), [&](live_shard& owner) {
            const auto until = in.world.all().now() + std::chrono::seconds{5};
            owner.rooms().act(
                in.where, change_role{participant_id{1}, role::attendee},
                [promised](const result<command_answer>& said) {
                    promised->set_value(is_settled(said));
                },
                until
            );
        });
        return promised->get_future().get();
    };
    CHECK(changed());
    in.send(0, in.desk, voice_frame('f'));
    CHECK(in.comes_to_drop(1));
}
