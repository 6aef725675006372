#include <utility>

#include "api/call.hpp"
#include "api/call_links.hpp"
#include "api/course_plan.hpp"
#include "api/json_reader.hpp"
#include "api/resources.hpp"
#include "api/views.hpp"
#include "domain/text.hpp"
#include "live/rooms.hpp"
#include "store/registrations.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

using corrections = std::vector<aula::life::correction>;

constexpr auto lecture_max = std::chrono::hours(24);

/// A moment that an organizer gives in the course's zone; empty when the field is missing.
std::optional<timestamp> read_moment(
    json_reader& fields, std::string_view name, const std::string& zone
) {
    if (!fields.has(name)) return {};
    return read_wall_time(fields, name, zone);
}

correct_session read_correction(
    const nlohmann::json& body, const std::string& zone, std::optional<bad_field>& wrong
) {
    json_reader fields(body, wrong);
    correct_session asked;
    asked.started_at = read_moment(fields, "started", zone);
    asked.ended_at = read_moment(fields, "ended", zone);
    asked.reason = clean_text(fields.line("reason", correction_reason_max));
    if (asked.reason.empty()) fields.object_to("reason", "Say why the times were wrong.");
    if (!asked.started_at && !asked.ended_at) {
        fields.object_to("ended", "Give the right start, the right end, or both.");
    }
    fields.end();
    return asked;
}

/// What is wrong with a correction of this session.
std::optional<problem> objection_to(
    const correct_session& asked, const aula::session& state, timestamp now
) {
    if (state.life.phase() != session_phase::ended) {
        return conflict("The session is not over yet. Its times can be corrected afterwards.");
    }
    const auto start = asked.started_at ? asked.started_at : state.life.started_at();
    const auto end = asked.ended_at.value_or(state.life.end(now));
    if (!start) return invalid("The session was never started; give its start too.", "started");
    if (end > now) return invalid("The end is later than now.", "ended");
    if (*start >= end) return invalid("A session ends after it starts.", "ended");
    if (end - *start > lecture_max) return invalid("A session lasts a day at most.", "ended");
    return {};
}

/// The organizer who asks; nobody for the operator.
std::optional<participant_id> asker_of(const call& c) {
    if (!c.you) return {};
    return c.you->id;
}

/// The names of those who corrected something; people who were deleted have none.
result<std::vector<std::string>> names_of(database& db, const corrections& all) {
    std::vector<std::string> names;
    for (const auto& one : all) {
        if (!one.what.who) {
            names.emplace_back();
            continue;
        }
        const auto known = registrations::find(db, *one.what.who);
        if (!known && known.error().code != error_code::not_found) return known.error();
        names.push_back(known ? known->name : std::string());
    }
    return names;
}

views::json shown(const aula::life::correction& one, const std::string& name) {
    views::json out{{"at", to_iso8601(one.at)}};
    out["started_at"] = views::instant_or_null(one.what.started_at);
    out["ended_at"] = views::instant_or_null(one.what.ended_at);
    out["was_started_at"] = views::instant_or_null(one.what.was_started_at);
    out["was_ended_at"] = views::instant_or_null(one.what.was_ended_at);
    out["reason"] = one.what.reason;
    out["name"] = views::text_or_null(name);
    return out;
}

views::json shown(
    const session_record& of, const aula::session& state, const std::vector<std::string>& names,
    timestamp now
) {
    const bool is_over = state.life.phase() == session_phase::ended;
    const time_span planned = state.life.plan().value_or(time_span{of.starts_at, of.ends_at});
    views::json out{{"phase", name_of(state.life.phase())}};
    out["planned_start"] = to_iso8601(planned.from);
    out["planned_end"] = to_iso8601(planned.to);
    out["started_at"] = views::instant_or_null(state.life.started_at());
    out["ended_at"] = is_over ? views::json(to_iso8601(state.life.end(now))) : views::json(nullptr);
    out["ended_by_itself"] = is_over && state.life.ended_by_itself().has_value();
    out["corrections"] = views::json::array();
    for (std::size_t i = 0; i < names.size(); ++i) {
        out["corrections"].push_back(shown(state.life.corrections()[i], names[i]));
    }
    return out;
}

boost::asio::awaitable<http_response> show_times(const call& c) {
    const auto state = co_await c.parts.live.state(c.session->id);
    if (!state) co_return refuse(state.error());
    auto look = [all = (*state)->life.corrections()](database& db) { return names_of(db, all); };
    const auto names = co_await c.parts.kept.read(std::move(look));
    if (!names) co_return refuse(names.error());
    co_return json_answer(shown(*c.session, **state, *names, c.now));
}

}  // namespace

answer session_times(call& c) {
    co_return co_await show_times(c);
}

answer correct_session_times(call& c) {
    std::optional<bad_field> wrong;
    auto asked = read_correction(c.body, c.course->zone, wrong);
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    const auto state = co_await c.parts.live.state(c.session->id);
    if (!state) co_return refuse(state.error());
    const auto objection = objection_to(asked, **state, c.now);
    if (objection) co_return refuse(*objection);
    asked.who = asker_of(c);
    command change = std::move(asked);
    const auto told = co_await c.parts.live.act(c.session->id, std::move(change));
    if (!is_settled(told)) co_return refuse(not_saved(told));
    co_return co_await show_times(c);
}

answer start_session_over(call& c) {
    std::optional<bad_field> wrong;
    json_reader fields(c.body, wrong);
    fields.end();
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    command again = start_over{.who = asker_of(c)};
    const auto told = co_await c.parts.live.act(c.session->id, std::move(again));
    if (!is_settled(told)) co_return refuse(not_saved(told));
    if (std::holds_alternative<refusal>(*told)) {
        co_return refuse(conflict("The session has not been opened, so there is nothing to undo."));
    }
    co_return co_await show_times(c);
}

}  // namespace aula::resources
