#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "base/json.hpp"
#include "base/settings.hpp"
#include "cli/commands.hpp"
#include "cli/doctor.hpp"
#include "client/terminal.hpp"
#include "client/text_table.hpp"

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
    examine_clock(of, found);
    examine_data_folder(of, found);
    examine_disk(of, found);
    examine_database(of, found);
    examine_bus(of, found);
    examine_files_limit(of, found);
    examine_decks(found);
    examine_addresses(of, found);
    examine_ports(of, found);
    examine_certificate(of, found);
    examine_mail(of, found);
    return found;
}

std::string_view word(verdict how) {
    switch (how) {
        case verdict::good:
            return "good";
        case verdict::note:
            return "note";
        case verdict::bad:
            return "bad";
    }
    return {};
}

bool is_bad(const finding& one) {
    return one.how == verdict::bad;
}

/// For monitoring: `ok`, every finding, and every setting with its source; secrets stay unsaid.
void print_json(const findings& found, const loaded_config& loaded) {
    nlohmann::ordered_json all{{"ok", std::ranges::none_of(found, is_bad)}};
    for (const auto& [how, subject, text] : found) {
        all["findings"].push_back({{"verdict", word(how)}, {"subject", subject}, {"text", text}});
    }
    for (const auto& each : all_settings()) {
        if (!loaded.problems.empty()) break;  // then the values mean nothing
        all["settings"].push_back(
            {{"name", each.name},
             {"value", each.show(loaded.values)},
             {"from", loaded.found_in.at(std::string(each.name))}}
        );
    }
    std::printf("%s\n", all.dump(2).c_str());
}

void print_findings(const findings& found) {
    for (const auto& [how, subject, text] : found) {
        std::printf(
            "%s  %-13s  %s\n", std::string(mark(how)).c_str(), subject.c_str(), text.c_str()
        );
    }
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

int diagnose(const invocation& with, bool as_json) {
    const auto loaded = load(with);
    findings found;
    for (const auto& each : loaded.problems) {
        found.push_back({verdict::bad, "configuration", each});
    }
    if (found.empty()) found = examine(loaded.values);
    if (as_json) {
        print_json(found, loaded);
    } else {
        print_findings(found);
        if (loaded.problems.empty()) print_configuration(loaded);
    }
    return std::ranges::any_of(found, is_bad) ? 1 : 0;
}

std::string cell(std::string_view text) {
    return text.empty() ? "–" : "`" + std::string(text) + "`";
}

/// As Markdown, for the operating guide; test `docs` compares the two.
int print_settings() {
    std::puts("| setting | default | values | what it does | counts from |\n|---|---|---|---|---|");
    for (const auto& each : all_settings()) {
        std::printf(
            "| `%s` | %s | %s | %s | %s |\n", std::string(each.name).c_str(),
            cell(each.fallback).c_str(), each.allowed.c_str(), std::string(each.help).c_str(),
            std::string(name_of(each.when)).c_str()
        );
    }
    return 0;
}

}  // namespace

void add_doctor(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("doctor", "Examine this machine and the configuration");
    auto settings = std::make_shared<bool>(false);
    command->add_flag("--settings", *settings, "Print the table of all settings instead");
    auto as_json = std::make_shared<bool>(false);
    command->add_flag("--json", *as_json, "Print findings and settings as one JSON object");
    command->footer(
        "Looks only; changes nothing. The exit code is 1 when something is bad.\n"
        "Examples:\n  aula doctor\n  aula --config /etc/aula/aula.toml doctor --json\n  aula "
        "doctor --settings"
    );
    command->callback([&with, settings, as_json] {
        with.chosen = [&with, settings, as_json] {
            return *settings ? print_settings() : diagnose(with, *as_json);
        };
    });
}

}  // namespace aula::cli
