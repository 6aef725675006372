#include <random>
#include <thread>

#include "fixture.hpp"
#include "store/decks.hpp"
#include "store/event_log.hpp"

using namespace aula;
using namespace aula::test;

namespace {

std::int64_t counted(database& db, course_id course) {
    const auto rows = must(db.query(
        "SELECT COUNT(*) FROM participants WHERE course = ?1 AND role = 'attendee' "
        "AND status = 'active'",
        {course.value}
    ));
    return rows.front().integer(0);
}

std::int64_t kept(database& db, course_id course) {
    return must(courses::find(db, course)).totals.attendees;
}

std::int64_t revision(database& db, course_id course) {
    return must(courses::find(db, course)).totals.revision;
}

/// Does one thing after another to the people of a course, as a seed says.
class history {
public:
    history(database& db, course_id course, unsigned seed)
        : db_(db), course_(course), chance_(seed) {}

    void go_on() {
        switch (pick(6)) {
            case 0:
                must(registrations::enroll(db_, course_, somebody(pick(40)), noon));
                break;
            case 1:
                merge();
                break;
            case 2:
                if (const auto who = anybody()) {
                    must(registrations::set_role(db_, who, every_role[pick(every_role.size())]));
                }
                break;
            case 3:
                if (const auto who = anybody()) must(registrations::set_status(db_, who, status()));
                break;
            case 4:
                if (const auto who = anybody()) {
                    must(registrations::set_join_token(db_, who, new_token()));
                }
                break;
            default:
                if (pick(3) == 0) {
                    if (const auto who = anybody()) must(registrations::erase(db_, who));
                }
        }
    }

private:
    std::size_t pick(std::size_t below) { return chance_() % below; }
    participant_status status() {
        return pick(2) == 0 ? participant_status::active : participant_status::removed;
    }
    /// A link's token is one person's, in whatever course.
    static std::string new_token() {
        static int made = 0;
        return "token-" + std::to_string(++made);
    }
    person_form somebody(std::size_t number) {
        auto form = person("person" + std::to_string(number));
        form.join_token_hash = new_token();
        return form;
    }
    void merge() {
        std::vector<person_form> people;
        const auto first = pick(40);
        for (std::size_t at = first; at < first + pick(6); ++at) {
            people.push_back(somebody(at));
            people.back().role = every_role[pick(every_role.size())];
        }
        must(registrations::merge_roster(db_, course_, people, noon));
    }
    participant_id anybody() {
        const auto all = must(registrations::all(db_, course_));
        return all.empty() ? participant_id{} : all[pick(all.size())].id;
    }

    database& db_;
    course_id course_;
    std::mt19937 chance_;
};

/// Runs the statements of a schema step, as `migrate` does.
void apply(database& db, const migration& step) {
    auto script = step.sql;
    for (auto end = script.find(";\n"); end != std::string_view::npos; end = script.find(";\n")) {
        must(db.query(script.substr(0, end)));
        script.remove_prefix(end + 2);
    }
    must(db.query(
        "INSERT INTO schema_version(version, name, checksum, applied_at) VALUES(?1, ?2, ?3, 0)",
        {std::int64_t{step.version}, std::string(step.name), std::string(step.checksum)}
    ));
}

}  // namespace

TEST_CASE("the kept count of attendees is what counting them says, after any history") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        one_course in;
        auto second = immunology();
        second.slug = "second";
        second.capacity = 0;
        const auto other = must(courses::add(*in.db, second));
        history here(*in.db, in.course, seed), there(*in.db, other, seed + 100);
        for (int i = 0; i < 60; ++i) {
            here.go_on();
            there.go_on();
            REQUIRE(kept(*in.db, in.course) == counted(*in.db, in.course));
            REQUIRE(kept(*in.db, other) == counted(*in.db, other));
            REQUIRE(must(registrations::count(*in.db, other)) == counted(*in.db, other));
        }
        must(courses::remove(*in.db, in.course));
        CHECK(registrations::count(*in.db, in.course).error().code == error_code::not_found);
        CHECK(kept(*in.db, other) == counted(*in.db, other));
        CHECK(must(in.db->query("SELECT course FROM course_totals")).size() == 1);
    }
}

TEST_CASE("a piece of work that is rolled back does not count") {
    one_course in;
    const auto failed = piece(*in.db, [&](database& db) -> result<void> {
        must(registrations::enroll(db, in.course, ada(), noon));
        return {error_code::conflict, "on purpose"};
    });
    CHECK_FALSE(failed);
    CHECK(kept(*in.db, in.course) == 0);
}

TEST_CASE("an existing database gets its counts with the step that adds them") {
    const auto db = empty_database();
    must(
        db->query("CREATE TABLE schema_version(version BIGINT PRIMARY KEY, name TEXT NOT NULL, "
                  "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)")
    );
    for (const auto& step : known_migrations()) {
        if (step.name.find("course_totals") != std::string_view::npos) break;
        apply(*db, step);
    }
    for (const int course : {1, 2}) {
        must(db->query(
            "INSERT INTO courses(id, slug, title, summary, description, organizer, zone, language, "
            "consent, capacity, minimum_percent, is_open, created_at) "
            "VALUES(?1, ?2, '', '', '', '', 'UTC', 'en', '', 0, 0, 1, 0)",
            {std::int64_t{course}, "c" + std::to_string(course)}
        ));
    }
    const std::vector<std::pair<std::string, std::string>> people{
        {"attendee", "active"},
        {"attendee", "active"},
        {"attendee", "removed"},
        {"lecturer", "active"},
        {"moderator", "removed"}
    };
    for (std::size_t at = 0; at < people.size(); ++at) {
        must(db->query(
            "INSERT INTO participants(id, course, registration_id, name, email, institution, "
            "country, zone, role, status, registered_at) "
            "VALUES(?1, 1, ?2, 'x', '', '', '', '', ?3, ?4, 0)",
            {static_cast<std::int64_t>(at) + 1, "R" + std::to_string(at), people[at].first,
             people[at].second}
        ));
    }
    must(migrate(*db, noon));
    CHECK(kept(*db, course_id{1}) == 2);
    CHECK(kept(*db, course_id{2}) == 0);
    must(registrations::set_status(*db, participant_id{3}, participant_status::active));
    CHECK(kept(*db, course_id{1}) == 3);
}

TEST_CASE("the revision grows with everything that a course's page shows, and only with that") {
    one_course in;
    auto& db = *in.db;
    auto last = revision(db, in.course);
    const auto grows = [&] {
        const auto before = std::exchange(last, revision(db, in.course));
        return last > before;
    };
    CHECK_FALSE(grows());
    must(courses::change(db, must(courses::find(db, in.course))));
    CHECK(grows());
    auto planned = monday(in.course);
    planned.id = must(sessions::add(db, planned));
    CHECK(grows());
    planned.title = "Glycans, again";
    must(sessions::change(db, planned));
    CHECK(grows());
    const std::vector<logged_event> opened{
        {.seq = 1, .at = noon, .by = {}, .key = "", .what = session_opened{}}
    };
    must(event_log::append(db, planned.id, opened));
    must(db.settle());
    CHECK(grows());
    must(sessions::remove(db, planned.id));
    CHECK(grows());
    const auto who = must(registrations::enroll(db, in.course, ada(), noon)).who.id;
    must(registrations::set_join_token(db, who, "another"));
    must(registrations::set_name(db, who, "A. Bakker"));
    must(registrations::set_status(db, who, participant_status::removed));
    CHECK_FALSE(grows());
    must(registrations::set_role(db, who, role::lecturer));
    CHECK(grows());
    must(registrations::set_status(db, who, participant_status::active));
    CHECK(grows());
    must(registrations::set_name(db, who, "Ada"));
    CHECK(grows());
    must(registrations::set_role(db, who, role::attendee));
    CHECK(grows());
}

TEST_CASE("people who come and go at the same time are counted right, by two servers too") {
    const temporary_folder first_folder, second_folder;
    std::vector<std::unique_ptr<store>> servers;
    servers.push_back(open_store(first_folder.path()));
    if (is_on_postgres()) {  // a file has one server
        servers.push_back(must(
            aula::open_store({.url = url_for(first_folder.path()), .folder = second_folder.path()})
        ));
    }
    auto small = immunology();
    small.capacity = 25;
    const auto course =
        must(write(*servers[0], [&](database& db) { return courses::add(db, small); }));
    std::vector<std::thread> people;
    std::atomic<int> most{0};
    for (int thread = 0; thread < 6; ++thread) {
        people.emplace_back([&, thread] {
            auto& server = *servers[static_cast<std::size_t>(thread) % servers.size()];
            for (int i = 0; i < 20; ++i) {
                const auto form = person("p" + std::to_string(thread) + "-" + std::to_string(i));
                const auto came = write(server, [&](database& db) {
                    return registrations::enroll(db, course, form, noon);
                });
                if (!came || came->what != registration_outcome::kind::added) continue;
                const auto now =
                    read(server, [&](database& db) { return registrations::count(db, course); });
                if (now) most = std::max(most.load(), static_cast<int>(*now));
                if (i % 3 != 0) continue;
                const auto gone = participant_status::removed;
                (void)write(server, [&, who = came->who.id](database& db) {
                    return registrations::set_status(db, who, gone);
                });
            }
        });
    }
    for (auto& one : people) one.join();
    const auto totals = must(read(*servers[0], [&](database& db) -> result<std::pair<long, long>> {
        return std::pair<long, long>(kept(db, course), counted(db, course));
    }));
    CHECK(totals.first == totals.second);
    CHECK(totals.second == 25);
    CHECK(most <= 25);
}
