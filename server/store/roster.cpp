#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/participant_rows.hpp"

namespace aula::registrations {
namespace {

constexpr std::size_t looked_up_at_once = 64;

/// Who of the course has one of these in `column`. Always the same statement, whose last value is
/// repeated, so that it is prepared once.
result<std::vector<participant_record>> look_up(
    database& db, course_id course, std::string_view column, const std::vector<std::string>& wanted
) {
    auto statement =
        select_participants() + "WHERE course = ?1 AND " + std::string(column) + " IN (?2";
    for (std::size_t at = 1; at < looked_up_at_once; ++at) {
        statement += ", ?" + std::to_string(at + 2);
    }
    statement += ")";
    std::vector<participant_record> found;
    for (std::size_t from = 0; from < wanted.size(); from += looked_up_at_once) {
        std::vector<sql_value> arguments{sql(course)};
        for (std::size_t at = from; at < from + looked_up_at_once; ++at) {
            arguments.emplace_back(wanted[std::min(at, wanted.size() - 1)]);
        }
        auto some = all_rows(db.query(statement, arguments), participant_from);
        if (!some) return some;
        std::ranges::move(*some, std::back_inserter(found));
    }
    return found;
}

/// The people of whom a roster may speak, as they were and as the roster has made them so far.
class roll {
public:
    struct entry {
        participant_record now;
        std::optional<participant_record> before;  ///< Empty for whoever the roster has added.
    };
    /// Somebody of the course; a second time without effect.
    void know(const participant_record& who) {
        if (!by_id_.emplace(who.id, people_.size()).second) return;
        people_.push_back({who, who});
        note(who, people_.size() - 1);
    }
    /// Whoever has the number, or else the address.
    const entry* find(const person_form& listed) const {
        const auto* numbered = at(by_number_, listed.external_id);
        return numbered != nullptr ? numbered : at(by_email_, email_key(listed.email));
    }
    /// False when the number or the address is somebody else's.
    bool put(const participant_record& who) {
        if (!is_free(by_number_, who.external_id, who.id)) return false;
        if (!is_free(by_email_, email_key(who.email), who.id)) return false;
        const auto [known, is_new] = by_id_.emplace(who.id, people_.size());
        if (is_new) people_.push_back({});
        auto& kept = people_[known->second];
        by_number_.erase(kept.now.external_id);
        by_email_.erase(email_key(kept.now.email));
        kept.now = who;
        note(who, known->second);
        return true;
    }

private:
    using index = std::unordered_map<std::string, std::size_t>;

    const entry* at(const index& of, const std::string& key) const {
        const auto found = of.find(key);
        return found == of.end() ? nullptr : &people_[found->second];
    }
    bool is_free(const index& of, const std::string& key, participant_id who) const {
        const auto* known = at(of, key);
        return known == nullptr || known->now.id == who;
    }
    /// An empty text is nobody's.
    void note(const participant_record& who, std::size_t place) {
        if (!who.external_id.empty()) by_number_[who.external_id] = place;
        if (!who.email.empty()) by_email_[email_key(who.email)] = place;
    }

    std::vector<entry> people_;
    std::unordered_map<participant_id, std::size_t> by_id_;
    index by_number_, by_email_;
};

result<roll> look_up_all(database& db, course_id course, std::span<const person_form> people) {
    std::vector<std::string> numbers, addresses;
    for (const auto& one : people) {
        if (!one.external_id.empty()) numbers.push_back(one.external_id);
        if (!one.email.empty()) addresses.push_back(email_key(one.email));
    }
    roll known;
    for (const auto& [column, wanted] :
         {std::pair{"external_id", &numbers}, std::pair{"email_key", &addresses}}) {
        const auto found = look_up(db, course, column, *wanted);
        if (!found) return found.error();
        for (const auto& one : *found) known.know(one);
    }
    return known;
}

/// What a roster leaves empty stays as the person wrote it.
participant_record overwritten(participant_record known, const person_form& listed) {
    const auto take = [](std::string& kept, const std::string& said) {
        if (!said.empty()) kept = said;
    };
    take(known.external_id, listed.external_id);
    known.name = listed.name;
    take(known.email, listed.email);
    take(known.institution, listed.institution);
    take(known.country, listed.country);
    take(known.zone, listed.zone);
    known.role = listed.role;
    return known;
}

result<void> overwrite(database& db, const participant_record& who) {
    return db.later(
        "UPDATE participants SET external_id = ?2, name = ?3, email = ?4, email_key = ?5, "
        "institution = ?6, country = ?7, zone = ?8, role = ?9 WHERE id = ?1",
        {sql(who.id), unique_text(who.external_id), who.name, who.email,
         unique_text(email_key(who.email)), who.institution, who.country, who.zone,
         sql(name_of(who.role))}
    );
}

std::int64_t count_unknown(const roll& known, std::span<const person_form> people) {
    return std::ranges::count_if(people, [&known](const auto& one) {
        return known.find(one) == nullptr;
    });
}

/// One line, into `known` and into the database.
result<roster_outcome> merge_line(
    database& db, roll& known, const person_form& listed, const participant_record& as_new
) {
    const auto* here = known.find(listed);
    roster_outcome out;
    out.is_new = here == nullptr;
    out.who = out.is_new ? as_new : overwritten(here->now, listed);
    if (!out.is_new) out.before = here->before;
    if (!known.put(out.who)) {
        return error{
            error_code::conflict, "somebody else in the course has this e-mail address or number"
        };
    }
    auto kept = out.is_new ? insert_participant(db, out.who, listed.join_token_hash)
                           : overwrite(db, out.who);
    if (!kept) return kept.error();
    return out;
}

}  // namespace

result<std::vector<roster_outcome>> merge_roster(
    database& db, course_id course, std::span<const person_form> people, timestamp now
) {
    auto known = look_up_all(db, course, people);
    if (!known) return known.error();
    const auto unknown = count_unknown(*known, people);  // or fewer, when a line repeats another
    const auto first_id = unknown > 0 ? take_ids(db, participant_kind, unknown) : 0;
    if (!first_id) return first_id.error();
    auto next_id = *first_id;
    std::vector<roster_outcome> outcomes;
    outcomes.reserve(people.size());
    for (const auto& listed : people) {
        const auto as_new = new_participant(participant_id{next_id}, course, listed, now);
        auto merged = merge_line(db, *known, listed, as_new);
        if (!merged) {
            const auto line = "line " + std::to_string(outcomes.size() + 1) + " of the roster: ";
            return error{merged.error().code, line + merged.error().detail};
        }
        if (merged->is_new) ++next_id;
        outcomes.push_back(*std::move(merged));
    }
    return outcomes;
}

}  // namespace aula::registrations
