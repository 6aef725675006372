#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "cli/commands.hpp"
#include "cli/server_link.hpp"
#include "client/csv_reader.hpp"
#include "client/terminal.hpp"
#include "client/text_table.hpp"

namespace aula::cli {
namespace {

struct attendance_options {
    std::string course;
    std::string table = "counts";
    std::string format = "auto";
    bool from_log = false;
};

/// What is for programs, or too wide for a terminal. Every column is in the CSV.
constexpr std::array<std::string_view, 15> hidden_columns{
    "course",      "session",    "session_title", "participant",    "registration_id",
    "external_id", "email",      "zone",          "registered_at",  "registration_status",
    "first_join",  "last_leave", "live_ms",       "longest_gap_ms", "slides_seen",
};

bool is_shown(std::string_view heading) {
    if (heading.ends_with("_local") || heading.ends_with("_status")) return false;
    return std::ranges::find(hidden_columns, heading) == hidden_columns.end();
}

std::vector<std::size_t> shown_columns(const std::vector<std::string>& headings) {
    std::vector<std::size_t> shown;
    for (std::size_t at = 0; at < headings.size(); ++at) {
        if (is_shown(headings[at])) shown.push_back(at);
    }
    return shown;
}

std::string as_table(std::string_view csv) {
    const auto rows = read_csv(csv);
    if (rows.empty()) return {};
    const auto shown = shown_columns(rows.front());
    const auto pick = [&shown](const std::vector<std::string>& row) {
        std::vector<std::string> cells;
        for (const auto at : shown) cells.push_back(at < row.size() ? row[at] : "");
        return cells;
    };
    text_table table(pick(rows.front()));
    for (std::size_t row = 1; row < rows.size(); ++row) table.add(pick(rows[row]));
    return table.text();
}

int show_attendance(const rest_client& api, const attendance_options& asked) {
    const bool is_json = asked.format == "json";
    const bool is_table =
        asked.format == "table" || (asked.format == "auto" && is_output_a_terminal());
    auto path = "/courses/" + percent_encoded(asked.course) + "/attendance?table=" + asked.table;
    path += is_json ? "&format=json" : "&format=csv";
    if (asked.from_log) path += "&source=log";
    const auto report = api.download(path, is_json ? "application/json" : "text/csv");
    if (!report) return fail(report.error());
    const auto text = is_table ? as_table(*report) : *report;
    std::fwrite(text.data(), 1, text.size(), stdout);
    if (is_json) std::fputc('\n', stdout);
    return 0;
}

}  // namespace

void add_attendance(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("attendance", "Show or export who was there, for how long");
    auto asked = std::make_shared<attendance_options>();
    command->add_option("course", asked->course, "The course's short name")->required();
    command->add_option("--table", asked->table, "counts, persons, intervals or matrix")
        ->check(CLI::IsMember({"counts", "persons", "intervals", "matrix"}))
        ->capture_default_str();
    command
        ->add_option(
            "--format", asked->format,
            "table, csv or json; auto: a table in a terminal, CSV elsewhere"
        )
        ->check(CLI::IsMember({"auto", "table", "csv", "json"}))
        ->capture_default_str();
    command->add_flag(
        "--from-log", asked->from_log, "Compute everything again from the sessions' logs"
    );
    command->footer(
        "Examples:\n"
        "  aula attendance cutting-edge-immunology\n"
        "  aula attendance cutting-edge-immunology --table persons --format csv > persons.csv\n"
        "  aula --server https://aula.example.org attendance cutting-edge-immunology --table matrix"
    );
    command->callback([&with, asked] {
        with.chosen = [&with, asked] {
            return with_server(with, [&](const rest_client& api) {
                return show_attendance(api, *asked);
            });
        };
    });
}

}  // namespace aula::cli
