#include "api/merge_people.hpp"

#include <algorithm>

#include "api/person_fields.hpp"
#include "auth/secrets.hpp"

namespace aula {
namespace {

/// No attendee may get a name that could be taken for somebody of the staff; one who had it before
/// keeps it.
result<void> tell_apart(
    const std::vector<roster_outcome>& merged, const std::vector<participant_record>& staff
) {
    for (const auto& [who, is_new, before] : merged) {
        const bool is_renamed = !before || before->name != who.name;
        if (is_staff(who.role) || !is_renamed || !looks_like_staff(who.name, who.id, staff)) {
            continue;
        }
        return {
            error_code::invalid, "An attendee called " + who.name +
                                     " could be taken for somebody of the staff; add to "
                                     "the name."
        };
    }
    return {};
}

error out_of_reach(std::size_t entry) {
    return {
        error_code::forbidden,
        "Line " + std::to_string(entry + 1) +
            " of the people is of the staff. A token adds and changes attendees only; leave "
            "this line out, or have an organizer do it."
    };
}

/// Nobody of the list is of the staff, or was so before it.
result<void> check_reach(const std::vector<roster_outcome>& merged) {
    for (std::size_t i = 0; i < merged.size(); ++i) {
        const auto& [who, is_new, before] = merged[i];
        if (is_staff(who.role) || (before && is_staff(before->role))) return out_of_reach(i);
    }
    return {};
}

}  // namespace

bool has_organizer(const std::vector<participant_record>& staff) {
    return std::ranges::find(staff, role::organizer, &participant_record::role) != staff.end();
}

people_reach reach_of(const asker& who) {
    return who.what == asker::kind::token ? people_reach::attendees : people_reach::everybody;
}

std::vector<std::string> give_tokens(std::vector<person_form>& people) {
    std::vector<std::string> tokens;
    for (auto& one : people) {
        tokens.push_back(new_secret());
        one.join_token_hash = hash_secret(tokens.back());
    }
    return tokens;
}

result<std::optional<roster_clash>> clash_within(
    database& db, course_id course, std::span<const person_form> people, people_reach reach
) {
    const bool is_limited = reach == people_reach::attendees;
    for (std::size_t i = 0; is_limited && i < people.size(); ++i) {
        if (is_staff(people[i].role)) return out_of_reach(i);
    }
    auto plan = plan_roster(db, course, people);
    if (!plan) return plan.error();
    // A token is not told what the staff's numbers and addresses are.
    if (is_limited && plan->clash && plan->clash->is_about_staff) {
        return out_of_reach(plan->clash->entry);
    }
    return std::move(plan->clash);
}

result<merged_people> merge_people(
    database& db, course_id course, std::span<const person_form> people, timestamp now,
    people_reach reach
) {
    const auto staff_before = registrations::staff(db, course);
    if (!staff_before) return staff_before.error();
    auto merged = registrations::merge_roster(db, course, people, now);
    if (!merged) return merged.error();
    if (reach == people_reach::attendees) {
        if (auto within = check_reach(*merged); !within) return within.error();
    }
    const auto staff = registrations::staff(db, course);
    if (!staff) return staff.error();
    if (has_organizer(*staff_before) && !has_organizer(*staff)) {
        return {error_code::conflict, "The course would be left without an organizer."};
    }
    merged_people out;
    for (const auto& [who, is_new, before] : *merged) {
        if (!before || before->role == who.role) continue;
        out.changes.emplace_back(change_role{.who = who.id, .role = who.role});
    }
    if (auto clear = tell_apart(*merged, *staff); !clear) return clear.error();
    out.people = *std::move(merged);
    return out;
}

problem to_problem(const roster_clash& clash, const roster_words& words) {
    const auto place = [&](std::size_t entry) {
        const auto field = clash.is_about_address() ? std::string("email") : words.number;
        return words.list + "[" + std::to_string(entry) + "]." + field;
    };
    problem why = clash.other ? invalid(clash.detail) : conflict(clash.detail);
    why.code = name_of(clash.why);
    why.field = place(clash.entry);
    if (clash.other) why.other = place(*clash.other);
    why.names = clash.names;
    return why;
}

}  // namespace aula
