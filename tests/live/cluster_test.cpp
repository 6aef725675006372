#include "live/cluster.hpp"

#include <algorithm>

#include "live/cluster_lecture.hpp"
#include "store/leases.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("what is said at one node is decided by the owner and shown at every node") {
    lecture_on_two in;
    CHECK(in.world.owner_of(in.where) == "n1");
    in.world.node(2).submit(in.seat, asking(3, post_chat{"hello from two"}));
    CHECK(is_answered(in.at_seat, 3));
    CHECK(has_said(in.at_desk, "hello from two"));
    CHECK(has_said(in.at_seat, "hello from two"));
    in.world.node(1).submit(in.desk, asking(4, post_chat{"hello from one"}));
    CHECK(has_said(in.at_seat, "hello from one"));
    const auto log = in.world.log_of(in.where);
    CHECK(is_without_gap(log));
    CHECK(texts_in(log) == std::vector<std::string>{"hello from two", "hello from one"});
}

TEST_CASE("what the bus loses is read in the log, and asked again") {
    lecture_on_two in;
    in.world.exchange().drop_every(7);
    for (int i = 0; i < 10; ++i) {
        CHECK(says(in.world.node(2), in.seat, in.at_seat, "two " + std::to_string(i)));
        CHECK(says(in.world.node(1), in.desk, in.at_desk, "one " + std::to_string(i)));
    }
    CHECK(has_said(in.at_seat, "one 9"));
    const auto log = in.world.log_of(in.where);
    CHECK(is_without_gap(log));
    CHECK(texts_in(log).size() == 20);
}

TEST_CASE("without the bus people read and write at every node, and come and go") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.exchange().cut(in.world.node(1).over());
    in.world.exchange().cut(in.world.node(2).over());
    in.world.node(2).submit(in.seat, asking(5, post_chat{"by way of the database"}));
    CHECK(is_answered(in.at_seat, 5));
    CHECK(has_said(in.at_desk, "by way of the database"));
    in.world.node(1).submit(in.desk, asking(6, post_chat{"meanwhile"}));
    CHECK(has_said(in.at_seat, "meanwhile"));
    auto& at_third = in.world.socket();
    const auto third = in.world.node(2).enter(at_third, in.where, listener_ben);
    CHECK(in.has_come(listener_ben));
    in.world.node(2).leave(third);
    CHECK(comes_true([&] {
        const auto left = all_in<participant_left>(in.world.log_of(in.where));
        return left.size() == 1 && left[0].who == listener_ben.who;
    }));
    CHECK(in.world.owner_of(in.where) == "n1");
    in.world.exchange().heal(in.world.node(1).over());
    in.world.exchange().heal(in.world.node(2).over());
    CHECK(says(in.world.node(2), in.seat, in.at_seat, "back again"));
    CHECK(has_said(in.at_desk, "back again"));
    CHECK(is_without_gap(in.world.log_of(in.where)));
}

TEST_CASE("a removal closes connections at every node also without the bus") {
    lecture_on_two in;
    in.world.exchange().cut(in.world.node(1).over());
    in.world.exchange().cut(in.world.node(2).over());
    in.world.node(1).all().disconnect(listener_ada.who, close_code::removed);
    CHECK(in.at_seat.wait_for_close() == close_code::removed);
}

TEST_CASE("a node that has lost the bus alone is still heard") {
    lecture_on_two in;
    in.world.exchange().cut(in.world.node(2).over());
    in.world.node(2).submit(in.seat, asking(5, post_chat{"can you hear me?"}));
    CHECK(has_said(in.at_desk, "can you hear me?"));
}

TEST_CASE("when the owner dies another node goes on with its log, and nobody has been away") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    REQUIRE(says(in.world.node(1), in.desk, in.at_desk, "before"));
    in.world.make_steady("n2");
    in.world.node(1).die();
    CHECK(says(in.world.node(2), in.seat, in.at_seat, "after"));
    CHECK(in.world.owner_of(in.where) == "n2");
    const auto log = in.world.log_of(in.where);
    CHECK(is_without_gap(log));
    CHECK(texts_in(log) == std::vector<std::string>{"before", "after"});
    for (const auto& gone : all_in<participant_left>(log)) CHECK(gone.who == speaker.who);
    CHECK(all_in<presence_recovered>(log).empty());
}

TEST_CASE("a command that was saved before its owner died is not saved again") {
    lecture_on_two in;
    const request_frame asked{7, "the-same-key-padding", post_chat{"once"}};
    in.world.node(2).submit(in.seat, asked);
    REQUIRE(is_answered(in.at_seat, 7));
    in.world.make_steady("n2");
    in.world.node(1).die();
    REQUIRE(says(in.world.node(2), in.seat, in.at_seat, "after"));
    in.world.node(2).submit(in.seat, {8, asked.key, asked.what});
    REQUIRE(is_answered(in.at_seat, 8));
    CHECK(texts_in(in.world.log_of(in.where)) == std::vector<std::string>{"once", "after"});
}

TEST_CASE("an owner that hung finds its room taken, and its late command is refused") {
    lecture_on_two in;
    in.world.make_steady("n2");
    // What a long sleep looks like from outside; nothing in the process itself has noticed.
    in.world.exchange().cut(in.world.node(1).over());
    in.world.make_silent("n1", std::chrono::hours{1});
    REQUIRE(must(write(in.world.kept(), [&in](database& db) {
                return leases::claim(db, in.where, "n2", in.world.incarnation_in(db, "n2"));
            })).owner == "n2");
    in.world.node(1).submit(in.desk, asking(9, post_chat{"too late"}));
    CHECK(in.at_desk.wait([](const auto& all) {
        return std::ranges::any_of(only<refused>(all), [](const refused& one) {
            return one.ref == 9 && one.reason == refusal::busy;
        });
    }));
    in.world.exchange().heal(in.world.node(1).over());
    CHECK(says(in.world.node(2), in.seat, in.at_seat, "in time"));
    CHECK(says(in.world.node(1), in.desk, in.at_desk, "by way of two"));
    CHECK(in.world.owner_of(in.where) == "n2");
    const auto log = in.world.log_of(in.where);
    CHECK(is_without_gap(log));
    CHECK(texts_in(log) == std::vector<std::string>{"in time", "by way of two"});
}

TEST_CASE("a server that leaves gives its rooms away first") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    REQUIRE(says(in.world.node(1), in.desk, in.at_desk, "before"));
    in.world.node(1).stop();
    CHECK(in.at_desk.closed_as() == close_code::restarting);
    CHECK(says(in.world.node(2), in.seat, in.at_seat, "after"));
    CHECK(in.world.owner_of(in.where) == "n2");
    const auto log = in.world.log_of(in.where);
    CHECK(is_without_gap(log));
    CHECK(texts_in(log) == std::vector<std::string>{"before", "after"});
}

TEST_CASE("a report at any node has everything that the owner has decided") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    for (std::uint32_t ref = 40; ref < 60; ++ref) {
        in.world.node(1).submit(in.desk, asking(ref, post_chat{"more " + std::to_string(ref)}));
    }
    const auto said = state_at(in.world.node(2), in.where);
    const auto log = in.world.log_of(in.where);
    CHECK(said->last_seq >= log.back().seq);
    CHECK(said->people.present() == 2);
}

TEST_CASE("whoever comes from a node that has shown more is not taken back") {
    lecture_on_two in;
    REQUIRE(in.both_present());
    in.world.exchange().cut(in.world.node(2).over());
    REQUIRE(says(in.world.node(1), in.desk, in.at_desk, "not at two yet"));
    auto again = listener_ben;
    again.since = in.world.log_of(in.where).back().seq;
    auto& at_phone = in.world.socket();
    in.world.node(2).enter(at_phone, in.where, again);
    REQUIRE(at_phone.wait([](const auto& all) { return !only<accepted>(all).empty(); }));
    const auto said = only<accepted>(at_phone.all())[0];
    CHECK(said.resumed);
    CHECK(said.seq >= *again.since);
}

TEST_CASE("a log-out and a removal close connections at every node") {
    lecture_on_two in;
    auto& at_phone = in.world.socket();
    in.world.node(2).enter(at_phone, in.where, listener_ben);
    REQUIRE(is_welcomed(at_phone));
    in.world.node(1).all().disconnect(listener_ada.login);
    CHECK(in.at_seat.wait_for_close() == close_code::logged_out);
    in.world.node(1).all().disconnect(listener_ben.who, close_code::removed);
    CHECK(at_phone.wait_for_close() == close_code::removed);
}

TEST_CASE("what the system does to a room waits for the room's new owner") {
    lecture_on_two in;
    in.world.make_steady("n2");
    in.world.node(1).die();
    const auto said = in.world.node(2).ask([&](hall& all) {
        return all.act(in.where, command{pause_session{}});
    });
    CHECK(std::holds_alternative<seq_number>(said));
    CHECK(all_in<session_paused>(in.world.log_of(in.where)).size() == 1);
}

TEST_CASE("a lecturer's voice at any node reaches those who listen at every node") {
    lecture_on_two in;
    auto& at_one = in.world.socket();
    auto& at_two = in.world.socket();
    auto cyd = somebody(4, "Cyd", role::attendee);
    auto dan = somebody(5, "Dan", role::lecturer);
    cyd.listens = dan.listens = true;
    in.world.node(1).enter(at_one, in.where, cyd);
    const auto second_desk = in.world.node(2).enter(at_two, in.where, dan);
    REQUIRE(in.has_come(cyd));
    REQUIRE(in.has_come(dan));
    const auto hears_once = [](recording_sink& by, const std::string& frame) {
        const auto times = [&] {
            int found = 0;
            const auto bytes = by.bytes();
            for (auto at = bytes.find(frame); at != std::string::npos;
                 at = bytes.find(frame, at + 1))
                ++found;
            return found;
        };
        return comes_true([&] { return times() > 0; }) && times() == 1;
    };
    const auto from_one = std::string("\x01\0\0\0\0\0\0\1 one", 12);
    const auto from_two = std::string("\x01\0\0\0\0\0\0\1 two", 12);
    in.world.node(1).on(0, [&](live_shard& part) { part.send_media(in.desk, from_one); });
    CHECK(hears_once(at_one, from_one));
    CHECK(hears_once(at_two, from_one));
    in.world.node(2).on(0, [&](live_shard& part) { part.send_media(second_desk, from_two); });
    CHECK(hears_once(at_one, from_two));
    CHECK(hears_once(at_two, from_two));
}
