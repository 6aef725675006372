#include "cli/change_text.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "domain/utf8.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

constexpr std::size_t value_max = 60;

/// One line in quotes, at most `value_max` characters of it.
std::string shortened(const std::string& text) {
    std::string line;
    std::string_view rest = text;
    for (std::size_t count = 0; !rest.empty(); ++count) {
        if (count == value_max) return '"' + line + "…\"";
        const auto before = rest;
        const auto point = utf8::take(rest);
        const auto size = before.size() - rest.size();
        if (point < U' ' || point == 0x7f) {
            line += ' ';
        } else {
            line += before.substr(0, size);
        }
    }
    return '"' + line + '"';
}

std::string decks_text(const json& decks) {
    if (decks.empty()) return "";
    auto text = ", with " + std::to_string(decks.size()) + (decks.size() == 1 ? " deck" : " decks");
    const char* between = " (";
    for (const auto& each : decks) {
        text += between + shortened(each.get<std::string>());
        between = ", ";
    }
    return text + ")";
}

std::string people_text(std::size_t people) {
    if (people == 0) return "";
    return ", " + std::to_string(people) + (people == 1 ? " person has" : " people have") +
           " been in it";
}

/// `session tue-1 "Tuesday"`.
std::string name_of(const json& change) {
    const auto of = change.value("of", "");
    if (of == "course") return of;
    return of + " " + change.value("key", "") + " " + shortened(change.value("title", ""));
}

void append_fields(std::string& out, const json& change) {
    for (const auto& each : change.value("fields", json::array())) {
        out += "  changed  " + name_of(change) + ": " + each.value("field", "") + ": " +
               shortened(each.value("from", "")) + " -> " + shortened(each.value("to", "")) + "\n";
    }
}

}  // namespace

std::string change_text(const json& changes) {
    std::string out;
    for (const auto& each : changes) {
        const auto what = each.value("what", "");
        if (what == "changed") {
            append_fields(out, each);
            continue;
        }
        out += "  " + what + std::string(what.size() < 9 ? 9 - what.size() : 1, ' ') +
               name_of(each) + (what == "kept" ? ": it is not in the file" : "") +
               decks_text(each.value("decks", json::array())) +
               people_text(each.value("people", std::size_t{0})) + "\n";
    }
    return out;
}

bool removes_anything(const json& changes) {
    return std::ranges::any_of(changes, [](const json& each) {
        return each.value("what", "") == "removed";
    });
}

}  // namespace aula::cli
