#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/settings.hpp"
#include "cli/commands.hpp"
#include "cli/doctor.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

namespace aula::cli {
namespace {

std::string_view mark(verdict how) {
    switch (how) {
        case verdict::good:
            return "ok  ";
        case verdict::note:
            return "note";
        case verdict::bad:
            return "BAD ";
    }
    return {};
}

findings examine(const config& of) {
    findings found;
    examine_libraries(found);
    examine_clock(found);
    examine_data_folder(of, found);
    examine_database(of, found);
    examine_files_limit(of, found);
    examine_decks(found);
    examine_addresses(of, found);
    examine_certificate(of, found);
    examine_mail(of, found);
    return found;
}

void print_configuration(const loaded_config& loaded) {
    text_table table({"setting", "value", "from"});
    for (const auto& each : all_settings()) {
        table.add(
            {std::string(each.name), each.show(loaded.values),
             loaded.found_in.at(std::string(each.name))}
        );
    }
    std::printf("\n%s", table.text().c_str());
}

int diagnose(const invocation& with) {
    const auto loaded = load(with);
    for (const auto& each : loaded.problems) std::printf("BAD   configuration  %s\n", each.c_str());
    if (!loaded.problems.empty()) return 1;
    const auto found = examine(loaded.values);
    for (const auto& [how, subject, text] : found) {
        std::printf(
            "%s  %-13s  %s\n", std::string(mark(how)).c_str(), subject.c_str(), text.c_str()
        );
    }
    print_configuration(loaded);
    const bool is_bad =
        std::ranges::any_of(found, [](const finding& each) { return each.how == verdict::bad; });
    return is_bad ? 1 : 0;
}

std::string cell(std::string_view text) {
    return text.empty() ? "–" : "`" + std::string(text) + "`";
}

/// As Markdown, for the operating guide; test `docs` compares the two.
int print_settings() {
    std::puts("| setting | default | values | what it does |\n|---|---|---|---|");
    for (const auto& each : all_settings()) {
        std::printf(
            "| `%s` | %s | %s | %s |\n", std::string(each.name).c_str(),
            cell(each.fallback).c_str(), each.allowed.c_str(), std::string(each.help).c_str()
        );
    }
    return 0;
}

}  // namespace

void add_doctor(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("doctor", "Examine this machine and the configuration");
    auto settings = std::make_shared<bool>(false);
    command->add_flag("--settings", *settings, "Print the table of all settings instead");
    command->footer(
        "Looks only; changes nothing. The exit code is 1 when something is bad.\n"
        "Examples:\n  aula doctor\n  aula --config /etc/aula/aula.toml doctor\n  aula doctor "
        "--settings"
    );
    command->callback([&with, settings] {
        with.chosen = [&with, settings] { return *settings ? print_settings() : diagnose(with); };
    });
}

}  // namespace aula::cli
