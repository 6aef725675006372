#include "cli/invocation.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace aula::cli {
namespace {

std::string file_of(const invocation& of) {
    if (!of.config_file.empty()) return of.config_file;
    for (const auto* usual : {"aula.toml", "/etc/aula/aula.toml"}) {
        if (std::filesystem::exists(usual)) return usual;
    }
    return {};
}

std::pair<std::string, std::string> split(std::string_view pair) {
    const auto at = pair.find('=');
    if (at == std::string_view::npos) return {std::string(pair), {}};
    return {std::string(pair.substr(0, at)), std::string(pair.substr(at + 1))};
}

config_sources sources_of(const invocation& of) {
    config_sources sources;
    sources.file_name = file_of(of);
    if (!sources.file_name.empty()) {
        std::ifstream file(sources.file_name, std::ios::binary);
        sources.file_text.assign(std::istreambuf_iterator<char>(file), {});
    }
    for (char** each = environ; *each != nullptr; ++each) {
        sources.environment.push_back(split(*each));
    }
    for (const auto& each : of.settings) sources.flags.push_back(split(each));
    if (!of.data.empty()) sources.flags.emplace_back("server.data", of.data);
    return sources;
}

}  // namespace

loaded_config load(const invocation& of) {
    const auto sources = sources_of(of);
    auto loaded = load_config(sources);
    if (!of.config_file.empty() && !std::filesystem::is_regular_file(of.config_file)) {
        loaded.problems.push_back(of.config_file + ": there is no such file.");
    }
    return loaded;
}

result<config> configuration(const invocation& of) {
    auto loaded = load(of);
    if (loaded.problems.empty()) return std::move(loaded.values);
    std::string all;
    for (const auto& each : loaded.problems) all += (all.empty() ? "" : "\n") + each;
    return {error_code::invalid, std::move(all)};
}

int fail(const error& what) {
    std::fprintf(stderr, "%s\n", what.detail.empty() ? "aula: failed" : what.detail.c_str());
    return 1;
}

}  // namespace aula::cli
