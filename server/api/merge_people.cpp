#include "api/merge_people.hpp"

#include <algorithm>
#include <unordered_map>

#include "auth/secrets.hpp"

namespace aula {
namespace {

bool has_organizer(const std::vector<participant_record>& staff) {
    return std::ranges::find(staff, role::organizer, &participant_record::role) != staff.end();
}

}  // namespace

std::vector<std::string> give_tokens(std::vector<person_form>& people) {
    std::vector<std::string> tokens;
    for (auto& one : people) {
        tokens.push_back(new_secret());
        one.join_token_hash = hash_secret(tokens.back());
    }
    return tokens;
}

result<merged_people> merge_people(
    database& db, course_id course, std::span<const person_form> people, timestamp now
) {
    const auto before = registrations::all(db, course);
    if (!before) return before.error();
    const auto staff_before = registrations::staff(db, course);
    if (!staff_before) return staff_before.error();
    auto merged = registrations::merge_roster(db, course, people, now);
    if (!merged) return merged.error();
    const auto staff = registrations::staff(db, course);
    if (!staff) return staff.error();
    if (has_organizer(*staff_before) && !has_organizer(*staff)) {
        return {error_code::conflict, "The course would be left without an organizer."};
    }
    std::unordered_map<participant_id, role> roles;
    for (const auto& one : *before) roles.emplace(one.id, one.role);
    merged_people out;
    for (const auto& [who, is_new] : *merged) {  // somebody may stand in the list twice
        const auto known = roles.find(who.id);
        if (known == roles.end() || known->second == who.role) continue;
        out.changes.emplace_back(change_role{.who = who.id, .role = who.role});
    }
    out.people = *std::move(merged);
    return out;
}

}  // namespace aula
