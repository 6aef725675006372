#include "store/event_log.hpp"

#include <set>

#include "fixture.hpp"
#include "generated/codec.hpp"
#include "protocol/examples.hpp"
#include "store/columns.hpp"

using namespace aula;
using namespace aula::test;

namespace {

struct one_session {
    std::unique_ptr<database> db = memory_database();
    course_id course = must(courses::add(*db, immunology()));
    session_id session = must(sessions::add(*db, monday(course)));

    result<void> append(const std::vector<logged_event>& events) {
        return piece(*db, [&](database& on) { return event_log::append(on, session, events); });
    }
    std::vector<logged_event> all() { return must(event_log::read(*db, session, 1, 1000)); }
    session_phase phase() { return must(sessions::find(*db, session)).phase; }
};

logged_event said(seq_number seq, const std::string& text) {
    return {
        .seq = seq,
        .at = noon + seconds{seq},
        .by = participant_id{7},
        .key = "key-of-" + std::to_string(seq),
        .what = chat_posted{participant_id{7}, "Ada Bakker", role::attendee, text},
    };
}

logged_event hid(seq_number seq, seq_number target) {
    return {
        .seq = seq,
        .at = noon,
        .by = participant_id{1},
        .key = "key-hide",
        .what = chat_hidden{target}
    };
}

template <class Event>
logged_event plain(seq_number seq, Event what) {
    return {.seq = seq, .at = noon, .what = std::move(what)};
}

}  // namespace

TEST_CASE("every kind of event comes back as it was appended") {
    one_session in;
    const participant_id who{7};
    std::vector<logged_event> log;
    std::set<std::size_t> kinds;
    for (const auto& [name, example] : protocol_examples()) {
        if (!example.contains("prev")) continue;
        const auto message = must(decode_server(example.dump()));
        const auto& what = std::get<received_event>(message).logged.what;
        log.push_back({.seq = log.size() + 1, .at = noon, .what = what});
        kinds.insert(what.index());
    }
    REQUIRE(kinds.size() == std::variant_size_v<event>);
    log.push_back(said(log.size() + 1, "line one\nline two \\ \" 你好"));
    log.push_back(plain(log.size() + 1, participant_joined{who, "Žofie \"Z\" 王", role::attendee}));
    must(in.append(log));
    CHECK(in.all() == log);
    CHECK(must(event_log::last_seq(*in.db, in.session)) == log.size());
}

TEST_CASE("the table of sessions has the link to a call that the log has, whatever is planned") {
    one_session in;
    const auto found = [&] { return must(sessions::find(*in.db, in.session)); };
    CHECK(found().call_url.empty());
    must(in.append({plain(1, call_changed{"https://zoom.us/j/1"})}));
    CHECK(found().call_url == "https://zoom.us/j/1");
    CHECK(must(sessions::of_course(*in.db, in.course)).front().call_url == "https://zoom.us/j/1");

    auto planned = found();
    planned.title = "Lipids";
    planned.call_url = "https://elsewhere.example/";
    must(sessions::change(*in.db, planned));
    CHECK(found().title == "Lipids");
    CHECK(found().call_url == "https://zoom.us/j/1");

    CHECK(!in.append({plain(3, call_changed{"https://zoom.us/j/3"})}));  // a hole in the log
    CHECK(found().call_url == "https://zoom.us/j/1");
    must(in.append({plain(2, call_changed{})}));
    CHECK(found().call_url.empty());
    CHECK(
        sessions::set_call_url(*in.db, session_id{99}, "https://zoom.us/").error().code ==
        error_code::not_found
    );
}

TEST_CASE("an empty log has no last event, and appending nothing is fine") {
    one_session in;
    CHECK(must(event_log::last_seq(*in.db, in.session)) == 0);
    must(in.append({}));
    CHECK(in.all().empty());
}

TEST_CASE("the log is read in pages from any place") {
    one_session in;
    std::vector<logged_event> log;
    for (seq_number seq = 1; seq <= 10; ++seq) log.push_back(said(seq, "text"));
    must(in.append(log));
    const auto page = must(event_log::read(*in.db, in.session, 4, 3));
    REQUIRE(page.size() == 3);
    CHECK(page.front().seq == 4);
    CHECK(page.back().seq == 6);
    CHECK(must(event_log::read(*in.db, in.session, 11, 3)).empty());
}

TEST_CASE("what does not follow the last event is refused: a hole, a repeat, a second writer") {
    one_session in;
    must(in.append({said(1, "a"), said(2, "b")}));
    for (const seq_number wrong : {1u, 2u, 4u, 0u}) {
        CAPTURE(wrong);
        const auto refused = in.append({said(wrong, "x")});
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::conflict);
    }
    CHECK(!in.append({said(3, "c"), said(5, "hole")}));
}

TEST_CASE("logs of different sessions do not mix") {
    one_session in;
    auto planned = monday(in.course);
    planned.key = "tue-1";
    const auto other = must(sessions::add(*in.db, planned));
    must(in.append({said(1, "monday")}));
    must(event_log::append(*in.db, other, std::vector{said(1, "tuesday")}));
    CHECK(in.all() == std::vector{said(1, "monday")});
}

TEST_CASE("a session that was deleted takes no more events") {
    one_session in;
    must(in.append({said(1, "a")}));
    must(sessions::remove(*in.db, in.session));
    CHECK(in.append({said(2, "b")}).error().code == error_code::not_found);
    CHECK(in.append({said(1, "a")}).error().code == error_code::not_found);
    CHECK(in.all().empty());
}

TEST_CASE("a batch in the store is appended whole or not at all") {
    const temporary_folder folder;
    const auto kept = open_store(folder.path());
    const auto session = must(write(*kept, [](database& db) {
        return sessions::add(db, monday(must(courses::add(db, immunology()))));
    }));
    const auto refused = write(*kept, [session](database& db) {
        return event_log::append(db, session, std::vector{said(1, "a"), said(3, "hole")});
    });
    CHECK(!refused);
    const auto last =
        read(*kept, [session](database& db) { return event_log::last_seq(db, session); });
    CHECK(must(last) == 0);
}

TEST_CASE("the session's phase follows its log") {
    one_session in;
    CHECK(in.phase() == session_phase::scheduled);
    must(in.append({plain(1, session_opened{})}));
    CHECK(in.phase() == session_phase::open);
    must(in.append({plain(2, session_started{}), said(3, "x")}));
    CHECK(in.phase() == session_phase::live);
    must(in.append({plain(4, session_paused{})}));
    CHECK(in.phase() == session_phase::paused);
    must(in.append({plain(5, session_started{}), plain(6, session_ended{})}));
    CHECK(in.phase() == session_phase::ended);
}

TEST_CASE("older messages come oldest first, the hidden ones without their text") {
    one_session in;
    must(in.append(
        {said(1, "one"), plain(2, session_opened{}), said(3, "two"), said(4, "three"), hid(5, 3),
         said(6, "four")}
    ));
    const auto older = must(event_log::chat_before(*in.db, in.session, 6, 2));
    REQUIRE(older.size() == 2);
    CHECK(older[0].seq == 3);
    CHECK(older[0].is_hidden);
    CHECK(older[0].text.empty());
    CHECK(older[1].seq == 4);
    CHECK(older[1].text == "three");
    CHECK(older[1].name == "Ada Bakker");
    CHECK(older[1].who == participant_id{7});
    CHECK(older[1].at == noon + seconds{4});
    CHECK(!older[1].is_hidden);

    CHECK(must(event_log::chat_before(*in.db, in.session, 3, 10)).size() == 1);
    CHECK(must(event_log::chat_before(*in.db, in.session, 1, 10)).empty());
    CHECK(must(event_log::chat_before(*in.db, in.session, 1000, 10)).size() == 4);
}

TEST_CASE("older messages are found by an index, not by reading the whole log") {
    one_session in;
    const std::string older =
        "SELECT seq FROM events WHERE session = 1 AND seq < 9 "
        "AND type IN ('chat_posted', 'chat_hidden') AND type = 'chat_posted' ORDER BY seq DESC";
    std::string plan;
    if (is_on_postgres()) {
        // An empty table is read whole, and any index would do for it.
        must(in.db->query(
            "INSERT INTO events SELECT ?1, n, 0, 0, '', CASE WHEN n % 10 = 0 THEN 'chat_posted' "
            "ELSE 'slide_shown' END, 'x' FROM generate_series(1, 5000) n",
            {sql(in.session)}
        ));
        must(in.db->query("ANALYZE events"));
        for (const auto& row : must(in.db->query("EXPLAIN " + older))) plan += row.text(0);
    } else {
        plan = must(in.db->query("EXPLAIN QUERY PLAN " + older))[0].text(3);
    }
    CAPTURE(plan);
    CHECK(plan.find("events_of_chat") != std::string::npos);
}

TEST_CASE("an event of a newer program is an error, not a hole") {
    one_session in;
    must(in.append({said(1, "a")}));
    must(in.db->query("UPDATE events SET type = 'bell_rung'"));
    const auto refused = event_log::read(*in.db, in.session, 1, 10);
    REQUIRE(!refused);
    CHECK(refused.error().detail.starts_with("event 1 "));
}
