#include "api/attendance_report.hpp"

#include <array>

#include "base/json.hpp"
#include "base/zone.hpp"
#include "domain/attendance_tables.hpp"
#include "domain/figures.hpp"

namespace aula {
namespace {

using json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 4> table_names{"counts", "persons", "intervals", "matrix"};

registered_person person_from(const participant_record& one) {
    registered_person person;
    person.id = one.id;
    person.registration_id = one.registration_id;
    person.external_id = one.external_id;
    person.name = one.name;
    person.email = one.email;
    person.institution = one.institution;
    person.country = one.country;
    person.zone = one.zone;
    person.role = one.role;
    person.registered_at = one.registered_at;
    person.is_removed = one.status == participant_status::removed;
    return person;
}

course_session session_from(const session_record& one, const session* state) {
    course_session planned;
    planned.id = one.id;
    planned.key = one.key;
    planned.title = one.title;
    planned.starts_at = one.starts_at;
    planned.ends_at = one.ends_at;
    planned.state = state;
    return planned;
}

attendance_rule rule_for(const attendance_facts& of) {
    attendance_rule rule;
    rule.grace = of.grace;
    rule.before = std::chrono::minutes{of.course.credit_before};
    rule.after = std::chrono::minutes{of.course.credit_after};
    rule.minimum_percent = static_cast<int>(of.course.minimum_percent);
    return rule;
}

/// The facts in the form that the tables are computed from, and the computation.
struct report {
    explicit report(const attendance_facts& of)
        : people(people_from(of)),
          sessions(sessions_from(of)),
          tables(sessions, people, of.now, rule_for(of)) {}

    static std::vector<registered_person> people_from(const attendance_facts& of) {
        std::vector<registered_person> out;
        for (const auto& one : of.people) out.push_back(person_from(one));
        return out;
    }
    static std::vector<course_session> sessions_from(const attendance_facts& of) {
        std::vector<course_session> out;
        for (std::size_t i = 0; i < of.sessions.size(); ++i) {
            out.push_back(session_from(of.sessions[i], of.states[i].get()));
        }
        return out;
    }

    std::vector<registered_person> people;
    std::vector<course_session> sessions;
    course_attendance tables;
};

struct cell_as_json {
    json operator()(std::monostate) const { return nullptr; }
    json operator()(tenths part) const { return static_cast<double>(part.count) / 10.0; }
    json operator()(timestamp at) const { return to_iso8601(at); }
    json operator()(const auto& value) const { return value; }
};

json shown(const cell& of) {
    return std::visit(cell_as_json{}, of);
}

template <class Row>
json shown(const std::vector<column<Row>>& columns, const Row& row) {
    json out;
    for (const auto& each : columns) out[each.name] = shown(each.read(row));
    return out;
}

void append(std::string& out, const json& value) {
    out += value.dump(-1, ' ', false, json::error_handler_t::replace);
}

/// `head` with `rows` as its last field. Row by row, because a whole course as one tree of JSON
/// would take gigabytes.
template <class Row, class Show>
std::string table_text(const json& head, const std::vector<Row>& rows, Show show) {
    std::string out;
    append(out, head);
    out.back() = ',';
    out += "\"rows\":[";
    for (const auto& row : rows) {
        append(out, show(row));
        out += ',';
    }
    if (!rows.empty()) out.pop_back();
    out += "]}";
    return out;
}

template <class Row>
std::string table_text(
    const json& head, const std::vector<Row>& rows, const std::vector<column<Row>>& columns
) {
    return table_text(head, rows, [&columns](const Row& row) { return shown(columns, row); });
}

/// The heads of the matrix's columns.
json matrix_sessions(const report& of) {
    auto out = json::array();
    for (std::size_t i = 0; i < of.sessions.size(); ++i) {
        out.push_back({
            {"session", of.sessions[i].id.text()},
            {"session_key", of.sessions[i].key},
            {"session_title", of.sessions[i].title},
            {"live_ms", of.tables.live_of(i).count()},
        });
    }
    return out;
}

json shown(const std::vector<matrix_cell>& cells) {
    auto out = json::array();
    for (const auto& one : cells) {
        out.push_back({
            {"live_ms", one.live.count()},
            {"live_minutes", minutes_of(one.live)},
            {"outside_minutes", minutes_of(one.outside)},
            {"status", name_of(one.status)},
        });
    }
    return out;
}

std::string matrix_json(const attendance_facts& facts, const report& of, json head) {
    head["minimum_percent"] = facts.course.minimum_percent;
    head["sessions"] = matrix_sessions(of);
    // Without sessions the columns are those of the person and the totals; the cells have a field
    // of their own.
    const auto columns = matrix_columns(course_attendance({}, {}, facts.now, rule_for(facts)));
    return table_text(head, of.tables.matrix(), [&columns](const matrix_row& row) {
        auto out = shown(columns, row);
        out["cells"] = shown(row.cells);
        return out;
    });
}

}  // namespace

std::optional<attendance_table> parse_attendance_table(std::string_view name) {
    for (std::size_t i = 0; i < table_names.size(); ++i) {
        if (table_names[i] == name) return static_cast<attendance_table>(i);
    }
    return {};
}

std::string_view name_of(attendance_table value) {
    return table_names[static_cast<std::size_t>(value)];
}

std::string attendance_json(const attendance_facts& of, attendance_table which) {
    const report made(of);
    json head{{"table", name_of(which)}, {"at", to_iso8601(of.now)}};
    switch (which) {
        case attendance_table::counts:
            return table_text(head, made.tables.counts(), counts_columns());
        case attendance_table::persons:
            return table_text(head, made.tables.persons(), persons_columns(of.course.slug));
        case attendance_table::intervals:
            return table_text(head, made.tables.intervals(), intervals_columns());
        case attendance_table::matrix:
            break;
    }
    return matrix_json(of, made, std::move(head));
}

std::string attendance_csv(const attendance_facts& of, attendance_table which) {
    const report made(of);
    const auto local = [&zone = of.course.zone](timestamp at) {
        return to_local_iso8601(at, zone);
    };
    switch (which) {
        case attendance_table::counts:
            return to_csv(counts_columns(), made.tables.counts(), local);
        case attendance_table::persons:
            return to_csv(persons_columns(of.course.slug), made.tables.persons(), local);
        case attendance_table::intervals:
            return to_csv(intervals_columns(), made.tables.intervals(), local);
        case attendance_table::matrix:
            break;
    }
    return to_csv(matrix_columns(made.tables), made.tables.matrix(), local);
}

}  // namespace aula
