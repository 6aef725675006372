#include "domain/attendance_tables.hpp"

#include "domain/figures.hpp"

namespace aula {
namespace {

cell whole(auto value) {
    return static_cast<std::int64_t>(value);
}
cell name_cell(auto value) {
    return std::string(name_of(value));
}
cell text_or_nothing(const std::string& value) {
    return value.empty() ? cell{} : cell{value};
}
cell instant_or_nothing(const std::optional<timestamp>& at) {
    return at ? cell{*at} : cell{};
}
cell minutes_or_nothing(const std::optional<milliseconds>& length) {
    return length ? cell{minutes_of(*length)} : cell{};
}

cell status_cell(const registered_person& who) {
    return std::string(who.is_removed ? "removed" : "active");
}

/// The columns that say which session a row is about.
template <class Row>
std::vector<column<Row>> session_columns() {
    return {
        {"session", [](const Row& row) -> cell { return row.of->id.text(); }},
        {"session_key", [](const Row& row) -> cell { return row.of->key; }},
        {"session_title", [](const Row& row) -> cell { return row.of->title; }},
    };
}

/// The columns that say whom a row is about.
template <class Row>
std::vector<column<Row>> person_columns() {
    return {
        {"participant", [](const Row& row) -> cell { return row.who->id.text(); }},
        {"registration_id", [](const Row& row) -> cell { return row.who->registration_id; }},
        {"external_id", [](const Row& row) { return text_or_nothing(row.who->external_id); }},
        {"name", [](const Row& row) -> cell { return row.who->name; }},
        {"email", [](const Row& row) -> cell { return row.who->email; }},
        {"institution", [](const Row& row) -> cell { return row.who->institution; }},
        {"country", [](const Row& row) -> cell { return row.who->country; }},
        {"zone", [](const Row& row) -> cell { return row.who->zone; }},
        {"role", [](const Row& row) { return name_cell(row.who->role); }},
    };
}

template <class Row>
void append(std::vector<column<Row>>& to, std::vector<column<Row>> more) {
    for (auto& each : more) to.push_back(std::move(each));
}

}  // namespace

std::vector<column<counts_row>> counts_columns() {
    auto columns = session_columns<counts_row>();
    append<counts_row>(
        columns,
        {
            {"group", [](const counts_row& row) { return name_cell(row.group); }},
            {"name", [](const counts_row& row) -> cell { return row.name; }},
            {"registered", [](const counts_row& row) { return whole(row.registered); }},
            {"present", [](const counts_row& row) { return whole(row.present); }},
            {"peak", [](const counts_row& row) { return whole(row.peak); }},
            {"attended", [](const counts_row& row) { return whole(row.attended); }},
            {"absent", [](const counts_row& row) { return whole(row.absent); }},
        }
    );
    return columns;
}

std::vector<column<persons_row>> persons_columns(const std::string& course) {
    using row_t = persons_row;
    std::vector<column<row_t>> columns{{"course", [course](const row_t&) -> cell { return course; }}
    };
    append(columns, session_columns<row_t>());
    append(columns, person_columns<row_t>());
    append<row_t>(
        columns,
        {
            {"registered_at", [](const row_t& row) -> cell { return row.who->registered_at; }, true
            },
            {"registration_status", [](const row_t& row) { return status_cell(*row.who); }},
            {"status", [](const row_t& row) { return name_cell(row.status); }},
            {"first_join", [](const row_t& row) { return instant_or_nothing(row.was.first_join); },
             true},
            {"last_leave", [](const row_t& row) { return instant_or_nothing(row.was.last_leave); },
             true},
            {"live_ms", [](const row_t& row) { return whole(row.was.live.count()); }},
            {"live_minutes", [](const row_t& row) -> cell { return minutes_of(row.was.live); }},
            {"percent", [](const row_t& row) -> cell { return tenths{row.permille}; }},
            {"late_minutes", [](const row_t& row) { return minutes_or_nothing(row.was.late); }},
            {"left_early_minutes",
             [](const row_t& row) { return minutes_or_nothing(row.was.left_early); }},
            {"rejoins", [](const row_t& row) { return whole(row.was.rejoins); }},
            {"longest_gap_ms", [](const row_t& row) { return whole(row.was.longest_gap.count()); }},
            {"messages", [](const row_t& row) { return whole(row.was.messages); }},
            {"slides_seen", [](const row_t& row) { return whole(row.was.slides_seen); }},
            {"outside_minutes", [](const row_t& row) -> cell { return minutes_of(row.was.outside); }
            },
        }
    );
    return columns;
}

std::vector<column<intervals_row>> intervals_columns() {
    using row_t = intervals_row;
    return {
        {"session", [](const row_t& row) -> cell { return row.of->id.text(); }},
        {"session_key", [](const row_t& row) -> cell { return row.of->key; }},
        {"participant", [](const row_t& row) -> cell { return row.who->id.text(); }},
        {"name", [](const row_t& row) -> cell { return row.who->name; }},
        {"from", [](const row_t& row) -> cell { return row.stay.from; }, true},
        {"to", [](const row_t& row) { return instant_or_nothing(row.stay.to); }, true},
        {"reason", [](const row_t& row) { return row.stay.to ? name_cell(row.stay.why) : cell{}; }},
    };
}

std::vector<column<matrix_row>> matrix_columns(const course_attendance& of) {
    using row_t = matrix_row;
    auto columns = person_columns<row_t>();
    for (std::size_t i = 0; i < of.sessions().size(); ++i) {
        const auto& key = of.sessions()[i].key;
        columns.push_back({key + "_minutes", [i](const row_t& row) -> cell {
                               return minutes_of(row.cells[i].live);
                           }});
        columns.push_back({key + "_status", [i](const row_t& row) {
                               return name_cell(row.cells[i].status);
                           }});
    }
    append<row_t>(
        columns,
        {
            {"live_ms", [](const row_t& row) { return whole(row.live.count()); }},
            {"live_minutes", [](const row_t& row) -> cell { return minutes_of(row.live); }},
            {"percent", [](const row_t& row) -> cell { return tenths{row.permille}; }},
            {"certificate", [](const row_t& row) -> cell { return row.has_certificate; }},
            {"registration_status", [](const row_t& row) { return status_cell(*row.who); }},
        }
    );
    return columns;
}

}  // namespace aula
