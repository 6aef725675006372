#include "cli/invocation.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <system_error>

#include "mail/mailbox.hpp"

namespace aula::cli {
namespace {

std::pair<std::string, std::string> split(std::string_view pair) {
    const auto at = pair.find('=');
    if (at == std::string_view::npos) return {std::string(pair), {}};
    return {std::string(pair.substr(0, at)), std::string(pair.substr(at + 1))};
}

/// A file that is named and cannot be read is a problem, never the same as no file: a server that
/// went on with the defaults would be somebody else's.
std::string read_file(const std::string& name, std::vector<std::string>& problems) {
    std::error_code unknown;
    std::ifstream file;
    if (std::filesystem::is_regular_file(name, unknown)) file.open(name, std::ios::binary);
    if (!file.is_open()) {
        const bool is_there = std::filesystem::exists(name, unknown);
        problems.push_back(name + (is_there ? ": cannot be read." : ": there is no such file."));
        return {};
    }
    return {std::istreambuf_iterator<char>(file), {}};
}

config_sources sources_of(const invocation& of, std::vector<std::string>& problems) {
    config_sources sources;
    sources.file_name = config_file_of(of);
    if (!sources.file_name.empty()) sources.file_text = read_file(sources.file_name, problems);
    for (char** each = environ; *each != nullptr; ++each) {
        sources.environment.push_back(split(*each));
    }
    for (const auto& each : of.settings) sources.flags.push_back(split(each));
    if (!of.data.empty()) sources.flags.emplace_back("server.data", of.data);
    return sources;
}

}  // namespace

std::string config_file_of(const invocation& of) {
    if (!of.config_file.empty()) return of.config_file;
    for (const auto* usual : {"aula.toml", "/etc/aula/aula.toml"}) {
        if (std::filesystem::exists(usual)) return usual;
    }
    return {};
}

loaded_config load(const invocation& of) {
    std::vector<std::string> unread;
    auto loaded = load_config(sources_of(of, unread));
    loaded.problems.insert(loaded.problems.begin(), unread.begin(), unread.end());
    if (loaded.problems.empty() && !parse_mailbox(loaded.values.mail.from)) {
        loaded.problems.push_back(
            place_of(loaded, "mail.from") + "mail.from = \"" + loaded.values.mail.from +
            "\" must be an address, such as Aula <aula@example.org>."
        );
    }
    return loaded;
}

std::string all_problems(const loaded_config& of) {
    std::string all;
    for (const auto& each : of.problems) all += (all.empty() ? "" : "\n") + each;
    return all;
}

result<config> configuration(const invocation& of) {
    auto loaded = load(of);
    if (loaded.problems.empty()) return std::move(loaded.values);
    return {error_code::invalid, all_problems(loaded)};
}

int fail(const error& what) {
    std::fprintf(stderr, "%s\n", what.detail.empty() ? "aula: failed" : what.detail.c_str());
    return 1;
}

}  // namespace aula::cli
