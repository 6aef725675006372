#include "store/nodes.hpp"

#include "store/nodes_on_time.hpp"

using namespace aula;
using namespace aula::test;

namespace {

bool mentions(const error& what, std::string_view word) {
    return what.detail.find(word) != std::string::npos;
}

newcomer without_bus(const node_name& name) {
    auto who = in_a_cluster(name);
    who.is_alone = true;
    return who;
}

}  // namespace

TEST_CASE("a node that enrolls is listed with what it says of itself, by the database's clock") {
    const auto db = memory_database();
    const auto before = must(db->query("SELECT database_now()"))[0].integer(0);
    const auto incarnation = enrolled(*db, "north-1");
    const auto after = must(db->query("SELECT database_now()"))[0].integer(0);
    must(nodes::beat(*db, "north-1", incarnation, {.rooms = 3, .people = 400}));
    const auto all = must(nodes::all(*db));
    REQUIRE(all.size() == 1);
    CHECK(all[0].name == "north-1");
    CHECK(all[0].incarnation == incarnation);
    CHECK(all[0].version == "1.2.3");
    CHECK(all[0].address == "https://north-1.example.org");
    CHECK(all[0].started_at.time_since_epoch().count() >= before);
    CHECK(all[0].started_at.time_since_epoch().count() <= after);
    CHECK(all[0].beat_at >= all[0].started_at);
    CHECK(all[0].load.rooms == 3);
    CHECK(all[0].load.people == 400);
    CHECK(!all[0].is_draining);
    CHECK(!all[0].is_dead);
    const auto off =
        std::chrono::system_clock::now() - std::chrono::system_clock::time_point(all[0].beat_at);
    CHECK(std::chrono::abs(off) < std::chrono::minutes{5});
}

TEST_CASE("no two processes ever have the same incarnation") {
    const auto db = memory_database();
    const auto first = enrolled(*db, "a");
    const auto other = enrolled(*db, "b");
    CHECK(other > first);
    must(nodes::leave(*db, "a", first));
    CHECK(enrolled(*db, "a") > other);
}

TEST_CASE("a name that is none is refused") {
    const auto db = memory_database();
    for (const std::string wrong : {"", "a b", "a/b", "a%", "žofie", "a'b"}) {
        CAPTURE(wrong);
        CHECK(nodes::enroll(*db, in_a_cluster(wrong)).error().code == error_code::invalid);
    }
    CHECK(!nodes::enroll(*db, in_a_cluster(std::string(41, 'a'))));
    CHECK(nodes::enroll(*db, in_a_cluster("Aula_2.north-" + std::string(27, 'a'))));
    CHECK(must(nodes::all(*db)).size() == 1);
}

TEST_CASE("a name belongs to one living process, and to the next when it has been silent") {
    const auto db = memory_database();
    const auto first = enrolled(*db, "a");
    const auto refused =
        piece(*db, [](database& on) { return nodes::enroll(on, in_a_cluster("a")); });
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::conflict);
    CHECK(mentions(refused.error(), "a (Aula 1.2.3 at https://a.example.org)"));
    CHECK(mentions(refused.error(), "give this one another"));
    must(nodes::beat(*db, "a", first, {}));

    shift_past(*db, "a", silence_max + milliseconds{100});
    const auto second = enrolled(*db, "a");
    CHECK(second > first);
    const auto late = nodes::beat(*db, "a", first, {});
    CHECK(late.error().code == error_code::conflict);
    CHECK(mentions(late.error(), "another process"));
    must(nodes::leave(*db, "a", first));  // late too: the name is not its own any more
    must(nodes::beat(*db, "a", second, {}));
}

TEST_CASE(
    "of a process that ended without a word is known when it last beat, until the next but one"
) {
    const auto db = memory_database();
    const auto first = enrolled(*db, "a");
    shift_past(*db, "a", std::chrono::seconds{10});
    const auto second = enrolled(*db, "a");
    CHECK(*node_called(*db, "a").silence_of(second) < milliseconds{5000});
    const auto since = node_called(*db, "a").silence_of(first);
    REQUIRE(since);
    CHECK(*since >= std::chrono::seconds{10});
    CHECK(*since < std::chrono::seconds{15});
    shift_past(*db, "a", std::chrono::seconds{10});
    enrolled(*db, "a");
    CHECK_FALSE(node_called(*db, "a").silence_of(first));
}

TEST_CASE("a node is dead when it has been silent for longer than 3 s, and lives when it beats") {
    const auto db = memory_database();
    const auto incarnation = enrolled(*db, "a");
    shift_past(*db, "a", silence_max - milliseconds{1500});
    CHECK(!node_called(*db, "a").is_dead);
    shift_past(*db, "a", milliseconds{1501});
    CHECK(node_called(*db, "a").is_dead);
    must(nodes::beat(*db, "a", incarnation, {}));
    CHECK(!node_called(*db, "a").is_dead);
    // A database whose clock was set back has beats of the future: no signs of life for ever.
    shift_past(*db, "a", -std::chrono::hours{1});
    CHECK(node_called(*db, "a").is_dead);
    must(nodes::beat(*db, "a", incarnation, {}));
    CHECK(!node_called(*db, "a").is_dead);
}

TEST_CASE("a node is steady when it has beaten for 5 s without a long pause") {
    const auto db = memory_database();
    const auto incarnation = enrolled(*db, "a");
    CHECK(!node_called(*db, "a").is_steady);
    // As if it had beaten a second ago, and for so long before.
    const auto after_pause = [&](milliseconds pause) {
        make_steady(*db, "a");
        must(db->query(
            "UPDATE nodes SET beat_at = beat_at - ?1 WHERE name = 'a'",
            {std::int64_t{pause.count()}}
        ));
        must(nodes::beat(*db, "a", incarnation, {}));
        return node_called(*db, "a").is_steady;
    };
    CHECK(after_pause(milliseconds{500}));
    CHECK(!after_pause(beat_gap_max + milliseconds{1}));
    CHECK(!after_pause(-milliseconds{5000}));  // the database's clock was set back
    make_steady(*db, "a");
    shift_past(*db, "a", beat_gap_max + milliseconds{1});
    CHECK(!node_called(*db, "a").is_steady);  // it may be asleep itself
    make_steady(*db, "a");
    must(db->query("UPDATE nodes SET is_written_off = 1"));
    CHECK(!node_called(*db, "a").is_steady);
}

TEST_CASE("a node that was written off does not come back but by enrolling anew") {
    const auto db = memory_database();
    const auto first = enrolled(*db, "a");
    must(db->query("UPDATE nodes SET is_written_off = 1"));
    CHECK(node_called(*db, "a").is_dead);
    const auto late = nodes::beat(*db, "a", first, {});
    CHECK(late.error().code == error_code::conflict);
    CHECK(mentions(late.error(), "silent for more than 3 s"));
    CHECK(node_called(*db, "a").is_dead);
    must(nodes::beat(*db, "a", enrolled(*db, "a"), {}));
    CHECK(!node_called(*db, "a").is_dead);
}

TEST_CASE("a server without a bus and any other server exclude each other while they live") {
    const auto db = memory_database();
    const auto enroll = [&](const newcomer& who) {
        return piece(*db, [&](database& on) { return nodes::enroll(on, who); });
    };
    const auto alone = must(enroll(without_bus("alone")));
    for (const auto& who : {without_bus("second"), in_a_cluster("second")}) {
        const auto refused = enroll(who);
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::conflict);
        CHECK(mentions(refused.error(), "the server alone (Aula 1.2.3"));
        CHECK(mentions(refused.error(), "stop that one; 3 s after"));
    }
    shift_past(*db, "alone", silence_max + milliseconds{100});
    must(enroll(in_a_cluster("second")));
    // It was only stopped: what it hears when it goes on.
    CHECK(nodes::beat(*db, "alone", alone, {}).error().code == error_code::conflict);
    must(enroll(in_a_cluster("third")));
    const auto refused = enroll(without_bus("alone"));
    REQUIRE(!refused);
    CHECK(mentions(refused.error(), "this one has no bus"));
    for (const auto* name : {"second", "third"}) {
        must(nodes::leave(*db, name, node_called(*db, name).incarnation));
    }
    must(enroll(without_bus("alone")));
}

TEST_CASE("the wish to drain a node outlives its crash and ends when it leaves") {
    const auto db = memory_database();
    enrolled(*db, "a");
    must(nodes::drain(*db, "a", true));
    CHECK(node_called(*db, "a").is_draining);
    shift_past(*db, "a", silence_max + milliseconds{100});
    const auto second = enrolled(*db, "a");
    CHECK(node_called(*db, "a").is_draining);
    must(nodes::drain(*db, "a", false));
    CHECK(!node_called(*db, "a").is_draining);
    must(nodes::drain(*db, "a", true));
    must(nodes::leave(*db, "a", second));
    enrolled(*db, "a");
    CHECK(!node_called(*db, "a").is_draining);
    CHECK(nodes::drain(*db, "b", true).error().code == error_code::not_found);
}

TEST_CASE("a dead node can be forgotten, a living one cannot, and after a day it goes by itself") {
    const auto db = memory_database();
    const auto first = enrolled(*db, "a");
    CHECK(nodes::forget(*db, "a").error().code == error_code::conflict);
    CHECK(nodes::forget(*db, "b").error().code == error_code::not_found);
    shift_past(*db, "a", silence_max + milliseconds{100});
    must(nodes::forget(*db, "a"));
    CHECK(must(nodes::all(*db)).empty());
    const auto late = nodes::beat(*db, "a", first, {});
    CHECK(late.error().code == error_code::conflict);
    CHECK(mentions(late.error(), "forgotten"));

    enrolled(*db, "a");
    shift_past(*db, "a", dead_rows_kept - std::chrono::hours{1});
    enrolled(*db, "b");
    CHECK(must(nodes::all(*db)).size() == 2);
    shift_past(*db, "a", std::chrono::hours{2});
    enrolled(*db, "c");
    CHECK(must(nodes::all(*db)).size() == 2);
}

TEST_CASE("nothing that changes with a beat is in an index") {
    const auto db = memory_database();
    const auto incarnation = enrolled(*db, "a");
    if (!is_on_postgres()) {
        const auto indexes =
            must(db->query("SELECT sql FROM sqlite_schema WHERE type = 'index' "
                           "AND tbl_name = 'nodes' AND sql IS NOT NULL"));
        CHECK(indexes.empty());
        return;
    }
    must(db->query("BEGIN"));
    for (int i = 0; i < 10; ++i) must(nodes::beat(*db, "a", incarnation, {.rooms = i}));
    const auto updates =
        must(db->query("SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_xact_user_tables "
                       "WHERE relname = 'nodes' AND schemaname = current_schema()"));
    must(db->query("COMMIT"));
    CHECK(updates.at(0).integer(0) >= 10);
    CHECK(updates.at(0).integer(1) == updates.at(0).integer(0));
}
