#include <map>

#include "api/api_world.hpp"
#include "store/decks.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// What each kind of caller meets: `y` allowed, `1` 401, `3` 403, `4` 404. In this order: nobody,
/// attendee, moderator, lecturer, organizer, token attendance:read, token course:write, operator;
/// first in their own course, then in another one.
struct expectation {
    std::string_view own;
    std::string_view foreign;
};

constexpr std::string_view kinds =
    "nobody attendee moderator lecturer organizer token-read token-write operator";
constexpr expectation everybody{"yyyyyyyy", "yyyyyyyy"};
constexpr expectation organizers{"1333y33y", "1444444y"};

/// A route that is missing here fails the test.
const std::map<std::string, expectation, std::less<>> expected{
    {"GET /api/v1/health", everybody},
    {"GET /api/v1/health/ready", everybody},
    {"GET /api/v1/health/live", everybody},
    {"POST /api/v1/reload", {"1333333y", "1333333y"}},
    {"GET /api/v1/me", everybody},
    {"POST /api/v1/logins", everybody},
    {"DELETE /api/v1/logins/current", {"1yyyy333", "1yyyy333"}},
    {"GET /api/v1/courses", everybody},
    {"POST /api/v1/courses", {"1333333y", "1333333y"}},
    {"GET /api/v1/courses/{course}", everybody},
    {"PUT /api/v1/courses/{course}", {"1333y3yy", "1444444y"}},
    {"DELETE /api/v1/courses/{course}", organizers},
    {"GET /api/v1/courses/{course}/document", organizers},
    {"POST /api/v1/courses/{course}/sessions", organizers},
    {"GET /api/v1/courses/{course}/sessions/{session}", {"1yyyy33y", "1444444y"}},
    {"PATCH /api/v1/courses/{course}/sessions/{session}", organizers},
    {"DELETE /api/v1/courses/{course}/sessions/{session}", organizers},
    {"POST /api/v1/courses/{course}/registrations", everybody},
    {"GET /api/v1/courses/{course}/registrations", organizers},
    {"POST /api/v1/courses/{course}/roster", {"1333y3yy", "1444444y"}},
    {"PATCH /api/v1/courses/{course}/registrations/{participant}", organizers},
    {"POST /api/v1/courses/{course}/registrations/{participant}/invitations", organizers},
    {"GET /api/v1/courses/{course}/mail", organizers},
    {"POST /api/v1/courses/{course}/sessions/{session}/tickets", {"1yyyy333", "14444443"}},
    {"GET /api/v1/courses/{course}/sessions/{session}/chat", {"1yyyy33y", "1444444y"}},
    {"GET /api/v1/courses/{course}/sessions/{session}/people", {"13yyy33y", "1444444y"}},
    {"GET /api/v1/courses/{course}/sessions/{session}/decks", {"13yyy33y", "1444444y"}},
    {"PUT /api/v1/courses/{course}/sessions/{session}/decks/{file}", {"13yyy3yy", "1444444y"}},
    {"GET /api/v1/courses/{course}/decks/{deck}", {"13yyy3yy", "1444444y"}},
    {"DELETE /api/v1/courses/{course}/decks/{deck}", {"13yyy33y", "1444444y"}},
    {"GET /api/v1/courses/{course}/attendance", {"1333yy3y", "1444444y"}},
    {"GET /api/v1/courses/{course}/tokens", organizers},
    {"POST /api/v1/courses/{course}/tokens", organizers},
    {"DELETE /api/v1/courses/{course}/tokens/{token}", organizers},
    {"GET /decks/{hash}/{page}-{width}.webp", everybody},
    {"GET /decks/{hash}/{page}.txt", everybody},
};

constexpr std::string_view hash = "0123456789abcdef0123456789abcdef01234567";

/// Two courses; callers belong to the first. What a path names is made anew for each request, so
/// that one which is allowed to delete it does not spoil the next.
class two_courses {
public:
    two_courses() : own(world, "own"), foreign(world, "foreign") {
        reader_ = make_token("attendance:read");
        writer_ = make_token("course:write");
        std::filesystem::create_directories(world.shelf().folder(hash));
        std::ofstream(world.shelf().folder(hash) / "1-960.webp") << "picture";
        std::ofstream(world.shelf().folder(hash) / "1.txt") << "text";
    }

    char met(const route& asked, std::size_t kind, const course_with_people& in) {
        auto request = world.request(std::string(asked.method), target(asked, in), caller(kind));
        if (asked.body == body_kind::json) {
            request.headers.emplace_back("content-type", "application/json");
            request.body = "{}";
        }
        const auto status = world.send(request).status;
        CHECK(status < 500);
        if (status == 401) return '1';
        if (status == 403) return '3';
        return status == 404 ? '4' : 'y';
    }

    api_world world;
    course_with_people own, foreign;

private:
    credential make_token(const std::string& scope) {
        const auto made = world.post(
            own.path + "/tokens", {{"label", "test"}, {"scopes", {scope}}}, own.organizer
        );
        return {{}, made.body.at("secret"), false};
    }

    /// Logged in anew each time, because one of the routes logs out.
    credential caller(std::size_t kind) {
        const auto fresh = [&](const credential& known) {
            const auto secret = new_secret();
            must(write(world.kept(), [&](database& db) -> result<void> {
                const auto login = logins::find(db, hash_secret(known.cookie), world.clock().now());
                if (!login) return login.error();
                const auto who = login->participants.at(0).who;
                const auto made =
                    logins::start(db, {}, who, hash_secret(secret), world.clock().now());
                return made ? result<void>() : made.error();
            }));
            return credential{secret, {}, false};
        };
        switch (kind) {
            case 0:
                return nobody;
            case 1:
                return fresh(own.attendee);
            case 2:
                return fresh(own.moderator);
            case 3:
                return fresh(own.lecturer);
            case 4:
                return fresh(own.organizer);
            case 5:
                return reader_;
            case 6:
                return writer_;
            default:
                return the_operator;
        }
    }

    std::string target(const route& asked, const course_with_people& in) {
        struct ids {
            session_id session;
            participant_id person;
            deck_id deck;
            token_id token;
        };
        const auto made = must(write(world.kept(), [&](database& db) -> result<ids> {
            auto planned = must(sessions::find(db, in.session));
            planned.key = "key-" + std::to_string(++count_);
            ids out;
            out.session = must(sessions::add(db, planned));
            person_form person = ada();
            person.email = planned.key + "@example.org";
            person.join_token_hash = planned.key;
            person.external_id = planned.key;
            out.person = must(registrations::merge_roster(db, planned.course, {&person, 1}, noon))
                             .at(0)
                             .who.id;
            deck_record deck;
            deck.course = planned.course;
            deck.session = out.session;
            deck.hash = std::string(hash.substr(0, 30)) + std::to_string(count_);
            out.deck = must(decks::add(db, deck));
            token_record token;
            token.course = planned.course;
            token.scopes.course_write = true;
            out.token = must(tokens::add(db, token, planned.key));
            return out;
        }));
        std::string path(asked.path);
        const auto put = [&path](const std::string& brace, const std::string& value) {
            if (const auto at = path.find(brace); at != std::string::npos) {
                path.replace(at, brace.size(), value);
            }
        };
        put("{course}", in.path.substr(in.path.rfind('/') + 1));
        put("{session}", made.session.text());
        put("{participant}", made.person.text());
        put("{deck}", made.deck.text());
        put("{token}", made.token.text());
        put("{file}", "slides.pdf");
        put("{hash}", std::string(hash));
        put("{page}", "1");
        put("{width}", "960");
        return path.ends_with("/attendance") ? path + "?table=counts" : path;
    }

    credential reader_, writer_;
    int count_ = 0;
};

}  // namespace

TEST_CASE("every kind of caller meets at every route what the table of rights says") {
    two_courses in;
    const auto number_of_kinds = expectation{everybody}.own.size();
    for (const auto& one : routes()) {
        const auto name = std::string(one.method) + " " + std::string(one.path);
        CAPTURE(name);
        const auto wanted = expected.find(name);
        REQUIRE(wanted != expected.end());
        std::string own, foreign;
        for (std::size_t kind = 0; kind < number_of_kinds; ++kind) {
            own += in.met(one, kind, in.own);
            foreign += in.met(one, kind, in.foreign);
        }
        CAPTURE(kinds);
        CHECK(own == wanted->second.own);
        CHECK(foreign == wanted->second.foreign);
    }
    CHECK(routes().size() == expected.size());
}

TEST_CASE("what does not exist looks like what belongs to others") {
    api_world world;
    course_with_people own(world, "own");
    course_with_people foreign(world, "foreign");
    const auto others = world.get(foreign.path + "/registrations", own.organizer);
    const auto unknown = world.get("/api/v1/courses/unknown/registrations", own.organizer);
    CHECK(others.status == 404);
    CHECK(others.body == unknown.body);
    const auto session = "/sessions/" + foreign.session.text();
    CHECK(world.get(own.path + session, own.organizer).status == 404);
    CHECK(world.get(own.path + "/sessions/s999", own.organizer).status == 404);
    const auto person = "/registrations/" + foreign.attendee_id.text();
    CHECK(world.patch(own.path + person, {{"name", "X"}}, own.organizer).status == 404);
    CHECK(
        world.post(own.path + person + "/invitations", json::object(), own.organizer).status == 404
    );
}

TEST_CASE("a session is found by its key and by its id") {
    api_world world;
    const course_with_people course(world);
    const auto by_id = world.get(course.session_path(), course.attendee);
    const auto by_key = world.get(course.path + "/sessions/mon-1", course.attendee);
    CHECK(by_id.status == 200);
    CHECK(by_id.body == by_key.body);
}

TEST_CASE("a cookie or a token that is not known opens nothing") {
    api_world world;
    const course_with_people course(world);
    const credential stale{"stale", {}, false};
    CHECK(world.get(course.session_path(), stale).status == 401);
    CHECK(world.get("/api/v1/me", stale).body == json{{"participants", json::array()}});
    const credential wrong{{}, "wrong", false};
    CHECK(world.get(course.path + "/attendance?table=counts", wrong).status == 401);
    CHECK(world.get("/api/v1/me", wrong).status == 401);
}

TEST_CASE("a bearer token is believed instead of a cookie, not together with it") {
    api_world world;
    const course_with_people course(world);
    const auto made = world.post(
        course.path + "/tokens", {{"label", "x"}, {"scopes", {"attendance:read"}}}, course.organizer
    );
    const credential both{course.organizer.cookie, made.body.at("secret"), false};
    CHECK(world.get(course.path + "/attendance?table=counts", both).status == 200);
    CHECK(world.get(course.path + "/registrations", both).status == 403);
}
