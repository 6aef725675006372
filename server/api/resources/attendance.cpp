#include "api/attendance_report.hpp"
#include "api/background.hpp"
#include "api/call.hpp"
#include "api/resources.hpp"
#include "domain/fold.hpp"
#include "live/rooms.hpp"
#include "store/event_log.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

constexpr std::size_t events_at_once = 2000;

using session_state = std::shared_ptr<const aula::session>;

struct wish {
    attendance_table table = attendance_table::counts;
    bool is_csv = false;
    bool is_from_log = false;
};

std::optional<wish> read_wish(const http_request& request) {
    const auto table = parse_attendance_table(request.query_value("table"));
    const auto format = request.query_value("format");
    const auto source = request.query_value("source");
    if (!table || (!format.empty() && format != "csv" && format != "json")) return {};
    if (!source.empty() && source != "log") return {};
    const bool prefers_csv = request.header("accept").starts_with("text/csv");
    return wish{*table, format == "csv" || (format.empty() && prefers_csv), source == "log"};
}

/// What the log alone says about a session.
result<session_state> fold_log(database& db, session_id of) {
    auto state = std::make_shared<aula::session>(of);
    for (;;) {
        const auto events = event_log::read(db, of, state->last_seq + 1, events_at_once);
        if (!events) return events.error();
        for (const auto& one : *events) fold(*state, one);
        if (events->size() < events_at_once) return session_state(std::move(state));
    }
}

result<attendance_facts> find_facts(database& db, const course_record& course) {
    attendance_facts facts;
    facts.course = course;
    auto people = registrations::all(db, course.id);
    if (!people) return people.error();
    facts.people = *std::move(people);
    auto sessions = sessions::of_course(db, course.id);
    if (!sessions) return sessions.error();
    facts.sessions = *std::move(sessions);
    return facts;
}

boost::asio::awaitable<result<session_state>> state_of(
    const call& c, session_id which, bool is_from_log
) {
    // Asked in any case: after a crash a room first writes down until when people were there.
    auto running = co_await c.parts.live.state(which);
    if (!is_from_log || !running) co_return running;
    auto work = [which](database& db) { return fold_log(db, which); };
    auto folded = co_await c.parts.kept.read(std::move(work));
    co_return folded;
}

http_response answered(const call& c, const wish& wanted, std::string text) {
    http_response out;
    out.body = std::move(text);
    if (!wanted.is_csv) {
        out.headers.emplace_back("content-type", "application/json");
        return out;
    }
    // A slug and a table's name are letters, digits and dashes: a safe file name on every system.
    const auto name = c.course->slug + "-" + std::string(name_of(wanted.table)) + ".csv";
    out.headers.emplace_back("content-type", "text/csv; charset=utf-8");
    out.headers.emplace_back("content-disposition", "attachment; filename=\"" + name + "\"");
    return out;
}

}  // namespace

answer attendance(call& c) {
    const auto wanted = read_wish(c.request);
    if (!wanted) {
        co_return refuse(invalid(
            "Ask for table=counts, persons, intervals or matrix, with format=json or csv, and "
            "perhaps source=log."
        ));
    }
    auto find = [course = *c.course](database& db) { return find_facts(db, course); };
    auto facts = co_await c.parts.kept.read(std::move(find));
    if (!facts) co_return refuse(facts.error());
    for (const auto& one : facts->sessions) {
        auto state = co_await state_of(c, one.id, wanted->is_from_log);
        if (!state) co_return refuse(state.error());
        facts->states.push_back(*std::move(state));
    }
    facts->grace = c.parts.settings.grace;
    facts->now = c.parts.clock.now();
    auto compute = [facts = *std::move(facts), wanted = *wanted] {
        return wanted.is_csv ? attendance_csv(facts, wanted.table)
                             : attendance_json(facts, wanted.table);
    };
    auto text = co_await c.behind.run(std::move(compute));
    co_return answered(c, *wanted, std::move(text));
}

}  // namespace aula::resources
