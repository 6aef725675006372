#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/server_link.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

struct invite_options {
    std::string course;
    std::string name;
    std::string email;
    std::string institution;
    std::string country;
    std::string role = "attendee";
};

/// Adds the person to the roster, or finds them there by their address, and answers their link. A
/// person who was there already gets a new one.
result<std::string> link_for(const rest_client& api, const invite_options& asked) {
    json entry{{"name", asked.name}, {"role", asked.role}};
    if (!asked.email.empty()) entry["email"] = asked.email;
    if (!asked.institution.empty()) entry["institution"] = asked.institution;
    if (!asked.country.empty()) entry["country"] = asked.country;
    const auto course = "/courses/" + percent_encoded(asked.course);
    const auto saved = api.post(course + "/roster", json::array({entry}));
    if (!saved) return saved.error();
    const auto& person = saved->at("people").at(0);
    if (person.contains("join_link")) return person["join_link"].get<std::string>();
    const auto id = person.at("id").get<std::string>();
    const auto invited = api.post(course + "/registrations/" + id + "/invitations", json::object());
    if (!invited) return invited.error();
    return invited->at("join_link").get<std::string>();
}

int invite(const rest_client& api, const invite_options& asked) {
    const auto link = link_for(api, asked);
    if (!link) return fail(link.error());
    std::printf("%s\n", link->c_str());
    return 0;
}

}  // namespace

void add_invite(CLI::App& to, invocation& with) {
    auto* command =
        to.add_subcommand("invite", "Add a person to a course and print their join link");
    auto asked = std::make_shared<invite_options>();
    command->add_option("course", asked->course, "The course's short name")->required();
    command->add_option("--name", asked->name, "The person's name")->required();
    command->add_option(
        "--email", asked->email, "Their address: who is known by it gets a new link"
    );
    command->add_option("--role", asked->role, "organizer, lecturer, moderator or attendee")
        ->check(CLI::IsMember({"organizer", "lecturer", "moderator", "attendee"}))
        ->capture_default_str();
    command->add_option("--institution", asked->institution, "University or employer");
    command->add_option("--country", asked->country, "Two letters, such as NL");
    command->footer(
        "Whoever opens the link is that person. A new link ends the one before.\n"
        "Example:\n  aula invite cutting-edge-immunology --role lecturer --name 'Leo Lecturer' "
        "--email leo@example.org"
    );
    command->callback([&with, asked] {
        with.chosen = [&with, asked] {
            return with_server(with, [&](const rest_client& api) { return invite(api, *asked); });
        };
    });
}

}  // namespace aula::cli
