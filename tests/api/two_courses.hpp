#pragma once

#include <fstream>
#include <string>

#include "api/api_world.hpp"
#include "api/routes.hpp"
#include "store/decks.hpp"

namespace aula::test {

/// Who may ask; callers belong to the first of two courses.
enum class caller {
    nobody,
    attendee,
    moderator,
    lecturer,
    organizer,
    token_read,
    token_write,
    local_operator
};
inline constexpr std::array every_caller{
    caller::nobody,    caller::attendee,   caller::moderator,   caller::lecturer,
    caller::organizer, caller::token_read, caller::token_write, caller::local_operator,
};
constexpr std::string_view callers =
    "nobody attendee moderator lecturer organizer token-read token-write operator";

inline std::string route_name(const route& one) {
    return std::string(one.method) + " " + std::string(one.path);
}

/// What the braces of a path stand for.
struct path_values {
    std::string course = "unknown";
    std::string session = "s999999";
    std::string participant = "p999999";
    std::string deck = "d999999";
    std::string token = "t999999";
};

/// Two courses, and requests for every route there is. What a path names is made anew for each
/// request, so that one which is allowed to delete it does not spoil the next.
class two_courses {
public:
    explicit two_courses(const api_rates& rates = api_world::generous())
        : world(rates), own(world, "own"), foreign(world, "foreign") {
        reader_ = make_token("attendance:read");
        writer_ = make_token("course:write");
        std::filesystem::create_directories(world.shelf().folder(hash));
        std::ofstream(world.shelf().folder(hash) / "1-960.webp") << "picture";
        std::ofstream(world.shelf().folder(hash) / "1.txt") << "text";
    }

    /// A request that could be allowed, but for its empty JSON.
    http_request request(const route& asked, caller who, const path_values& at) {
        auto out = world.request(std::string(asked.method), target(asked, at), by(who));
        if (asked.body != body_kind::json) return out;
        out.headers.emplace_back("content-type", "application/json");
        out.body = "{}";
        return out;
    }

    /// Logged in anew each time, because one of the routes logs out.
    credential by(caller who) {
        switch (who) {
            case caller::nobody:
                return nobody;
            case caller::attendee:
                return fresh(own.attendee);
            case caller::moderator:
                return fresh(own.moderator);
            case caller::lecturer:
                return fresh(own.lecturer);
            case caller::organizer:
                return fresh(own.organizer);
            case caller::token_read:
                return reader_;
            case caller::token_write:
                return writer_;
            case caller::local_operator:
                return the_operator;
        }
        return nobody;
    }

    /// New things of that course: a session, a person, a deck, a token.
    path_values things_of(const course_with_people& in) {
        return must(write(world.kept(), [&](database& db) -> result<path_values> {
            auto planned = must(sessions::find(db, in.session));
            planned.key = "key-" + std::to_string(++count_);
            const auto session = must(sessions::add(db, planned));
            person_form person = ada();
            person.email = planned.key + "@example.org";
            person.join_token_hash = planned.key;
            person.external_id = planned.key;
            const auto added =
                must(registrations::merge_roster(db, planned.course, {&person, 1}, noon));
            deck_record deck;
            deck.course = planned.course;
            deck.session = session;
            deck.hash = std::string(hash.substr(0, 30)) + std::to_string(count_);
            token_record token;
            token.course = planned.course;
            token.scopes.course_write = true;
            return path_values{
                .course = in.path.substr(in.path.rfind('/') + 1),
                .session = session.text(),
                .participant = added.at(0).who.id.text(),
                .deck = must(decks::add(db, deck)).text(),
                .token = must(tokens::add(db, token, planned.key)).text(),
            };
        }));
    }

    api_world world;
    course_with_people own, foreign;

private:
    static constexpr std::string_view hash = "0123456789abcdef0123456789abcdef01234567";

    credential make_token(const std::string& scope) {
        const auto made = world.post(
            own.path + "/tokens", {{"label", "test"}, {"scopes", {scope}}}, own.organizer
        );
        return {{}, made.body.at("secret"), false};
    }

    credential fresh(const credential& known) {
        const auto secret = new_secret();
        must(write(world.kept(), [&](database& db) -> result<void> {
            const auto login = logins::find(db, hash_secret(known.cookie), world.clock().now());
            if (!login) return login.error();
            const auto who = login->participants.at(0).who;
            const auto made = logins::start(db, {}, who, hash_secret(secret), world.clock().now());
            return made ? result<void>() : made.error();
        }));
        return {secret, {}, false};
    }

    static std::string target(const route& asked, const path_values& at) {
        std::string path(asked.path);
        const auto put = [&path](const std::string& brace, std::string_view value) {
            if (const auto place = path.find(brace); place != std::string::npos) {
                path.replace(place, brace.size(), value);
            }
        };
        put("{course}", at.course);
        put("{session}", at.session);
        put("{participant}", at.participant);
        put("{deck}", at.deck);
        put("{token}", at.token);
        put("{file}", "slides.pdf");
        put("{hash}", hash);
        put("{page}", "1");
        put("{width}", "960");
        return path.ends_with("/attendance") ? path + "?table=counts" : path;
    }

    credential reader_, writer_;
    int count_ = 0;
};

}  // namespace aula::test
