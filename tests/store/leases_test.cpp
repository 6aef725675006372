#include "store/leases.hpp"

#include <thread>

#include "store/event_log.hpp"
#include "store/nodes_on_time.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// Two nodes and a room.
struct shared_room {
    std::unique_ptr<database> db = memory_database();
    course_id course = must(courses::add(*db, immunology()));
    session_id session = planned_session(*db, course, "mon-1");
    std::int64_t a = enrolled(*db, "a");
    std::int64_t b = enrolled(*db, "b");

    result<lease> try_claim(const node_name& who, std::int64_t incarnation) {
        return piece(*db, [&](database& on) {
            return leases::claim(on, session, who, incarnation);
        });
    }
    lease claim_as_a() { return must(try_claim("a", a)); }
    lease claim_as_b() { return must(try_claim("b", b)); }

    result<void> append(seq_number seq, const fence& with) {
        const std::vector<logged_event> events{
            {.seq = seq, .at = noon, .what = session_opened{}},
            {.seq = seq + 1, .at = noon, .what = session_started{}}
        };
        return piece(*db, [&](database& on) {
            return event_log::append(on, session, events, with);
        });
    }
    seq_number last_seq() { return must(event_log::last_seq(*db, session)); }
};

void check_owner(const lease& of, const node_name& owner, std::int64_t epoch) {
    CHECK(of.owner == owner);
    CHECK(of.epoch == epoch);
}

}  // namespace

TEST_CASE("a room belongs to whoever claims it first") {
    shared_room in;
    CHECK(!must(leases::find(*in.db, in.session)));
    const auto first = in.claim_as_a();
    check_owner(first, "a", 1);
    CHECK(first.is_mine("a", in.a));
    CHECK(!first.is_mine("b", in.b));
    check_owner(in.claim_as_b(), "a", 1);
    check_owner(in.claim_as_a(), "a", 1);
    const auto found = must(leases::find(*in.db, in.session));
    REQUIRE(found);
    CHECK(found->is_mine("a", in.a));
    const auto other = planned_session(*in.db, in.course, "tue-1");
    check_owner(must(leases::claim(*in.db, other, "b", in.b)), "b", 1);
    const auto all = must(leases::all(*in.db));
    REQUIRE(all.size() == 2);
    CHECK(all[0].first == in.session);
    check_owner(all[0].second, "a", 1);
    CHECK(all[1].first == other);
    check_owner(all[1].second, "b", 1);
}

TEST_CASE("only a node that is enrolled can claim, and only a session that there is") {
    shared_room in;
    CHECK(in.try_claim("c", 1).error().code == error_code::conflict);
    CHECK(in.try_claim("a", in.b).error().code == error_code::conflict);
    must(nodes::leave(*in.db, "a", in.a));
    CHECK(in.try_claim("a", in.a).error().code == error_code::conflict);
    in.session = session_id{99};
    CHECK(in.try_claim("b", in.b).error().code == error_code::not_found);
}

TEST_CASE("a silent node's room goes to a steady one, and the silent one has lost everything") {
    shared_room in;
    const auto other = planned_session(*in.db, in.course, "tue-1");
    in.claim_as_a();
    must(leases::claim(*in.db, other, "a", in.a));
    shift_past(*in.db, "a", silence_max - milliseconds{1500});
    make_steady(*in.db, "b");
    check_owner(in.claim_as_b(), "a", 1);  // silent, but not for long enough
    shift_past(*in.db, "a", milliseconds{1600});
    make_steady(*in.db, "b");
    check_owner(in.claim_as_b(), "b", 2);
    CHECK(nodes::beat(*in.db, "a", in.a, {}).error().code == error_code::conflict);
    CHECK(in.try_claim("a", in.a).error().code == error_code::conflict);
    // What was one's judgement is everybody's, whether steady or not.
    const auto c = enrolled(*in.db, "c");
    CHECK(!node_called(*in.db, "c").is_steady);
    check_owner(must(leases::claim(*in.db, other, "c", c)), "c", 2);
}

TEST_CASE("a silent node that beats in time keeps its rooms") {
    shared_room in;
    in.claim_as_a();
    shift_past(*in.db, "a", std::chrono::minutes{1});
    must(nodes::beat(*in.db, "a", in.a, {}));
    make_steady(*in.db, "b");
    check_owner(in.claim_as_b(), "a", 1);
    CHECK(!node_called(*in.db, "a").is_written_off);
}

TEST_CASE("after an outage of the database nobody is taken for dead because of it") {
    shared_room in;
    in.claim_as_a();
    make_steady(*in.db, "a");
    make_steady(*in.db, "b");
    for (const auto* name : {"a", "b"}) shift_past(*in.db, name, std::chrono::minutes{1});
    // b is back first.
    check_owner(in.claim_as_b(), "a", 1);
    must(nodes::beat(*in.db, "b", in.b, {}));
    check_owner(in.claim_as_b(), "a", 1);
    must(nodes::beat(*in.db, "a", in.a, {}));
    check_owner(in.claim_as_a(), "a", 1);
}

TEST_CASE("after a failover to a database with another clock nobody is taken for dead either") {
    shared_room in;
    in.claim_as_a();
    for (const milliseconds step : {milliseconds{4000}, milliseconds{-4000}}) {
        CAPTURE(step.count());
        make_steady(*in.db, "a");
        make_steady(*in.db, "b");
        for (const auto* name : {"a", "b"}) shift_past(*in.db, name, step);
        must(nodes::beat(*in.db, "b", in.b, {}));
        check_owner(in.claim_as_b(), "a", 1);
        must(nodes::beat(*in.db, "a", in.a, {}));
    }
}

TEST_CASE("a node's rooms are free as soon as it has left or its name has a newer incarnation") {
    shared_room in;
    in.claim_as_a();
    must(nodes::leave(*in.db, "a", in.a));
    check_owner(in.claim_as_b(), "b", 2);
    shift_past(*in.db, "b", silence_max + milliseconds{100});
    in.b = enrolled(*in.db, "b");
    const auto again = in.claim_as_b();
    check_owner(again, "b", 3);
    CHECK(again.is_mine("b", in.b));
}

TEST_CASE("a room that was given up goes to the next who claims it, with a new epoch") {
    shared_room in;
    const auto mine = in.claim_as_a();
    must(leases::release(*in.db, in.session, mine));
    CHECK(!must(leases::find(*in.db, in.session)));
    CHECK(must(leases::all(*in.db)).empty());
    CHECK(leases::release(*in.db, in.session, mine).error().code == error_code::conflict);
    CHECK(in.append(1, mine.as_fence()).error().code == error_code::fenced);
    check_owner(in.claim_as_a(), "a", 2);
    CHECK(leases::release(*in.db, in.session, mine).error().code == error_code::conflict);
    check_owner(in.claim_as_a(), "a", 2);
}

TEST_CASE("a room is handed over to a node that lives and is not drained") {
    shared_room in;
    const auto mine = in.claim_as_a();
    const auto refused_to = [&](const node_name& to) {
        return leases::hand_over(*in.db, in.session, mine, to).error().code == error_code::conflict;
    };
    CHECK(refused_to("c"));
    CHECK(refused_to("a"));
    must(nodes::drain(*in.db, "b", true));
    CHECK(refused_to("b"));
    must(nodes::drain(*in.db, "b", false));
    shift_past(*in.db, "b", silence_max + milliseconds{100});
    CHECK(refused_to("b"));
    must(nodes::beat(*in.db, "b", in.b, {}));
    const auto theirs = must(leases::hand_over(*in.db, in.session, mine, "b"));
    check_owner(theirs, "b", 2);
    CHECK(theirs.is_mine("b", in.b));
    check_owner(in.claim_as_a(), "b", 2);
    CHECK(refused_to("b"));  // it is not a's any more
    CHECK(in.append(1, mine.as_fence()).error().code == error_code::fenced);
    must(in.append(1, theirs.as_fence()));
}

TEST_CASE("whoever has lost a room cannot write to its log any more, and is told so") {
    shared_room in;
    const auto old = in.claim_as_a();
    must(in.append(1, old.as_fence()));
    must(nodes::leave(*in.db, "a", in.a));
    const auto present = in.claim_as_b();
    const auto late = in.append(3, old.as_fence());
    REQUIRE(!late);
    CHECK(late.error().code == error_code::fenced);
    CHECK(in.last_seq() == 2);
    must(in.append(3, present.as_fence()));
    // Not "the log is ahead", although it is.
    CHECK(in.append(3, old.as_fence()).error().code == error_code::fenced);
    CHECK(in.append(3, present.as_fence()).error().code == error_code::conflict);
    CHECK(in.append(5, {.epoch = present.epoch, .owner = "a"}).error().code == error_code::fenced);
    CHECK(in.last_seq() == 4);
}

TEST_CASE("a deleted session has no lease, and a commit to it says that it is gone") {
    shared_room in;
    const auto mine = in.claim_as_a();
    must(sessions::remove(*in.db, in.session));
    CHECK(must(in.db->query("SELECT session FROM leases")).empty());
    CHECK(in.append(1, mine.as_fence()).error().code == error_code::not_found);
    in.session = planned_session(*in.db, in.course, "tue-1");
    in.claim_as_b();
    must(courses::remove(*in.db, in.course));
    CHECK(must(in.db->query("SELECT session FROM leases")).empty());
}

TEST_CASE("without a fence a log is appended to as before") {
    shared_room in;
    in.claim_as_a();
    must(event_log::append(
        *in.db, in.session,
        std::vector<logged_event>{{.seq = 1, .at = noon, .what = session_opened{}}}
    ));
    must(in.db->settle());
    CHECK(in.last_seq() == 1);
}

TEST_CASE("a node that stops to beat has lost its room a few seconds later") {
    shared_room in;
    in.claim_as_a();
    const auto start = std::chrono::steady_clock::now();
    for (;;) {
        must(nodes::beat(*in.db, "b", in.b, {}));
        const auto now = in.claim_as_b();
        const auto waited = std::chrono::steady_clock::now() - start;
        if (now.owner == "b") {
            check_owner(now, "b", 2);
            CHECK(waited > steady_min - milliseconds{500});
            break;
        }
        REQUIRE(waited < std::chrono::minutes{2});
        std::this_thread::sleep_for(beat_every);
    }
}
