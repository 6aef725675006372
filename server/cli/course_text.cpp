#include "cli/course_text.hpp"

#include <array>
#include <span>
#include <string_view>

#include "base/json.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 9> course_order{"slug",        "title",   "summary",
                                                       "description", "zone",    "language",
                                                       "capacity",    "consent", "organizer"};
constexpr std::array<std::string_view, 4> person_order{"key", "name", "role", "email"};
constexpr std::array<std::string_view, 8> session_order{"key",    "title", "summary",  "lecturer",
                                                        "starts", "ends",  "call_url", "decks"};

/// A text with line breaks keeps them. Quotes and backslashes are escaped as JSON does, which TOML
/// reads alike.
std::string quoted(const std::string& text) {
    auto escaped = json(text).dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.find('\n') == std::string::npos) return escaped;
    std::string out = "\"\"\"\n";
    for (std::size_t at = 1; at + 1 < escaped.size(); ++at) {
        if (escaped[at] == '\\' && escaped[at + 1] == 'n') {
            out += '\n';
            ++at;
        } else if (escaped[at] == '\\') {
            out.append(escaped, at++, 2);
        } else {
            out += escaped[at];
        }
    }
    return out + "\"\"\"";
}

std::string value_text(std::string_view key, const json& value) {
    if (key == "starts" || key == "ends") {
        const auto time = value.get<std::string>();
        return time.size() == 16 ? time + ":00" : time;  // TOML wants seconds
    }
    return value.is_string() ? quoted(value) : value.dump();
}

void append_keys(std::string& out, const json& from, std::span<const std::string_view> keys) {
    for (const auto key : keys) {
        const auto found = from.find(key);
        if (found == from.end() || found->is_null() || *found == "" || *found == json::array())
            continue;
        out += std::string(key) + " = " + value_text(key, *found) + "\n";
    }
}

void append_tables(
    std::string& out, const json& from, const std::string& name,
    std::span<const std::string_view> keys
) {
    for (const auto& each : from.value(name, json::array())) {
        out += "\n[[" + name + "]]\n";
        append_keys(out, each, keys);
    }
}

}  // namespace

std::string course_text(const json& document) {
    std::string out;
    append_keys(out, document, course_order);
    const auto attendance = document.value("attendance", json::object());
    if (attendance.contains("minimum_percent")) {
        out += "\n[attendance]\nminimum_percent = " + attendance["minimum_percent"].dump() + "\n";
    }
    const auto credit = document.value("credit", json::object());
    if (!credit.empty()) out += "\n[credit]\n";
    for (const auto& [name, minutes] : credit.items()) out += name + " = " + minutes.dump() + "\n";
    append_tables(out, document, "people", person_order);
    append_tables(out, document, "sessions", session_order);
    return out;
}

}  // namespace aula::cli
