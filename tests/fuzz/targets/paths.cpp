// Targets of requests, patterns of routes, and whether a change comes from our own pages.

#include <array>

#include "api/path_pattern.hpp"
#include "api/same_origin.hpp"
#include "fuzz/support/input.hpp"
#include "net/http_target.hpp"

namespace aula::fuzz::of_paths {
namespace {

constexpr std::array<std::string_view, 6> patterns{
    "/api/v1/courses",
    "/api/v1/courses/{course}/sessions/{session}",
    "/decks/{hash}/{page}-{width}.webp",
    "/{a}/{b}",
    "/{a}-{b}.{c}",
    "/a{b}",
};

/// The pattern with what its braces stood for.
std::string filled(std::string_view pattern, const captures& found) {
    std::string out;
    std::size_t next = 0;
    while (!pattern.empty()) {
        if (pattern.front() != '{') {
            out += pattern.front();
            pattern.remove_prefix(1);
            continue;
        }
        const auto close = pattern.find('}');
        require(next < found.size(), "every brace has stood for something");
        require(found[next].first == pattern.substr(1, close - 1), "under its name");
        out += found[next++].second;
        pattern.remove_prefix(close + 1);
    }
    require(next == found.size(), "and nothing else has");
    return out;
}

void check_pattern(std::string_view pattern, const std::string& path) {
    const auto found = match_path(pattern, path);
    if (!found) return;
    require(filled(pattern, *found) == path, "the braces stand for what is in the path");
    for (const auto& [name, value] : *found) {
        require(!value.empty() && value.find('/') == std::string::npos, "one part of it each");
    }
}

void check_target(const std::string& text) {
    const auto read = parse_target(text);
    if (!read) return;
    const auto& path = read->path;
    require(path.starts_with('/'), "a path begins with a slash");
    require(path.find_first_of(std::string_view("\0\\", 2)) == path.npos, "without NUL, backslash");
    const auto around = path + '/';
    require(around.find("/../") == path.npos, "it does not climb");
    require(around.find("/./") == path.npos, "and does not stand still");
    for (const auto pattern : patterns) check_pattern(pattern, path);
}

void check_origin(input& from) {
    constexpr std::string_view us = "https://aula.example.org";
    http_request request;
    const bool has_cookie = from.below(2) == 0;
    const auto site = from.until('\n');
    const auto origin = from.until('\n');
    if (!site.empty()) request.headers.emplace_back("sec-fetch-site", site);
    if (!origin.empty()) request.headers.emplace_back("origin", origin);
    const bool is_ours = is_from_our_pages(request, us, has_cookie);
    const bool is_said = site == "same-origin" || (site.empty() && origin == us);
    const bool is_program = site.empty() && origin.empty() && !has_cookie;
    require(is_ours == (is_said || is_program), "only our pages and programs are believed");
}

void run(bytes given) {
    input from(given);
    switch (from.below(4)) {
        case 0:
            return check_origin(from);
        case 1:
            return check_pattern(patterns[from.below(patterns.size())], from.rest());
        default:
            return check_target(from.rest());
    }
}

const target paths("paths", run);

}  // namespace
}  // namespace aula::fuzz::of_paths
