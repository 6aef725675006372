#include <optional>
#include <span>

#include "api/background.hpp"
#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/merge_people.hpp"
#include "api/person_fields.hpp"
#include "api/resources.hpp"
#include "api/tell_rooms.hpp"
#include "api/views.hpp"
#include "base/json.hpp"
#include "domain/text.hpp"
#include "store/store.hpp"
#include "store/trial.hpp"

namespace aula::resources {
namespace {

constexpr std::size_t roster_max = 1000;

person_form read_entry(json_reader& fields) {
    person_form form;
    form.name = read_name(fields);
    form.email = read_email(fields);
    form.institution = fields.line_or("institution", institution_max);
    form.country = read_country(fields);
    form.role = read_role(fields, role::attendee);
    // Cleaned as a name is, so that two numbers that look the same are the same.
    form.external_id = clean_name(fields.line_or("external_id", external_id_max));
    return form;
}

std::vector<person_form> read_people(const nlohmann::json& from, std::optional<bad_field>& wrong) {
    std::vector<person_form> people;
    read_list(from, wrong, roster_max, [&people](json_reader& one) {
        people.push_back(read_entry(one));
    });
    return people;
}

/// What came of a list: a clash, or what was done.
struct merged_list {
    std::optional<roster_clash> clash;
    merged_people done;
};

result<merged_list> merge(
    database& db, course_id course, std::span<const person_form> people, timestamp now,
    people_reach reach
) {
    auto clash = clash_within(db, course, people, reach);
    if (!clash) return clash.error();
    if (*clash) return merged_list{**std::move(clash), {}};
    auto done = merge_people(db, course, people, now, reach);
    if (!done) return done.error();
    return merged_list{{}, *std::move(done)};
}

views::json shown(const roster_outcome& of, const person_form& sent, std::string_view link) {
    views::json out{
        {"id", of.who.id.text()}, {"name", of.who.name}, {"role", name_of(of.who.role)}
    };
    if (!sent.email.empty()) out["email"] = sent.email;
    if (!sent.external_id.empty()) out["external_id"] = sent.external_id;
    if (of.is_new) out["join_link"] = link;
    return out;
}

}  // namespace

answer add_to_roster(call& c) {
    std::optional<bad_field> wrong;
    auto read = [&c, &wrong] { return read_people(c.body, wrong); };
    auto people = co_await c.behind.run(std::move(read));
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    const auto is_trial = read_flag(c.request, "dry_run");
    if (!is_trial) co_return refuse(invalid("dry_run is true or false."));
    const auto tokens = give_tokens(people);
    auto save = [course = c.course->id, people, now = c.now, reach = reach_of(c.who)](database& db
                ) { return merge(db, course, people, now, reach); };
    auto work = [save, is_trial = *is_trial](database& db) {
        return is_trial ? on_trial(db, save) : save(db);
    };
    const auto merged = co_await c.parts.kept.write(std::move(work));
    if (!merged) co_return refuse(merged.error());
    if (merged->clash) co_return refuse(to_problem(*merged->clash, {}));
    if (*is_trial) co_return no_content();
    co_await tell_rooms(c, merged->done.changes);
    auto show = [&] {
        auto out = views::json::array();
        for (std::size_t i = 0; i < people.size(); ++i) {
            const auto link = views::join_link(c.parts.settings.public_url, tokens[i]);
            out.push_back(shown(merged->done.people[i], people[i], link));
        }
        return json_answer({{"people", std::move(out)}});
    };
    auto out = co_await c.behind.run(std::move(show));
    co_return out;
}

}  // namespace aula::resources
