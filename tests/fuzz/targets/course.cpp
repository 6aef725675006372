// Course files: any text is either refused with a line, or read; and what the server makes of a
// course can be written down and read again.

#include <optional>

#include "api/course_plan.hpp"
#include "base/json.hpp"
#include "cli/course_file.hpp"
#include "cli/course_text.hpp"
#include "domain/text.hpp"
#include "fuzz/support/frame_model.hpp"
#include "fuzz/support/input.hpp"

namespace aula::fuzz::of_course {
namespace {

using nlohmann::json;

constexpr const char* no_folder = "/nonexistent";

std::optional<course_plan> planned(const json& document) {
    std::optional<bad_field> wrong;
    auto plan = read_course_plan(document, wrong);
    if (wrong) {
        require(!wrong->detail.empty(), "what is wrong is said");
        return {};
    }
    return plan;
}

/// `file:line` is in front of every problem, and the line is one of the file's.
void check_problems(const cli::course_file& file, const std::string& text) {
    const auto lines = 1 + std::count(text.begin(), text.end(), '\n');
    for (const auto& each : file.problems) {
        require(each.starts_with(file.name + ":"), "a problem names its place");
        const auto line = std::strtol(each.c_str() + file.name.size() + 1, nullptr, 10);
        require(line >= 1 && line <= lines, "which is in the file");
    }
}

void run(bytes given) {
    input from(given);
    const auto text = from.rest();
    const auto file = cli::check_course_text("course.toml", text, no_folder);
    check_problems(file, text);
    if (!file.problems.empty()) return;
    require(is_utf8_so_far(file.content.document.dump(), true), "what is read is UTF-8");
    const auto plan = planned(file.content.document);
    if (!plan) return;
    for (const auto& each : plan->people) {
        require(each.name == clean_name(each.name) && !each.name.empty(), "names are clean");
    }
    const json document = to_document(*plan);
    const auto again = planned(document);
    require(again.has_value(), "a document of the server is one");
    require(json(to_document(*again)) == document, "and comes back as it was");
    const auto written = cli::course_text(document);
    const auto read = cli::check_course_text("course.toml", written, no_folder);
    require(read.problems.empty(), "a course can be written down");
    const auto from_file = planned(read.content.document);
    require(from_file.has_value(), "and read again");
    require(json(to_document(*from_file)) == document, "as it was");
}

const target course("course", run);

}  // namespace
}  // namespace aula::fuzz::of_course
