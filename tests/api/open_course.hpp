#pragma once

#include <string>
#include <vector>

#include "api/api_world.hpp"
#include "store/mails.hpp"

namespace aula::test {

/// The link in the text of a letter.
inline std::string link_in(const std::string& letter) {
    const auto at = letter.find("/join#");
    REQUIRE(at != std::string::npos);
    const auto start = letter.rfind("http", at);
    return letter.substr(start, letter.find_first_of(" \n", at) - start);
}

/// A course that takes registrations, and what people and strangers do with links.
struct open_course {
    api_world world;
    course_with_people course{world};
    std::string path = course.path + "/registrations";

    said apply(const json& form) { return world.post(path, form); }
    std::string field_of(const std::string& name, const json& value) {
        auto form = application_of("Ben Okello", "ben@example.org");
        if (value.is_discarded())
            form.erase(name);
        else
            form[name] = value;
        const auto said = apply(form);
        CHECK(said.status == 400);
        return said.field();
    }
    /// The attendee comes in by a connection of the login that they have now.
    recording_sink& attendee_enters() {
        const auto login = must(read(world.kept(), [&](database& db) {
            return logins::find(db, hash_secret(course.attendee.cookie), world.clock().now());
        }));
        auto who = somebody(course.attendee_id.value, "Ada Atim", role::attendee);
        who.login = login.id;
        auto& socket = world.socket();
        world.enter(socket, course.session, who);
        return socket;
    }
    /// With their links, as they will be carried, newest first; REST leaves the links out.
    std::vector<mail_record> letters() {
        return must(read(world.kept(), [&](database& db) -> result<std::vector<mail_record>> {
            const auto here = courses::find(db, "immunology");
            if (!here) return here.error();
            return mails::page(db, here->id, {}, 100);
        }));
    }
    int status_of(const std::string& link) {
        const auto token = link.substr(link.find('#') + 1);
        return world.post("/api/v1/logins", {{"token", token}}).status;
    }
    std::string ask_for_link(const std::string& email) {
        REQUIRE(world.post(course.path + "/links", {{"email", email}}).status == 202);
        return link_in(letters().at(0).body);
    }
    std::string name_behind(const std::string& link) {
        const auto browser = world.open(link);
        return world.get("/api/v1/me", browser).body["participants"][0]["name"];
    }
    said change(const std::string& who, const json& body) {
        return world.patch(path + "/" + who, body, course.organizer);
    }
};

}  // namespace aula::test
