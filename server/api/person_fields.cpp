#include "api/person_fields.hpp"

#include <algorithm>

#include "api/country.hpp"
#include "api/email_address.hpp"
#include "base/zone.hpp"
#include "domain/text.hpp"

namespace aula {

std::string read_name(json_reader& fields) {
    auto name = clean_name(fields.line("name", limits::name_max));
    if (name.empty()) fields.object_to("name", "The name has no visible characters.");
    return name;
}

std::string read_email(json_reader& fields) {
    const auto typed = fields.line_or("email", email_max);
    auto email = normal_email(typed);
    if (email.empty() && !typed.empty()) fields.object_to("email", why_no_email(typed));
    return email;
}

std::string read_country(json_reader& fields) {
    auto country = fields.line_or("country", 2);
    if (!country.empty() && !is_country(country)) {
        fields.object_to("country", "A country is two capital letters of ISO 3166-1, such as UG.");
    }
    return country;
}

std::string read_browser_zone(json_reader& fields) {
    auto zone = fields.hint("zone", 64);
    return is_zone(zone) ? zone : std::string();
}

role read_role(json_reader& fields, role fallback) {
    const auto name = fields.line_or("role", 20);
    if (name.empty()) return fallback;
    const auto read = parse_role(name);
    if (!read) {
        fields.object_to("role", "A role is attendee, moderator, lecturer or organizer.");
    }
    return read.value_or(fallback);
}

bool looks_like_staff(
    const std::string& name, participant_id who, const std::vector<participant_record>& staff
) {
    return std::ranges::any_of(staff, [&](const participant_record& one) {
        return one.id != who && look_alike(one.name, name);
    });
}

}  // namespace aula
