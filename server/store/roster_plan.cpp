#include "store/roster_plan.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "domain/text.hpp"
#include "store/answers.hpp"
#include "store/columns.hpp"
#include "store/participant_rows.hpp"

namespace aula {
namespace {

using reason = roster_clash::reason;

constexpr std::size_t looked_up_at_once = 64;

std::string number_of(const person_form& listed) {
    return listed.external_id;
}
std::string address_of(const person_form& listed) {
    return email_key(listed.email);
}

/// Who of the course has one of these in `column`. Always the same statement, whose last value is
/// repeated, so that it is prepared once.
result<std::vector<participant_record>> look_up(
    database& db, course_id course, std::string_view column, const std::vector<sql_value>& wanted
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

/// The people of the course of whom a list speaks.
class known_people {
public:
    static result<known_people> of(
        database& db, course_id course, std::span<const person_form> people
    ) {
        std::vector<sql_value> ids, numbers, addresses;
        for (const auto& one : people) {
            if (one.known_as) ids.push_back(sql(one.known_as));
            if (!one.external_id.empty()) numbers.emplace_back(number_of(one));
            if (!one.email.empty()) addresses.emplace_back(address_of(one));
        }
        known_people known;
        for (const auto& [column, wanted] :
             {std::pair{"id", &ids}, std::pair{"external_id", &numbers},
              std::pair{"email_key", &addresses}}) {
            auto found = look_up(db, course, column, *wanted);
            if (!found) return found.error();
            for (auto& one : *found) known.add(std::move(one));
        }
        return known;
    }

    /// Whom the entry names for certain: by the id, or by the number. Null for nobody.
    const participant_record* named(const person_form& listed) const {
        if (listed.known_as) return at(listed.known_as);
        return listed.external_id.empty() ? nullptr : at(by_number_, number_of(listed));
    }
    const participant_record* addressed(const person_form& listed) const {
        return listed.email.empty() ? nullptr : at(by_address_, address_of(listed));
    }

private:
    using index = std::unordered_map<std::string, participant_id>;

    void add(participant_record one) {
        if (!one.external_id.empty()) by_number_.emplace(one.external_id, one.id);
        if (!one.email.empty()) by_address_.emplace(email_key(one.email), one.id);
        people_.emplace(one.id, std::move(one));
    }
    const participant_record* at(participant_id id) const {
        const auto found = people_.find(id);
        return found == people_.end() ? nullptr : &found->second;
    }
    const participant_record* at(const index& of, const std::string& key) const {
        const auto found = of.find(key);
        return found == of.end() ? nullptr : at(found->second);
    }

    std::unordered_map<participant_id, participant_record> people_;
    index by_number_, by_address_;
};

std::string entries(std::size_t one, std::size_t other) {
    return "Entries " + std::to_string(std::min(one, other) + 1) + " and " +
           std::to_string(std::max(one, other) + 1);
}

std::optional<roster_clash> find_repeated(
    std::span<const person_form> people, reason why, std::string (*key_of)(const person_form&)
) {
    const auto* what = why == reason::repeated_email ? "e-mail address" : "number";
    std::unordered_map<std::string, std::size_t> seen;
    for (std::size_t at = 0; at < people.size(); ++at) {
        const auto key = key_of(people[at]);
        if (key.empty()) continue;
        const auto [first, is_new] = seen.emplace(key, at);
        if (is_new) continue;
        const auto said = entries(first->second, at) + " have the same " + what + ", " + key + ".";
        return roster_clash{why, at, first->second, {}, said, false};
    }
    return {};
}

/// Works out of whom each entry of a list is.
class roster_planner {
public:
    roster_planner(const known_people& known, std::span<const person_form> people)
        : known_(known), people_(people) {
        for (std::size_t at = 0; at < people_.size(); ++at) {
            if (const auto* who = known_.named(people_[at])) named_by_.emplace(who->id, at);
        }
    }

    /// Null for somebody new, and when there is a clash.
    const participant_record* person_of(std::size_t at) {
        const auto& listed = people_[at];
        const auto* named = known_.named(listed);
        const auto* addressed = known_.addressed(listed);
        if (named != nullptr) return checked(at, *named, addressed);
        if (addressed == nullptr || is_freed(*addressed, listed)) return nullptr;
        const auto first = named_by_.find(addressed->id);
        if (first != named_by_.end()) {
            const auto said = entries(first->second, at) + " are both of " + addressed->name + ".";
            clash_ = {reason::repeated_person, at,   first->second,
                      {addressed->name},       said, is_staff(addressed->role)};
            return nullptr;
        }
        const bool has_other_number =
            !listed.external_id.empty() && !addressed->external_id.empty();
        if (!has_other_number) return addressed;
        const auto said = entry(at) + " has the e-mail address of " + addressed->name +
                          ", whose number is another one (" + addressed->external_id + ").";
        clash_ = {reason::other_number, at, {}, {addressed->name}, said, is_staff(addressed->role)};
        return nullptr;
    }

    const std::optional<roster_clash>& clash() const { return clash_; }

private:
    static std::string entry(std::size_t at) { return "Entry " + std::to_string(at + 1); }

    const participant_record* checked(
        std::size_t at, const participant_record& named, const participant_record* addressed
    ) {
        const auto& listed = people_[at];
        const auto begin = entry(at) + " has the number of " + named.name;
        if (addressed != nullptr && addressed->id != named.id && !gives_up(*addressed)) {
            const auto said = begin + " and the e-mail address of " + addressed->name + ".";
            clash_ = {
                reason::two_people,
                at,
                {},
                {named.name, addressed->name},
                said,
                is_staff(named.role) || is_staff(addressed->role)
            };
            return nullptr;
        }
        const bool is_moved = !listed.email.empty() && !named.email.empty() &&
                              address_of(listed) != email_key(named.email);
        if (is_moved && !may_be_one_person(named.name, listed.name)) {
            const auto said = begin + " with another name and another e-mail address.";
            clash_ = {reason::other_person, at, {}, {named.name}, said, is_staff(named.role)};
            return nullptr;
        }
        return &named;
    }

    /// Whether the list gives this person, by the number, another address.
    bool gives_up(const participant_record& who) const {
        const auto by = named_by_.find(who.id);
        if (by == named_by_.end() || people_[by->second].email.empty()) return false;
        return address_of(people_[by->second]) != email_key(who.email);
    }

    /// Whether the address goes from that person to somebody new, who has a number of their own.
    bool is_freed(const participant_record& who, const person_form& listed) const {
        return !listed.external_id.empty() && gives_up(who);
    }

    const known_people& known_;
    std::span<const person_form> people_;
    std::unordered_map<participant_id, std::size_t> named_by_;  ///< Entries, by whom they name.
    std::optional<roster_clash> clash_;
};

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

}  // namespace

bool roster_clash::is_about_address() const {
    return why == reason::repeated_email || why == reason::repeated_person ||
           why == reason::two_people;
}

std::string_view name_of(roster_clash::reason why) {
    switch (why) {
        case reason::repeated_email:
            return "repeated_email";
        case reason::repeated_number:
            return "repeated_number";
        case reason::repeated_person:
            return "repeated_person";
        case reason::two_people:
            return "two_people";
        case reason::other_number:
            return "other_number";
        case reason::other_person:
            return "other_person";
    }
    return {};
}

result<roster_plan> plan_roster(
    database& db, course_id course, std::span<const person_form> people
) {
    roster_plan plan;
    plan.clash = find_repeated(people, reason::repeated_email, address_of);
    if (!plan.clash) plan.clash = find_repeated(people, reason::repeated_number, number_of);
    if (plan.clash) return plan;
    const auto known = known_people::of(db, course, people);
    if (!known) return known.error();
    roster_planner planner(*known, people);
    for (std::size_t at = 0; at < people.size(); ++at) {
        const auto* who = planner.person_of(at);
        plan.clash = planner.clash();
        if (plan.clash) return plan;
        roster_outcome out;
        out.is_new = who == nullptr;
        if (who != nullptr) {
            out.before = *who;
            out.who = overwritten(*who, people[at]);
        }
        plan.people.push_back(std::move(out));
    }
    return plan;
}

}  // namespace aula
