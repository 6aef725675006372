#include "domain/course_attendance.hpp"

#include <array>
#include <map>

#include "scenario.hpp"

using namespace aula;
using std::chrono::minutes;

namespace {

registered_person registered(
    const someone& who, const std::string& institution, const std::string& country
) {
    registered_person person{.id = who.id, .name = who.name};
    person.registration_id = "R00000" + std::to_string(who.id.value);
    person.institution = institution;
    person.country = country;
    person.role = who.role;
    person.registered_at = minute(-1000);
    return person;
}

const someone cai{{6}, "Cai", role::attendee};
const someone dewi{{7}, "Dewi", role::attendee};

/// Monday: live from 0 to 60, Ada there for all of it, Budi from 30 to 40, Cai not, Dewi removed.
/// Tuesday: live since 100; it is 110, Ada is there, Cai is waiting since 90 and lost at 101.
/// Wednesday: nobody has come.
struct course_week {
    course_week() {
        monday.when_system(open_session{}).arrives(hope).arrives(ada).arrives(dewi);
        monday.when_system(start_session{}).done();
        monday.at(minute(5)).when_system(remove_participant{dewi.id}).done();
        monday.at(minute(30)).arrives(budi).at(minute(40)).goes(budi).done();
        monday.at(minute(60)).when_system(end_session{}).goes(ada).goes(hope).done();
        tuesday.at(minute(90)).when_system(open_session{}).arrives(cai).arrives(hope).done();
        tuesday.at(minute(100)).when_system(start_session{}).done();
        tuesday.at(minute(101)).goes(cai, leave_reason::lost).done();
        tuesday.at(minute(102)).arrives(ada).done();
        sessions = {{
            {session_id{1}, "mon", "Monday", minute(0), minute(60), &monday.state},
            {session_id{2}, "tue", "Tuesday", minute(100), minute(160), &tuesday.state},
            {session_id{3}, "wed", "Wednesday", minute(200), minute(260), nullptr},
        }};
        people[4].is_removed = true;
    }
    course_attendance at(timestamp now) const { return {sessions, people, now, attendance_rule{}}; }

    scenario monday;
    scenario tuesday;
    std::array<course_session, 3> sessions;
    std::array<registered_person, 5> people{
        registered(ada, "Makerere", "UG"), registered(budi, "Universitas Indonesia", "ID"),
        registered(cai, "Makerere", "UG"), registered(hope, "LUMC", "NL"),
        registered(dewi, "Universitas Indonesia", "ID")
    };
};

using counted = std::array<std::size_t, 5>;  // registered, present, peak, attended, absent

std::map<std::string, counted> counts_at(timestamp now) {
    const course_week week;
    std::map<std::string, counted> rows;
    for (const auto& row : week.at(now).counts()) {
        const auto key = row.of->key + " " + std::string(name_of(row.group)) + " " + row.name;
        rows[key] = {row.registered, row.present, row.peak, row.attended, row.absent};
    }
    return rows;
}

matrix_row row_of(const std::vector<matrix_row>& rows, const someone& who) {
    for (const auto& row : rows) {
        if (row.who->id == who.id) return row;
    }
    FAIL("no such row");
    return {};
}

}  // namespace

TEST_CASE("counts are by session, together, by institution and by country") {
    const std::map<std::string, counted> expected{
        {"mon all ", {3, 0, 2, 2, 1}},
        {"mon country ID", {1, 0, 1, 1, 0}},
        {"mon country UG", {2, 0, 1, 1, 1}},
        {"mon institution Makerere", {2, 0, 1, 1, 1}},
        {"mon institution Universitas Indonesia", {1, 0, 1, 1, 0}},
        {"tue all ", {3, 1, 1, 2, 1}},
        {"tue country ID", {1, 0, 0, 0, 1}},
        {"tue country UG", {2, 1, 1, 2, 0}},
        {"tue institution Makerere", {2, 1, 1, 2, 0}},
        {"tue institution Universitas Indonesia", {1, 0, 0, 0, 1}},
        {"wed all ", {3, 0, 0, 0, 0}},
        {"wed country ID", {1, 0, 0, 0, 0}},
        {"wed country UG", {2, 0, 0, 0, 0}},
        {"wed institution Makerere", {2, 0, 0, 0, 0}},
        {"wed institution Universitas Indonesia", {1, 0, 0, 0, 0}},
    };
    CHECK(counts_at(minute(110)) == expected);
}

TEST_CASE("nobody is absent from a session that has not started") {
    scenario lobby;
    lobby.when_system(open_session{}).arrives(ada);
    const std::array sessions{course_session{{1}, "mon", "Monday", {}, {}, &lobby.state}};
    const std::array people{registered(ada, "A", "UG"), registered(budi, "B", "ID")};
    const course_attendance course(sessions, people, minute(5), {});
    CHECK(course.counts()[0].absent == 0);
    CHECK(course.counts()[0].present == 1);
    const auto rows = course.persons();
    CHECK(rows[0].status == attendance_status::present);
    CHECK(rows[1].status == attendance_status::not_started);
}

TEST_CASE("the peak does not count who goes together with who comes") {
    scenario story;
    story.when_system(open_session{}).arrives(ada).arrives(cai);
    story.at(minute(10)).goes(ada).arrives(budi);
    story.at(minute(20)).goes(cai);
    const std::array sessions{course_session{{1}, "mon", "Monday", {}, {}, &story.state}};
    const std::array people{
        registered(ada, "A", "UG"), registered(budi, "B", "ID"), registered(cai, "A", "UG")
    };
    CHECK(course_attendance(sessions, people, minute(30), {}).counts()[0].peak == 2);
}

TEST_CASE("a course without people still has its row for each session") {
    const std::array sessions{course_session{{1}, "mon", "Monday", {}, {}, nullptr}};
    const auto rows = course_attendance(sessions, {}, minute(0), {}).counts();
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].registered == 0);
}

TEST_CASE("the persons table has every person once for each session, staff and removed too") {
    const course_week week;
    const auto rows = week.at(minute(110)).persons();
    REQUIRE(rows.size() == 15);
    CHECK(rows[0].who->id == ada.id);
    CHECK(rows[0].status == attendance_status::attended);
    CHECK(rows[0].was.live == minutes{60});
    CHECK(rows[0].permille == 1000);
    CHECK(rows[1].was.live == minutes{10});
    CHECK(rows[1].permille == 166);
    CHECK(rows[2].status == attendance_status::absent);
    CHECK_FALSE(rows[2].was.first_join);
    CHECK(rows[3].who->role == role::lecturer);
    CHECK(rows[4].who->is_removed);
    CHECK(rows[4].was.live == minutes{5});
    CHECK(rows[5].status == attendance_status::present);
    CHECK(rows[5].was.live == minutes{8});
    CHECK(rows[5].permille == 800);
    CHECK(rows[10].status == attendance_status::not_started);
}

TEST_CASE("whoever is still in the room after the end is not present but attended") {
    course_week week;
    week.tuesday.at(minute(160)).when_system(end_session{}).done();
    const auto rows = week.at(minute(170)).persons();
    CHECK(rows[5].was.is_present);
    CHECK(rows[5].status == attendance_status::attended);
    CHECK(rows[6].status == attendance_status::absent);
}

TEST_CASE("intervals are listed as they were logged, the open ones too") {
    const course_week week;
    const auto rows = week.at(minute(110)).intervals();
    REQUIRE(rows.size() == 7);
    CHECK(rows[1].who->id == budi.id);
    CHECK(rows[1].stay.from == minute(30));
    CHECK(rows[1].stay.to == minute(40));
    CHECK(rows[3].who->id == dewi.id);
    CHECK(rows[3].stay.why == leave_reason::removed);
    CHECK(rows[4].of->key == "tue");
    CHECK_FALSE(rows[4].stay.to);
    CHECK(rows[5].stay.why == leave_reason::lost);
}

TEST_CASE("the matrix adds up over the sessions that were live so far") {
    const course_week week;
    const auto course = week.at(minute(110));
    CHECK(course.live_of(0) == minutes{60});
    CHECK(course.live_of(1) == minutes{10});
    CHECK(course.live_of(2) == milliseconds{0});
    const auto rows = course.matrix();
    const auto first = row_of(rows, ada);
    REQUIRE(first.cells.size() == 3);
    CHECK(first.cells[1].live == minutes{8});
    CHECK(first.cells[1].status == attendance_status::present);
    CHECK(first.cells[2].status == attendance_status::not_started);
    CHECK(first.live == minutes{68});
    CHECK(first.permille == 971);
    CHECK(first.has_certificate);
    CHECK_FALSE(row_of(rows, budi).has_certificate);
    CHECK(row_of(rows, cai).live == minutes{1});
}

TEST_CASE("a certificate needs exactly the minimum, some presence, and a place in the course") {
    scenario story;
    story.when_system(start_session{}).arrives(ada).arrives(dewi).arrives(budi);
    story.at(minute(48)).goes(ada).at(minute(48) - milliseconds{1}).goes(budi);
    story.at(minute(60)).when_system(end_session{});
    const std::array sessions{course_session{{1}, "mon", "Monday", {}, {}, &story.state}};
    std::array people{
        registered(ada, "A", "UG"), registered(budi, "B", "ID"), registered(dewi, "C", "ID"),
        registered(cai, "D", "CN")
    };
    people[2].is_removed = true;
    attendance_rule rule{.minimum_percent = 80};
    const auto rows = course_attendance(sessions, people, minute(99), rule).matrix();
    CHECK(rows[0].has_certificate);
    CHECK_FALSE(rows[1].has_certificate);
    CHECK_FALSE(rows[2].has_certificate);
    rule.minimum_percent = 0;
    const auto lenient = course_attendance(sessions, people, minute(99), rule).matrix();
    CHECK(lenient[1].has_certificate);
    CHECK_FALSE(lenient[3].has_certificate);
}

TEST_CASE("who is not on the roster any more is in no table") {
    course_week week;
    const course_attendance course(
        week.sessions, std::span(week.people).first(1), minute(110), attendance_rule{}
    );
    for (const auto& row : course.intervals()) CHECK(row.who->id == ada.id);
    CHECK(course.persons().size() == 3);
    CHECK(course.counts()[0].peak == 1);
}
