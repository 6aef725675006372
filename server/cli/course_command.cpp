#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <memory>
#include <string>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/course_import.hpp"
#include "cli/course_text.hpp"
#include "cli/server_link.hpp"
#include "client/text_table.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

int list_courses(const rest_client& api) {
    const auto listed = api.get("/courses");
    if (!listed) return fail(listed.error());
    text_table table({"course", "title", "from", "until", "open"});
    const auto day = [](const json& at) {
        return at.is_string() ? at.get<std::string>().substr(0, 10) : "";
    };
    for (const auto& each : listed->at("courses")) {
        table.add(
            {each.at("slug"), each.at("title"), day(each.at("starts_at")), day(each.at("ends_at")),
             each.at("is_open") ? "yes" : "no"}
        );
    }
    std::fputs(table.text().c_str(), stdout);
    return 0;
}

int export_course(const rest_client& api, const std::string& slug) {
    const auto document = api.get("/courses/" + percent_encoded(slug) + "/document");
    if (!document) return fail(document.error());
    std::fputs(course_text(*document).c_str(), stdout);
    return 0;
}

/// Deletion cannot be taken back, so the name is asked for once more.
int delete_course(const rest_client& api, const std::string& slug, std::string confirm) {
    if (confirm.empty()) {
        std::fprintf(
            stderr,
            "This deletes %s with its people, attendance and decks, for good.\nType its name "
            "again: ",
            slug.c_str()
        );
        std::getline(std::cin, confirm);
    }
    if (confirm != slug)
        return fail({error_code::invalid, "Not the same name; nothing was deleted."});
    const auto deleted = api.remove("/courses/" + percent_encoded(slug), json{{"confirm", slug}});
    if (!deleted) return fail(deleted.error());
    std::printf("Deleted %s\n", slug.c_str());
    return 0;
}

void add_import(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("import", "Put a course up from its file, or change it");
    auto asked = std::make_shared<import_options>();
    command->add_option("file", asked->file, "The course's TOML file")->required();
    command->add_flag("--if-absent", asked->if_absent, "Leave a course that is there as it is");
    command->add_flag("--dry-run", asked->is_trial, "Say what would change, and change nothing");
    command->add_flag(
        "--prune", asked->prunes,
        "Remove sessions with their decks, and staff, that the file does not name"
    );
    command->add_flag("--yes", asked->is_confirmed, "Do not ask before removing");
    command->add_flag("--quiet", asked->is_quiet, "Do not print join links");
    command->add_flag_callback(
        "--no-wait", [asked] { asked->waits = false; }, "Do not wait until the decks are rendered"
    );
    command->footer(
        "Says what has changed, prints the join links of new staff, and waits until the decks are "
        "rendered.\nWhat the file does not name is kept, unless you give --prune.\n"
        "Example:\n  aula course import docs/examples/cutting-edge-immunology/course.toml"
    );
    command->callback([&with, asked] {
        with.chosen = [&with, asked] {
            return with_server(with, [&](const rest_client& api) {
                return import_course(api, *asked);
            });
        };
    });
}

void add_export(CLI::App& to, invocation& with) {
    auto* command =
        to.add_subcommand("export", "Print a course as a file that can be imported again");
    auto slug = std::make_shared<std::string>();
    command->add_option("course", *slug, "The course's short name")->required();
    command->footer("Example:\n  aula course export cutting-edge-immunology > course.toml");
    command->callback([&with, slug] {
        with.chosen = [&with, slug] {
            return with_server(with, [&](const rest_client& api) {
                return export_course(api, *slug);
            });
        };
    });
}

void add_list(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("list", "List the courses");
    command->callback([&with] { with.chosen = [&with] { return with_server(with, list_courses); }; }
    );
}

void add_delete(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("delete", "Delete a course with everything in it");
    auto slug = std::make_shared<std::string>();
    auto confirm = std::make_shared<std::string>();
    command->add_option("course", *slug, "The course's short name")->required();
    command->add_option(
        "--confirm", *confirm, "The same name again; asked for when it is not given"
    );
    command->footer("Example:\n  aula course delete old-course --confirm old-course");
    command->callback([&with, slug, confirm] {
        with.chosen = [&with, slug, confirm] {
            return with_server(with, [&](const rest_client& api) {
                return delete_course(api, *slug, *confirm);
            });
        };
    });
}

}  // namespace

void add_course(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("course", "Put courses up, list, export and delete them");
    command->require_subcommand(1);
    command->fallthrough();
    add_import(*command, with);
    add_export(*command, with);
    add_list(*command, with);
    add_delete(*command, with);
}

}  // namespace aula::cli
