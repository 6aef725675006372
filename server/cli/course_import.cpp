#include "cli/course_import.hpp"

#include <cstdio>
#include <iostream>
#include <map>

#include "base/json.hpp"
#include "cli/change_text.hpp"
#include "cli/course_file.hpp"
#include "cli/deck_upload.hpp"
#include "cli/invocation.hpp"
#include "client/terminal.hpp"
#include "client/text_table.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

int show_problems(const course_file& file) {
    for (const auto& each : file.problems) std::fprintf(stderr, "%s\n", each.c_str());
    return 1;
}

/// What the server objects to, with the line that it stands on.
error with_line(const course_file& file, error said) {
    const auto colon = said.detail.find(": ");
    const bool names_field = said.code == error_code::invalid || said.detail.starts_with("people[");
    if (names_field && colon != std::string::npos) {
        said.detail.insert(0, file.place(said.detail.substr(0, colon)) + ": ");
    }
    return said;
}

std::string path_of(const course_file& file) {
    return "/courses/" + percent_encoded(file.slug());
}

void print_changes(const char* what, const course_file& file, const json& changes) {
    if (changes.empty()) {
        std::printf("Nothing changes in %s\n", file.slug().c_str());
        return;
    }
    std::printf("%s %s\n%s", what, file.slug().c_str(), change_text(changes).c_str());
}

/// The answer has `people` and `sessions`.
result<json> create(const rest_client& api, const course_file& file) {
    auto saved = api.post("/courses", file.content.document);
    if (!saved) return with_line(file, saved.error());
    std::printf("Created %s\n", file.slug().c_str());
    return saved;
}

/// True when the removals of a plan may be done. Somebody at a terminal is asked.
bool may_remove(const course_file& file, const json& changes, const import_options& asked) {
    if (asked.is_confirmed || !removes_anything(changes)) return true;
    std::fprintf(
        stderr, "This would change %s:\n%s", file.slug().c_str(), change_text(changes).c_str()
    );
    if (!is_input_a_terminal()) {
        std::fprintf(stderr, "Nothing was changed. Give --yes to remove what is listed.\n");
        return false;
    }
    std::fprintf(stderr, "Remove what is listed, for good? Type yes: ");
    std::string answer;
    std::getline(std::cin, answer);
    if (answer == "yes") return true;
    std::fprintf(stderr, "Nothing was changed.\n");
    return false;
}

/// Changes the course by the plan that was shown. An empty value: it was not to be.
result<json> change(const rest_client& api, const course_file& file, const import_options& asked) {
    const std::string prune = asked.prunes ? "&prune=true" : "";
    auto planned = api.put(path_of(file) + "?dry_run=true" + prune, file.content.document);
    if (!planned) return with_line(file, planned.error());
    const auto& changes = planned->at("changes");
    if (asked.is_trial) {
        print_changes("This would change", file, changes);
        return json();
    }
    if (!may_remove(file, changes, asked)) return error{error_code::invalid, {}};
    const auto plan = planned->at("plan").get<std::string>();
    auto saved = api.put(path_of(file) + "?plan=" + plan + prune, file.content.document);
    if (!saved) return with_line(file, saved.error());
    print_changes("Changed", file, saved->at("changes"));
    return saved;
}

/// Creates or changes; the answer has `people` and `sessions`. With `if_absent` a course that is
/// there answers its page.
result<json> save(const rest_client& api, const course_file& file, const import_options& asked) {
    auto there = api.get(path_of(file));
    if (there) return asked.if_absent ? there : change(api, file, asked);
    if (there.error().code != error_code::not_found) return there;
    if (!asked.is_trial) return create(api, file);
    std::printf("This would create %s\n", file.slug().c_str());
    return json();
}

void print_links(const json& people) {
    text_table table({"name", "role", "join link"});
    bool has_any = false;
    for (const auto& each : people) {
        if (!each.contains("join_link")) continue;
        table.add({each["name"], each["role"], each["join_link"]});
        has_any = true;
    }
    if (!has_any) return;
    std::printf(
        "\nEach link lets its person in; it is shown this once (`aula invite` makes a new "
        "one):\n\n%s",
        table.text().c_str()
    );
}

}  // namespace

int import_course(const rest_client& api, const import_options& asked) {
    const auto file = read_course_file(asked.file);
    if (!file.problems.empty()) return show_problems(file);
    const auto saved = save(api, file, asked);
    if (!saved) return saved.error().detail.empty() ? 1 : fail(saved.error());
    if (saved->is_null()) return 0;
    std::map<std::string, std::string> ids;
    for (const auto& each : saved->at("sessions")) ids[each.at("key")] = each.at("id");
    std::vector<deck_upload> uploads;
    for (const auto& deck : file.decks) {
        const auto session = ids.find(deck.session);
        if (session != ids.end())
            uploads.push_back({.session = session->second, .path = deck.path});
    }
    if (!asked.is_quiet && saved->contains("people")) print_links(saved->at("people"));
    return upload_decks(api, file.slug(), uploads, asked.waits) ? 0 : 1;
}

}  // namespace aula::cli
