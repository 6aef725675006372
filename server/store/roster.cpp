#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/participant_rows.hpp"
#include "store/roster_plan.hpp"

namespace aula::registrations {
namespace {

result<void> overwrite(database& db, const participant_record& who) {
    return db.later(
        "UPDATE participants SET external_id = ?2, name = ?3, email = ?4, email_key = ?5, "
        "institution = ?6, country = ?7, zone = ?8, role = ?9 WHERE id = ?1",
        {sql(who.id), unique_text(who.external_id), who.name, who.email,
         unique_text(email_key(who.email)), who.institution, who.country, who.zone,
         sql(name_of(who.role))}
    );
}

/// Takes away the addresses that go to other people of the list, so that no two people have one in
/// between.
result<void> free_addresses(database& db, const std::vector<roster_outcome>& planned) {
    std::unordered_set<std::string> wanted;
    for (const auto& one : planned) wanted.insert(email_key(one.who.email));
    for (const auto& one : planned) {
        if (one.is_new || one.before->email.empty()) continue;
        const auto old = email_key(one.before->email);
        if (old == email_key(one.who.email) || !wanted.contains(old)) continue;
        auto freed =
            db.later("UPDATE participants SET email_key = NULL WHERE id = ?1", {sql(one.who.id)});
        if (!freed) return freed;
    }
    return {};
}

result<void> write_down(
    database& db, const std::vector<roster_outcome>& planned, std::span<const person_form> people
) {
    if (auto freed = free_addresses(db, planned); !freed) return freed;
    // Those who are known first: a new person may get an address that one of them gives up.
    for (const auto& one : planned) {
        if (one.is_new) continue;
        if (auto written = overwrite(db, one.who); !written) return written;
    }
    for (std::size_t at = 0; at < planned.size(); ++at) {
        if (!planned[at].is_new) continue;
        auto added = insert_participant(db, planned[at].who, people[at].join_token_hash);
        if (!added) return added;
    }
    return {};
}

}  // namespace

result<std::vector<roster_outcome>> merge_roster(
    database& db, course_id course, std::span<const person_form> people, timestamp now
) {
    auto plan = plan_roster(db, course, people);
    if (!plan) return plan.error();
    if (plan->clash) return error{error_code::conflict, plan->clash->detail};
    auto planned = std::move(plan->people);
    const auto added = std::ranges::count_if(planned, &roster_outcome::is_new);
    const auto first_id = added > 0 ? take_ids(db, participant_kind, added) : 0;
    if (!first_id) return first_id.error();
    auto next_id = *first_id;
    for (std::size_t at = 0; at < planned.size(); ++at) {
        if (!planned[at].is_new) continue;
        planned[at].who = new_participant(participant_id{next_id++}, course, people[at], now);
    }
    if (auto written = write_down(db, planned, people); !written) return written.error();
    return planned;
}

}  // namespace aula::registrations
