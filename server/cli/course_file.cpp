#include "cli/course_file.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <span>

#include "base/nearest.hpp"
#include "base/zone.hpp"
#include "domain/call_link.hpp"

namespace aula::cli {
namespace {

using nlohmann::json;

enum class form { text, number, list, time };

/// One key that a table may have.
struct known_key {
    std::string_view name;
    form as = form::text;
    bool is_required = false;
};

constexpr std::array course_keys{
    known_key{"slug", form::text, true},
    known_key{"title", form::text, true},
    known_key{"summary"},
    known_key{"description"},
    known_key{"zone", form::text, true},
    known_key{"language"},
    known_key{"capacity", form::number},
    known_key{"consent", form::text, true},
    known_key{"organizer"},
    known_key{"attendance", form::list},
    known_key{"credit", form::list},
    known_key{"people", form::list},
    known_key{"sessions", form::list, true},
};
constexpr std::array attendance_keys{known_key{"minimum_percent", form::number}};
constexpr std::array credit_keys{
    known_key{"before", form::number}, known_key{"after", form::number}
};
constexpr std::array person_keys{
    known_key{"key", form::text, true},
    known_key{"name", form::text, true},
    known_key{"role", form::text, true},
    known_key{"email"},
};
constexpr std::array session_keys{
    known_key{"key", form::text, true},
    known_key{"title", form::text, true},
    known_key{"summary"},
    known_key{"lecturer"},
    known_key{"starts", form::time, true},
    known_key{"ends", form::time, true},
    known_key{"call_url"},
    known_key{"decks", form::list},
};
constexpr std::array<std::string_view, 4> roles{"organizer", "lecturer", "moderator", "attendee"};

bool has_form(const json& value, form wanted) {
    switch (wanted) {
        case form::text:
            return value.is_string();
        case form::number:
            return value.is_number_integer();
        case form::list:
            return value.is_structured();
        case form::time:
            return value.is_string() && parse_wall_time(value.get<std::string>());
    }
    return false;
}

std::string_view description(form wanted) {
    switch (wanted) {
        case form::text:
            return "a text in quotes";
        case form::number:
            return "a whole number";
        case form::list:
            return "a list or a table";
        case form::time:
            return "a local time such as 2026-11-30T09:00:00";
    }
    return {};
}

class checker {
public:
    checker(course_file& of, std::filesystem::path folder) : of_(of), folder_(std::move(folder)) {}

    void check() {
        const auto& course = of_.content.document;
        check_table(course, "", course_keys);
        if (!of_.problems.empty()) return;
        if (course.contains("attendance")) {
            check_table(course["attendance"], "attendance", attendance_keys);
        }
        if (course.contains("credit")) check_table(course["credit"], "credit", credit_keys);
        const auto zone = course.value("zone", "");
        if (!is_zone(zone))
            object_to("zone", '"' + zone + "\" is no IANA time zone, such as Europe/Amsterdam");
        check_each("people", person_keys, [this](const json& one, const std::string& place) {
            check_person(one, place);
        });
        check_each("sessions", session_keys, [this](const json& one, const std::string& place) {
            check_session(one, place);
        });
    }

private:
    void object_to(const std::string& place, const std::string& what) {
        of_.problems.push_back(of_.place(place) + ": " + what + ".");
    }

    void check_table(const json& table, const std::string& place, std::span<const known_key> keys) {
        if (!table.is_object()) return object_to(place, place + " must be a table");
        const auto inside = place.empty() ? "" : place + ".";
        std::vector<std::string_view> names;
        for (const auto& each : keys) names.push_back(each.name);
        for (const auto& [name, value] : table.items()) {
            const auto known = std::ranges::find(keys, name, &known_key::name);
            if (known == keys.end()) {
                object_to(inside + name, "there is no key " + name + did_you_mean(name, names));
            } else if (!has_form(value, known->as)) {
                object_to(inside + name, name + " must be " + std::string(description(known->as)));
            }
        }
        for (const auto& each : keys) {
            if (each.is_required && !table.contains(each.name)) {
                object_to(place, "the key " + std::string(each.name) + " is missing");
            }
        }
    }

    /// Checks a list of tables that have keys; `more` is asked about those whose form is sound.
    template <class More>
    void check_each(const std::string& list, std::span<const known_key> keys, More more) {
        if (!of_.content.document.contains(list)) return;
        const auto& tables = of_.content.document[list];
        if (!tables.is_array()) return object_to(list, list + " must be [[" + list + "]]");
        std::map<std::string, std::string> seen;
        for (std::size_t at = 0; at < tables.size(); ++at) {
            const auto place = list + "[" + std::to_string(at) + "]";
            const auto problems_before = of_.problems.size();
            check_table(tables[at], place, keys);
            if (of_.problems.size() > problems_before) continue;
            const auto [earlier, is_new] = seen.try_emplace(tables[at]["key"], place);
            if (!is_new) {
                object_to(
                    place + ".key", "the key is taken already, at " + of_.place(earlier->second)
                );
            }
            more(tables[at], place);
        }
    }

    void check_person(const json& person, const std::string& place) {
        check_address(person, place);
        const auto role = person.value("role", "");
        if (std::ranges::find(roles, role) != roles.end()) return;
        object_to(place + ".role", '"' + role + "\" is no role" + did_you_mean(role, roles));
    }

    /// Two people cannot have one address, whatever the case of its letters.
    void check_address(const json& person, const std::string& place) {
        auto address = person.value("email", "");
        std::erase_if(address, [](char c) { return c == ' ' || c == '\t'; });
        std::ranges::transform(address, address.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (address.empty()) return;
        const auto [earlier, is_new] = addresses_.try_emplace(address, place + ".email");
        if (is_new) return;
        object_to(
            place + ".email",
            "the e-mail address is taken already, at " + of_.place(earlier->second)
        );
    }

    void check_session(const json& session, const std::string& place) {
        const auto starts = parse_wall_time(session.value("starts", ""));
        const auto ends = parse_wall_time(session.value("ends", ""));
        if (*starts >= *ends) object_to(place + ".ends", "the session ends before it starts");
        if (session.contains("lecturer") && !is_person(session["lecturer"])) {
            object_to(
                place + ".lecturer",
                "nobody in [[people]] has the key " + session["lecturer"].dump()
            );
        }
        check_call_url(session.value("call_url", ""), place + ".call_url");
        const auto decks = session.value("decks", json::array());
        if (!decks.is_array()) return object_to(place + ".decks", "decks must be a list");
        for (std::size_t at = 0; at < decks.size(); ++at) {
            check_deck(session, decks[at], place + ".decks[" + std::to_string(at) + "]");
        }
    }

    void check_call_url(const std::string& url, const std::string& place) {
        const auto objection = url.empty() ? std::string_view() : objection_to_call_url(url);
        if (objection.empty()) return;
        of_.problems.push_back(of_.place(place) + ": call_url: " + std::string(objection));
    }

    bool is_person(const json& key) const {
        const auto people = of_.content.document.value("people", json::array());
        return std::ranges::any_of(people, [&](const json& each) {
            return each.is_object() && each.value("key", json()) == key;
        });
    }

    void check_deck(const json& session, const json& deck, const std::string& place) {
        if (!deck.is_string()) return object_to(place, "a deck is the path of a PDF file");
        const auto path = folder_ / deck.get<std::string>();
        std::ifstream file(path, std::ios::binary);
        if (!file) return object_to(place, path.string() + " cannot be read");
        std::string head(5, '\0');
        file.read(head.data(), 5);
        if (head != "%PDF-") return object_to(place, path.string() + " is no PDF file");
        of_.decks.push_back({.session = session["key"], .path = path});
    }

    course_file& of_;
    std::filesystem::path folder_;
    std::map<std::string, std::string> addresses_;  ///< Of people: where each stands.
};

}  // namespace

std::string course_file::place(const std::string& field) const {
    return name + ":" + std::to_string(content.line_of(field));
}

course_file check_course_text(
    const std::string& name, std::string_view text, const std::filesystem::path& folder
) {
    course_file file;
    file.name = name;
    auto parsed = read_toml(text);
    if (!parsed) {
        file.problems.push_back(name + ":" + parsed.error().detail + ".");
        return file;
    }
    file.content = std::move(*parsed);
    checker(file, folder).check();
    return file;
}

course_file read_course_file(const std::filesystem::path& path) {
    std::ifstream from(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(from), {});
    if (from.is_open() && !text.empty()) {
        return check_course_text(path.string(), text, path.parent_path());
    }
    course_file file;
    file.name = path.string();
    file.problems.push_back(path.string() + ": there is no such file, or it is empty.");
    return file;
}

}  // namespace aula::cli
