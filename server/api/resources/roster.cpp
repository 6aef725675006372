#include <nlohmann/json.hpp>

#include "api/call.hpp"
#include "api/json_reader.hpp"
#include "api/merge_people.hpp"
#include "api/person_fields.hpp"
#include "api/resources.hpp"
#include "api/tell_rooms.hpp"
#include "api/views.hpp"
#include "store/store.hpp"

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
    form.external_id = fields.line_or("external_id", external_id_max);
    return form;
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
    std::vector<person_form> people;
    read_list(c.body, wrong, roster_max, [&people](json_reader& one) {
        people.push_back(read_entry(one));
    });
    if (wrong) co_return refuse(invalid(wrong->detail, wrong->field));
    const auto tokens = give_tokens(people);
    auto merge = [course = c.course->id, people, now = c.now](database& db) {
        return merge_people(db, course, people, now);
    };
    const auto merged = co_await c.parts.kept.write(std::move(merge));
    if (!merged) co_return refuse(merged.error());
    co_await tell_rooms(c, merged->changes);
    auto out = views::json::array();
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto link = views::join_link(c.parts.settings.public_url, tokens[i]);
        out.push_back(shown(merged->people[i], people[i], link));
    }
    co_return json_answer({{"people", std::move(out)}});
}

}  // namespace aula::resources
