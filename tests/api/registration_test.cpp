#include "api/open_course.hpp"

using namespace aula;
using namespace aula::test;

TEST_CASE("who registers gets a link that lets them in, and a letter with the same one") {
    open_course in;
    const auto done = in.apply(application_of("  Ben   Okello ", "Ben@Example.org"));
    CHECK(done.status == 201);
    CHECK(done.body["participant"]["name"] == "Ben Okello");
    CHECK(done.body["participant"]["role"] == "attendee");
    CHECK(done.body["participant"]["course"] == "immunology");
    const auto link = done.body["join_link"].get<std::string>();
    CHECK(link.starts_with("http://127.0.0.1:8080/join#"));
    CHECK(done.body["sends_mail"] == true);
    const auto letter = in.letters().at(0);
    CHECK(letter.recipient == "ben@example.org");
    CHECK(link_in(letter.body) == link);
    CHECK(in.world.letters_queued == 2);

    const auto browser = in.world.open(link);
    const auto me = in.world.get("/api/v1/me", browser).body;
    CHECK(me["participants"] == json::array({done.body["participant"]}));
}

TEST_CASE("the field that is wrong is named") {
    open_course in;
    const auto missing = json(json::value_t::discarded);
    for (const auto* name : {"name", "email", "institution", "country", "consent"}) {
        CHECK(in.field_of(name, missing) == name);
    }
    CHECK(in.field_of("name", "\u200b \u202e") == "name");
    CHECK(in.field_of("name", std::string(121, 'a')) == "name");
    CHECK(in.field_of("email", "ben@example") == "email");
    CHECK(in.field_of("email", "ben@example.org\r\nBcc: all@example.org") == "email");
    CHECK(in.field_of("institution", std::string(201, 'a')) == "institution");
    CHECK(in.field_of("country", "XX") == "country");
    CHECK(in.field_of("country", "ug") == "country");
    CHECK(in.field_of("consent", false) == "consent");
    CHECK(in.field_of("consent", "yes") == "consent");
}

TEST_CASE("what a browser says of itself never makes a registration fail") {
    open_course in;
    const std::vector<json> zones{
        "Etc/Unknown",
        "Mars/Olympus",
        "undefined",
        "+05:30",
        "",
        "  ",
        "GMT+5",
        "a\nb",
        std::string(1, '\0'),
        nullptr,
        7,
        true,
        json({}),
        json::array({"UTC"}),
        std::string(5000, 'x'),
        "../../etc/passwd",
    };
    const auto zone_of = [&](const std::string& email) {
        return must(read(in.world.kept(), [&](database& db) -> result<std::string> {
            const auto here = courses::find(db, "immunology");
            if (!here) return here.error();
            const auto who = registrations::find_by_email(db, here->id, email);
            if (!who) return who.error();
            return who->zone;
        }));
    };
    must(write(in.world.kept(), [](database& db) -> result<void> {
        auto course = must(courses::find(db, "immunology"));
        course.capacity = 0;
        return courses::change(db, course);
    }));
    for (std::size_t i = 0; i < zones.size(); ++i) {
        CAPTURE(zones[i].dump());
        const auto email = "zone" + std::to_string(i) + "@example.org";
        auto form = application_of("Zoe Zone", email);
        form["zone"] = zones[i];
        CHECK(in.apply(form).status == 201);
        CHECK(zone_of(email).empty());
    }
    auto form = application_of("Zoe Zone", "kampala@example.org");
    form["zone"] = "Africa/Kampala";
    CHECK(in.apply(form).status == 201);
    CHECK(zone_of("kampala@example.org") == "Africa/Kampala");
}

TEST_CASE("a course takes no more people than it has places, staff not counted") {
    open_course in;
    CHECK(in.apply(application_of("Ben", "ben@example.org")).status == 201);
    CHECK(in.apply(application_of("Cem", "cem@example.org")).status == 201);
    const auto full = in.apply(application_of("Dia", "dia@example.org"));
    CHECK(full.status == 409);
    CHECK(full.body["error"]["detail"] == "The course is full.");
    CHECK(in.apply(application_of("Ben", "ben@example.org")).status == 409);
    CHECK(in.world.get(in.course.path).body["registered"] == 3);
}

TEST_CASE("nobody can register under a name that looks like one of the staff's") {
    open_course in;
    for (const auto* name : {"Olga Organizer", "OLGA  0rganizer", "\u041elga Organizer"}) {
        CAPTURE(name);
        const auto refused = in.apply(application_of(name, "olga@example.org"));
        CHECK(refused.status == 400);
        CHECK(refused.field() == "name");
    }
    CHECK(in.apply(application_of("Olga Organizerova", "olga@example.org")).status == 201);
}

TEST_CASE("a login goes on with one more course, under a new secret; the old one is dead") {
    open_course in;
    const course_with_people other(in.world, "other");
    const auto link = other.attendee_link.get<std::string>();
    const auto opened = in.world.post(
        "/api/v1/logins", {{"token", link.substr(link.find('#') + 1)}}, in.course.attendee
    );
    CHECK(opened.body["course"] == "other");
    const credential both{opened.cookie(), {}, false};
    CHECK(in.world.get("/api/v1/me", both).body["participants"].size() == 2);
    CHECK(in.world.get("/api/v1/me", in.course.attendee).body["participants"].empty());
    CHECK(opened.header("set-cookie").find("HttpOnly") != std::string::npos);
    CHECK(opened.header("set-cookie").find("SameSite=Lax") != std::string::npos);
}

TEST_CASE("in one course a browser is the person whose link it opened last") {
    open_course in;
    const auto link = in.course.attendee_link.get<std::string>();
    const auto opened = in.world.post(
        "/api/v1/logins", {{"token", link.substr(link.find('#') + 1)}}, in.course.organizer
    );
    const credential now{opened.cookie(), {}, false};
    CHECK(in.world.get("/api/v1/me", now).body["participants"].size() == 1);
    CHECK(in.world.get(in.path, now).status == 403);
}

TEST_CASE("logging out ends the login, its tickets and its connections") {
    open_course in;
    const auto ticket =
        in.world.post(in.course.session_path() + "/tickets", json::object(), in.course.attendee);
    auto& socket = in.attendee_enters();

    const auto out = in.world.remove("/api/v1/logins/current", in.course.attendee);
    CHECK(out.status == 204);
    CHECK(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
    CHECK(socket.wait_for_close() == close_code::logged_out);
    CHECK(in.world.get("/api/v1/me", in.course.attendee).body["participants"].empty());
    CHECK_FALSE(in.world.doors().redeem(
        ticket.body["ticket"].get<std::string>(), in.course.session, api_world::public_url,
        in.world.clock().now()
    ));
}

TEST_CASE("logging out also ends what came in before the login got its newest id") {
    open_course in;
    const course_with_people other(in.world, "other");
    const auto ticket =
        in.world.post(in.course.session_path() + "/tickets", json::object(), in.course.attendee);
    auto& socket = in.attendee_enters();

    const auto link = other.attendee_link.get<std::string>();
    const auto opened = in.world.post(
        "/api/v1/logins", {{"token", link.substr(link.find('#') + 1)}}, in.course.attendee
    );
    CHECK_FALSE(socket.closed_as());
    CHECK_FALSE(in.world.doors().redeem(
        ticket.body["ticket"].get<std::string>(), in.course.session, api_world::public_url,
        in.world.clock().now()
    ));
    const credential renewed{opened.cookie(), {}, false};
    CHECK(in.world.remove("/api/v1/logins/current", renewed).status == 204);
    CHECK(socket.wait_for_close() == close_code::logged_out);
}
