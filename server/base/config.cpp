#include "base/config.hpp"

#include <toml++/toml.h>

#include <string_view>

#include "base/config_rules.hpp"
#include "base/nearest.hpp"
#include "base/settings.hpp"

namespace aula {
namespace {

std::vector<std::string_view> setting_names() {
    std::vector<std::string_view> names;
    for (const auto& each : all_settings()) names.push_back(each.name);
    return names;
}

void take(
    loaded_config& into, const setting& what, std::string_view value, const std::string& place
) {
    const auto problem = what.take(into.values, value);
    if (problem.empty()) {
        into.found_in[std::string(what.name)] = place;
        return;
    }
    const auto shown = what.is_secret ? "…" : std::string(value);
    into.problems.push_back(
        place + ": " + std::string(what.name) + " = \"" + shown + "\": " + problem + "."
    );
}

void take_named(
    loaded_config& into, std::string_view name, std::string_view value, const std::string& place
) {
    if (const auto* known = find_setting(name)) return take(into, *known, value, place);
    into.problems.push_back(
        place + ": there is no setting " + std::string(name) + did_you_mean(name, setting_names()) +
        " `aula doctor --settings` lists them all."
    );
}

std::string place_of(const std::string& file, const toml::source_region& where) {
    return file + ":" + std::to_string(where.begin.line);
}

/// Every value is read as the text that an operator would write in a flag.
void take_node(
    loaded_config& into, const std::string& name, const toml::node& node, const std::string& place
) {
    if (const auto text = node.value_exact<std::string>())
        return take_named(into, name, *text, place);
    if (const auto number = node.value_exact<std::int64_t>()) {
        return take_named(into, name, std::to_string(*number), place);
    }
    into.problems.push_back(place + ": " + name + " must be a text or a whole number.");
}

void take_file(loaded_config& into, const std::string& file, std::string_view text) {
    try {
        const auto document = toml::parse(text, file);
        for (const auto& [section, content] : document) {
            const std::string name(section.str());
            const auto* table = content.as_table();
            if (table == nullptr) {
                into.problems.push_back(
                    place_of(file, section.source()) + ": " + name +
                    " stands outside a section; put it under one, such as [server]."
                );
                continue;
            }
            for (const auto& [key, value] : *table) {
                const auto full = name + "." + std::string(key.str());
                take_node(into, full, value, place_of(file, key.source()));
            }
        }
    } catch (const toml::parse_error& wrong) {
        into.problems.push_back(
            place_of(file, wrong.source()) + ": " + std::string(wrong.description()) + "."
        );
    }
}

/// AULA_SECTION_KEY for a section that exists must be a setting; other variables that begin with
/// AULA_ are not ours.
void take_environment(loaded_config& into, const std::string& name, const std::string& value) {
    for (const auto& each : all_settings()) {
        if (name == environment_name(each.name)) return take(into, each, value, name);
    }
    for (const auto& each : all_settings()) {
        const auto section = environment_name(each.name.substr(0, each.name.find('.'))) + "_";
        if (!name.starts_with(section)) continue;
        into.problems.push_back(
            name + ": no setting has this name; `aula doctor --settings` lists them all."
        );
        return;
    }
}

}  // namespace

std::string place_of(const loaded_config& in, std::string_view setting) {
    const auto at = in.found_in.find(std::string(setting));
    const bool is_anywhere = at != in.found_in.end() && at->second != "default";
    return is_anywhere ? at->second + ": " : std::string{};
}

loaded_config load_config(const config_sources& sources) {
    loaded_config loaded;
    for (const auto& each : all_settings()) take(loaded, each, each.fallback, "default");
    if (!sources.file_text.empty()) take_file(loaded, sources.file_name, sources.file_text);
    for (const auto& [name, value] : sources.environment) take_environment(loaded, name, value);
    for (const auto& [name, value] : sources.flags) take_named(loaded, name, value, "flag");
    if (!loaded.problems.empty()) return loaded;
    for (const auto& [setting, text] : settle(loaded.values)) {
        loaded.problems.push_back(place_of(loaded, setting) + text);
    }
    return loaded;
}

}  // namespace aula
