#include "api/api_world.hpp"
#include "api/recording_store.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// What everybody does, and the statements that the store runs for it.
class everybody {
public:
    everybody() {
        noted_.take();
        road("the courses", [&] { CHECK(world_.get("/api/v1/courses").status == 200); });
        road("a course's page", [&] {
            CHECK(world_.get(course_.path).status == 200);
            CHECK(world_.get(course_.path, course_.attendee).status == 200);
        });
        road("a room's first request", [&] {
            CHECK(world_.get(course_.session_path(), course_.attendee).status == 200);
            CHECK(world_.get(course_.path + "/sessions/mon-1", course_.attendee).status == 200);
        });
        road("a ticket", [&] {
            const auto path = course_.session_path() + "/tickets";
            CHECK(world_.post(path, json::object(), course_.attendee).status == 201);
        });
        road("a login", [&] { world_.open(course_.attendee_link); });
        road("who I am", [&] {
            CHECK(world_.get("/api/v1/me", world_.open(course_.attendee_link)).status == 200);
        });
        road("a registration", [&] {
            const auto path = course_.path + "/registrations";
            CHECK(world_.post(path, application_of("Ben", "ben@example.org")).status == 201);
            CHECK(world_.post(path, application_of("Ben", "ben@example.org")).status == 201);
        });
        road("a join", [&] {
            const auto who = somebody(course_.attendee_id.value, "Ada Atim", role::attendee);
            const auto in = world_.enter(world_.socket(), course_.session, who);
            REQUIRE(api_world::wait([&] {
                return world_.state(course_.session)->people.find(course_.attendee_id) != nullptr;
            }));
            world_.leave(in);
        });
        road("an upload of slides", [&] {
            const auto path = course_.session_path() + "/decks/a.pdf";
            CHECK(world_.upload(path, "%PDF-1.4", course_.lecturer).status == 202);
        });
        road("earlier messages", [&] {
            const auto path = course_.session_path() + "/chat?before=100&limit=50";
            CHECK(world_.get(path, course_.attendee).status == 200);
        });
    }

    const std::map<std::string, statement_log::statements>& roads() const { return roads_; }

    /// The lines of a plan on the engine that the server runs on.
    std::vector<std::string> plan_of(const std::string& sql, const std::vector<sql_value>& with) {
        const auto explain = [&](database& db) {
            return db.query("EXPLAIN QUERY PLAN " + sql, std::span<const sql_value>(with));
        };
        std::vector<std::string> lines;
        for (const auto& row : must(read(world_.kept(), explain))) lines.push_back(row.text(3));
        return lines;
    }

private:
    template <class Walk>
    void road(const std::string& name, Walk walk) {
        walk();
        roads_[name] = noted_.take();
        CAPTURE(name);
        CHECK_FALSE(roads_[name].empty());
    }

    statement_log noted_;
    api_world world_{api_world::generous(), 0, [this](std::unique_ptr<store> real) {
                         return std::make_unique<recording_store>(std::move(real), noted_);
                     }};
    course_with_people course_{world_};
    std::map<std::string, statement_log::statements> roads_;
};

bool speaks_of(const std::string& line, std::string_view word) {
    return line.find(word) != std::string::npos;
}

/// Whether a line of SQLite's plan reads a table, a course's roster or a session's log from end to
/// end. The list of the courses is what it is: one row for each.
bool reads_all(const std::string& line) {
    if (line.starts_with("SCAN c USING INDEX") || line == "SCAN CONSTANT ROW") return false;
    if (line.starts_with("SCAN")) return true;
    const bool is_roster = speaks_of(line, "participants") && line.ends_with("(course=?)");
    return is_roster && !speaks_of(line, "participants_of_staff");
}

/// The same of PostgreSQL's plan. Where few rows are, it rightly reads all of them.
bool reads_all_on_postgres(const std::string& line) {
    for (const auto* table :
         {"participants", "logins", "login_participants", "events", "mails", "decks", "uploads"}) {
        if (speaks_of(line, std::string("Seq Scan on ") + table)) return true;
    }
    return speaks_of(line, "participants_in_order");
}

/// Ten courses of 2,000 people, 2,000 decks, 120 sessions and a log each, as large as it takes for
/// an index to be worth while.
std::unique_ptr<database> crowded_postgres() {
    auto db = must(postgres_database::connect(new_schema(shared_postgres())));
    must(migrate(*db, noon));
    for (const auto* statement :
         {"INSERT INTO courses SELECT i, 'c' || i, '', '', '', '', 'UTC', 'en', '', 0, 0, 1, 0 "
          "FROM generate_series(1, 10) i",
          "INSERT INTO sessions SELECT i, 1 + i % 10, 'k' || i, '', '', '', i, i, 'scheduled' "
          "FROM generate_series(1, 1200) i",
          "ALTER TABLE participants DISABLE TRIGGER USER",
          "INSERT INTO participants SELECT i, 1 + i % 10, 'R' || i, 'e' || i, 'Name', "
          "'a' || i || '@x.org', 'a' || i || '@x.org', '', '', '', "
          "CASE WHEN i % 500 < 10 THEN 'lecturer' ELSE 'attendee' END, 'active', 0, 0, 't' || i "
          "FROM generate_series(1, 20000) i",
          "INSERT INTO logins SELECT i, 's' || i, 4102444800000 FROM generate_series(1, 20000) i",
          "INSERT INTO login_participants SELECT i, i, 1000000 FROM generate_series(1, 20000) i",
          "INSERT INTO events SELECT 1 + i % 100, i, 0, 1, '', 'chat_posted', '{}' "
          "FROM generate_series(1, 20000) i",
          "INSERT INTO mails SELECT i, 1 + i % 10, '', '', '', 'sent', 0, 0, 0, '' "
          "FROM generate_series(1, 20000) i",
          "INSERT INTO decks SELECT i, 1 + i % 10, 1 + i % 1200, 'Slides', 'h' || i, 'ready', 9, "
          "9, "
          "1600, 900, '', 0, 1000 FROM generate_series(1, 20000) i",
          "INSERT INTO uploads SELECT 1 + i % 10, 'p' || i, 1, 1000 FROM generate_series(1, 20000) "
          "i",
          "ANALYZE"}) {
        must(db->query(statement));
    }
    return db;
}

}  // namespace

TEST_CASE("nothing that everybody asks for reads a roster or a log from end to end") {
    everybody all;
    for (const auto& [road, statements] : all.roads()) {
        CAPTURE(road);
        for (const auto& [sql, arguments] : statements) {
            CAPTURE(sql);
            for (const auto& line : all.plan_of(sql, arguments)) {
                CAPTURE(line);
                CHECK_FALSE(reads_all(line));
            }
        }
    }
}

TEST_CASE("nothing that everybody asks for reads a roster or a log from end to end on PostgreSQL") {
    everybody all;
    const auto db = crowded_postgres();
    for (const auto& [road, statements] : all.roads()) {
        CAPTURE(road);
        for (const auto& [sql, arguments] : statements) {
            CAPTURE(sql);
            const auto plan =
                must(db->query("EXPLAIN " + sql, std::span<const sql_value>(arguments)));
            for (const auto& row : plan) {
                CAPTURE(row.text(0));
                CHECK_FALSE(reads_all_on_postgres(row.text(0)));
            }
        }
    }
}
