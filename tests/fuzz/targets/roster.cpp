// Rosters and forms of people, as strangers send them: strict JSON, read field by field.

#include <algorithm>
#include <optional>
#include <string>

#include "api/email_address.hpp"
#include "api/json_reader.hpp"
#include "api/person_fields.hpp"
#include "base/json.hpp"
#include "base/strict_json.hpp"
#include "domain/text.hpp"
#include "fuzz/support/frame_model.hpp"
#include "fuzz/support/input.hpp"
#include "mail/mailbox.hpp"

namespace aula::fuzz::of_roster {
namespace {

bool is_one_line(const std::string& text) {
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

struct person {
    std::string name, email, institution, country, zone;
    std::string note;
    std::int64_t age = 0;
};

person read_person(json_reader& fields) {
    person who;
    who.name = read_name(fields);
    who.email = read_email(fields);
    who.institution = fields.line_or("institution", institution_max);
    who.country = read_country(fields);
    who.zone = read_browser_zone(fields);
    (void)read_role(fields, role::attendee);
    who.note = fields.prose("note", 100);
    who.age = fields.integer_or("age", 0, 150, 0);
    return who;
}

void check(const person& who) {
    require(who.name == clean_name(who.name) && !who.name.empty(), "names are clean");
    require(count_characters(who.name) <= limits::name_max, "and bounded");
    require(who.email.empty() || is_mail_address(who.email), "an address can be written to");
    require(who.email == normal_email(who.email), "in its normal form");
    require(is_one_line(who.institution), "a line is one");
    require(count_characters(who.institution) <= institution_max, "and bounded");
    require(who.country.empty() || who.country.size() == 2, "a country has two letters");
    require(count_characters(who.note) <= 100, "prose is bounded");
    require(who.age >= 0 && who.age <= 150, "a number is within its bounds");
    for (const auto* each : {&who.name, &who.institution, &who.note}) {
        require(is_utf8_so_far(*each, true), "everything is UTF-8");
    }
}

void run(bytes given) {
    input from(given);
    const auto document = parse_strict_json(from.rest());
    if (!document) return;
    std::optional<bad_field> wrong;
    std::vector<person> people;
    read_list(*document, wrong, 1000, [&people](json_reader& one) {
        people.push_back(read_person(one));
    });
    if (wrong) return require(!wrong->detail.empty(), "what is wrong is said");
    require(people.size() == document->size(), "nobody is left out");
    for (const auto& each : people) check(each);
}

const target roster("roster", run);

}  // namespace
}  // namespace aula::fuzz::of_roster
