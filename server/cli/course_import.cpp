#include "cli/course_import.hpp"

#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/course_file.hpp"
#include "cli/deck_upload.hpp"
#include "cli/invocation.hpp"
#include "cli/text_table.hpp"

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
    if (said.code == error_code::invalid && colon != std::string::npos) {
        said.detail.insert(0, file.place(said.detail.substr(0, colon)) + ": ");
    }
    return said;
}

/// Creates or replaces; the answer has `people` and `sessions`. With `if_absent` a course that is
/// there answers its page.
result<json> save(const rest_client& api, const course_file& file, bool if_absent) {
    const auto path = "/courses/" + percent_encoded(file.slug());
    auto there = api.get(path);
    if (!there && there.error().code != error_code::not_found) return there;
    if (there && if_absent) return there;
    auto saved =
        there ? api.put(path, file.content.document) : api.post("/courses", file.content.document);
    if (!saved) return with_line(file, saved.error());
    std::printf("%s %s\n", there ? "Replaced" : "Created", file.slug().c_str());
    return saved;
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
    const auto saved = save(api, file, asked.if_absent);
    if (!saved) return fail(saved.error());
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
