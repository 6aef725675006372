#include "store/move.hpp"

#include <algorithm>

#include "fixture.hpp"
#include "store/decks.hpp"
#include "store/event_log.hpp"
#include "store/leases.hpp"
#include "store/logins.hpp"
#include "store/mails.hpp"
#include "store/pending_links.hpp"
#include "store/secrets.hpp"
#include "store/tokens.hpp"
#include "store/uploads.hpp"

using namespace aula;
using namespace aula::test;

namespace {

constexpr seq_number events_of_source = 50;

/// An installation on SQLite with something in every table.
std::unique_ptr<sqlite_database> make_source() {
    auto db = must(sqlite_database::open(":memory:", sqlite_access::writer));
    must(migrate(*db, noon));
    const auto course = must(courses::add(*db, immunology()));
    const auto session = must(sessions::add(*db, monday(course)));
    auto nameless = person("ben");
    nameless.email = "";
    const std::vector<person_form> people{ada(), nameless};
    const auto who = must(registrations::merge_roster(*db, course, people, noon))[0].who.id;
    must(logins::start(*db, {}, who, "cookie", noon));
    must(tokens::add(*db, {.course = course, .label = "x", .scopes = {true, false}}, "bearer"));
    must(decks::add(*db, {.course = course, .session = session, .hash = "h"}));
    must(uploads::add(*db, {course, who.text(), day_of(noon)}, 500));
    must(mails::add(*db, {.recipient = "ada@example.org", .body = "Dear Ada,\n\n\"žluť\" 你好"}));
    must(pending_links::add(*db, {must(pending_links::take_id(*db)), who}, "pending"));
    must(secrets::get_or_keep(*db, "decks", "secret"));
    std::vector<logged_event> log;
    for (seq_number seq = 1; seq <= events_of_source; ++seq) {
        log.push_back(
            {.seq = seq,
             .at = noon,
             .by = who,
             .what = chat_posted{who, "Ada", role::attendee, "text " + std::to_string(seq)}}
        );
    }
    must(event_log::append(*db, session, log));
    return db;
}

/// Breaks down at a transaction of one's choice.
class failing_database final : public database {
public:
    failing_database(database& real, int commits) : real_(real), commits_left_(commits) {}

    using database::later;
    using database::query;
    result<sql_rows> query(std::string_view sql, std::span<const sql_value> arguments) override {
        if (sql == "COMMIT" && commits_left_-- == 0) {
            must(real_.query("ROLLBACK"));
            return error{error_code::unavailable, "the wire was cut"};
        }
        return real_.query(sql, arguments);
    }
    result<void> later(
        std::string_view sql, std::span<const sql_value> arguments, const row_check& check
    ) override {
        return real_.later(sql, arguments, check);
    }
    result<void> settle() override { return real_.settle(); }

private:
    database& real_;
    int commits_left_;
};

move_wish from(const std::string& source) {
    return {.source = source, .batch_rows = 7};
}

std::int64_t events_in(database& db) {
    return must(db.query("SELECT COUNT(*) FROM events"))[0].integer(0);
}

std::vector<moved_table> moved_in_two_runs(database& source, database& target) {
    failing_database breaking(target, 12);
    const auto broken = move_everything(source, breaking, from("a"));
    REQUIRE(!broken);
    CHECK(broken.error().code == error_code::unavailable);
    CHECK(events_in(target) > 0);
    CHECK(events_in(target) < static_cast<std::int64_t>(events_of_source));
    return must(move_everything(source, target, from("a")));
}

}  // namespace

TEST_CASE("everything of an installation is moved, and both sides are compared") {
    const auto source = make_source();
    const auto target = memory_database();
    const auto moved = must(move_everything(*source, *target, from("a")));
    REQUIRE(moved.size() == tables_to_move().size());
    for (const auto& each : moved) {
        CAPTURE(each.name);
        CHECK(each.sum.rows > 0);
        CHECK(each.moved_now == each.sum.rows);
        const auto shape = must(shape_of(*source, each.name));
        CHECK(must(sum_of(*target, shape, 1000)) == must(sum_of(*source, shape, 3)));
    }
    CHECK(must(courses::find(*target, "immunology")).title == "Cutting-edge immunology");
    CHECK(must(courses::find(*target, "immunology")).totals.attendees == 2);
    CHECK(must(mails::find(*target, mail_id{1})).body == "Dear Ada,\n\n\"žluť\" 你好");
    CHECK(must(event_log::read(*target, session_id{1}, 1, 100)).size() == events_of_source);
    // Ids go on where they were.
    auto second = immunology();
    second.slug = "second";
    CHECK(must(courses::add(*target, second)).value == 2);
}

TEST_CASE("no table of the schema is left behind") {
    const auto source = make_source();
    must(source->query("CREATE TABLE forgotten(id BIGINT PRIMARY KEY)"));
    const auto target = memory_database();
    const auto refused = move_everything(*source, *target, from("a"));
    REQUIRE(!refused);
    CHECK(refused.error().detail.find("forgotten") != std::string::npos);
}

TEST_CASE("who serves the source is not moved") {
    const auto source = make_source();
    const auto incarnation = must(nodes::enroll(*source, {.name = "old"}));
    must(leases::claim(*source, session_id{1}, "old", incarnation));
    const auto target = memory_database();
    must(move_everything(*source, *target, from("a")));
    CHECK(must(nodes::all(*target)).empty());
    CHECK(must(leases::all(*target)).empty());
    // And yet no incarnation is given twice.
    CHECK(must(nodes::enroll(*target, {.name = "new"})) > incarnation);
}

TEST_CASE("a move that was interrupted goes on where it was") {
    const auto source = make_source();
    const auto target = memory_database();
    for (const auto& each : moved_in_two_runs(*source, *target)) {
        CAPTURE(each.name);
        const auto shape = must(shape_of(*source, each.name));
        CHECK(each.sum == must(sum_of(*source, shape, 1000)));
        if (each.name == "courses") CHECK(each.moved_now == 0);
        if (each.name == "events") CHECK(each.moved_now < each.sum.rows);
        if (each.name == "mails") CHECK(each.moved_now == each.sum.rows);
    }
    const auto tables = tables_of(*target);
    CHECK(std::ranges::count(tables, "unfinished_move") == 0);
}

TEST_CASE("a target that holds an installation is refused and left as it is") {
    const auto source = make_source();
    const auto target = memory_database();
    must(courses::add(*target, immunology()));
    const auto before = tables_of(*target);
    const auto refused = move_everything(*source, *target, from("a"));
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::conflict);
    CHECK(refused.error().detail.find("courses is not empty") != std::string::npos);
    CHECK(tables_of(*target) == before);
    CHECK(events_in(*target) == 0);
}

TEST_CASE("a target that holds half of another installation is refused") {
    const auto source = make_source();
    const auto target = memory_database();
    failing_database breaking(*target, 12);
    REQUIRE(!move_everything(*source, breaking, from("a")));
    const auto refused = move_everything(*source, *target, from("b"));
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::conflict);
    CHECK(refused.error().detail.find("half of another installation (a)") != std::string::npos);
}

TEST_CASE("a single letter that differs in the end is found, and the target stays marked") {
    const auto source = make_source();
    const auto target = memory_database();
    failing_database breaking(*target, 12);
    REQUIRE(!move_everything(*source, breaking, from("a")));
    must(target->query("UPDATE courses SET title = 'Cutting-edge immunologY'"));
    const auto differs = move_everything(*source, *target, from("a"));
    REQUIRE(!differs);
    CHECK(differs.error().code == error_code::internal);
    CHECK(differs.error().detail.find("courses") != std::string::npos);
    const auto tables = tables_of(*target);
    CHECK(std::ranges::count(tables, "unfinished_move") == 1);
}
