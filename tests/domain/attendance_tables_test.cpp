#include "domain/attendance_tables.hpp"

#include <array>

#include "scenario.hpp"

using namespace aula;

namespace {

/// One lecture from 9:00 to 10:00; Ada came at 9:05 and left at 9:30.
struct small_course {
    small_course() {
        story.when_system(start_session{});
        story.at(minute(5)).arrives(ada).when(ada, post_chat{"hello"});
        story.at(minute(30)).goes(ada, leave_reason::lost);
        story.at(minute(60)).when_system(end_session{}).done();
        person.id = ada.id;
        person.registration_id = "R000001";
        person.name = "Achieng, Ada";
        person.email = "ada@mak.ac.ug";
        person.institution = "=Makerere";
        person.country = "UG";
        person.zone = "Africa/Kampala";
        person.registered_at = nine_o_clock - std::chrono::days{7};
        sitting = {session_id{1}, "mon-1", "Chemistry", minute(0), minute(60), &story.state};
    }
    course_attendance all() const { return {{&sitting, 1}, {&person, 1}, minute(90), {}}; }

    scenario story;
    registered_person person;
    course_session sitting;
};

std::string kampala(timestamp at) {
    auto text = to_iso8601(at + std::chrono::hours{3});
    return text.substr(0, 19) + "+03:00";
}

/// Line 0 is the heading; the byte order mark is left out.
std::string line(const std::string& csv, std::size_t which) {
    std::size_t from = 3;
    while (which-- != 0) from = csv.find("\r\n", from) + 2;
    return csv.substr(from, csv.find("\r\n", from) - from);
}

}  // namespace

TEST_CASE("the counts table as CSV") {
    const small_course course;
    const auto csv = to_csv(counts_columns(), course.all().counts(), kampala);
    CHECK(
        line(csv, 0) ==
        "session,session_key,session_title,group,name,registered,present,peak,attended,absent"
    );
    CHECK(line(csv, 1) == "s1,mon-1,Chemistry,all,,1,0,1,1,0");
    CHECK(line(csv, 2) == "s1,mon-1,Chemistry,institution,'=Makerere,1,0,1,1,0");
    CHECK(line(csv, 3) == "s1,mon-1,Chemistry,country,UG,1,0,1,1,0");
}

TEST_CASE("the persons table as CSV") {
    const small_course course;
    const auto csv = to_csv(persons_columns("immunology"), course.all().persons(), kampala);
    CHECK(
        line(csv, 0) ==
        "course,session,session_key,session_title,participant,registration_id,external_id,name,"
        "email,institution,country,zone,role,registered_at,registered_at_local,"
        "registration_status,status,first_join,first_join_local,last_leave,last_leave_local,"
        "live_ms,live_minutes,percent,late_minutes,left_early_minutes,rejoins,longest_gap_ms,"
        "messages,slides_seen,outside_minutes"
    );
    CHECK(
        line(csv, 1) ==
        "immunology,s1,mon-1,Chemistry,p1,R000001,,\"Achieng, Ada\",ada@mak.ac.ug,'=Makerere,UG,"
        "Africa/Kampala,attendee,2026-02-23T09:00:00.000Z,2026-02-23T12:00:00+03:00,active,"
        "attended,2026-03-02T09:05:00.000Z,2026-03-02T12:05:00+03:00,2026-03-02T09:30:00.000Z,"
        "2026-03-02T12:30:00+03:00,1500000,25.00,41.6,5.00,30.00,0,0,1,0,0.00"
    );
}

TEST_CASE("the intervals table as CSV") {
    const small_course course;
    const auto csv = to_csv(intervals_columns(), course.all().intervals(), kampala);
    CHECK(
        line(csv, 0) == "session,session_key,participant,name,from,from_local,to,to_local,reason"
    );
    CHECK(
        line(csv, 1) ==
        "s1,mon-1,p1,\"Achieng, Ada\",2026-03-02T09:05:00.000Z,2026-03-02T12:05:00+03:00,"
        "2026-03-02T09:30:00.000Z,2026-03-02T12:30:00+03:00,lost"
    );
}

TEST_CASE("an open interval has no end and no reason") {
    small_course course;
    course.story.at(minute(80)).arrives(ada);
    const auto csv = to_csv(intervals_columns(), course.all().intervals(), kampala);
    CHECK(line(csv, 2).ends_with("2026-03-02T10:20:00.000Z,2026-03-02T13:20:00+03:00,,,"));
}

TEST_CASE("the matrix as CSV has two columns for each session") {
    const small_course course;
    const auto all = course.all();
    const auto csv = to_csv(matrix_columns(all), all.matrix(), kampala);
    CHECK(
        line(csv, 0) ==
        "participant,registration_id,external_id,name,email,institution,country,zone,role,"
        "mon-1_minutes,mon-1_status,live_ms,live_minutes,percent,certificate,"
        "registration_status"
    );
    CHECK(line(csv, 1).ends_with(",attendee,25.00,attended,1500000,25.00,41.6,no,active"));
}

TEST_CASE("what is just short of a rule is just short of it in the file") {
    small_course course;
    course.story.at(minute(70)).when_system(end_session{});
    scenario near;
    near.when_system(start_session{}).arrives(ada);
    near.at(minute(48) - milliseconds{1})
        .goes(ada)
        .at(minute(60))
        .when_system(end_session{})
        .done();
    course.sitting.state = &near.state;
    const course_attendance all{{&course.sitting, 1}, {&course.person, 1}, minute(90), {}};
    const auto csv = to_csv(matrix_columns(all), all.matrix(), kampala);
    CHECK(line(csv, 1).ends_with(",47.99,attended,2879999,47.99,79.9,no,active"));
}
