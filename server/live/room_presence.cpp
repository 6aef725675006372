#include "live/room_presence.hpp"

#include <algorithm>
#include <utility>

#include "live/timing.hpp"

namespace aula {
namespace {

bool is_present(const std::optional<presence>& last) {
    return last && !last->to;
}

/// A presence that began the grace time later shows that the absence before it has been written.
bool is_written(
    const crowd::absence& gone, const std::optional<presence>& last, milliseconds grace
) {
    return is_present(last) && last->from - gone.last_seen >= grace;
}

/// Whether the log has it that they were here until then.
bool is_logged_until(timestamp last_seen, const std::optional<presence>& last) {
    return last && (!last->to || last_seen <= *last->to + timing::told_twice);
}

}  // namespace

room_presence::room_presence(milliseconds grace, known_people before)
    : grace_(grace), known_(std::move(before)) {
    known_.here.keep_local();
}

// ---- how it begins ----

room_presence::acts room_presence::begin() {
    known_.here.forget_ended(timestamp::max());
    known_.told = {};
    return recover();
}

void room_presence::take_over(timestamp last_alive, timestamp now, const logged_people& log) {
    is_recovered_ = is_presuming_ = true;
    patient_until_ = now + timing::new_owner_patience;
    for (const auto& person : log.all().all()) {
        if (person.is_present() && !known_.unsaved.contains(person.id)) {
            known_.here.presume(person.id, person.name, person.role, last_alive);
        }
    }
    const auto told = std::exchange(known_.told, {});
    // An older list may not know of people who have come back.
    if (last_alive - told.at >= timing::absences_told_max) return;
    for (const auto& gone : told.all) {
        known_.here.note_end(gone.who, gone.last_seen, gone.why);
    }
}

// ---- who comes and goes ----

room_presence::acts room_presence::arrived(
    const arrival& of, timestamp now, const logged_people& log
) {
    acts out;
    come(of, now, log, out);
    return out;
}

room_presence::acts room_presence::departed(
    const departure& of, timestamp now, const logged_people& log
) {
    acts out;
    go(of, now, log, out);
    return out;
}

room_presence::acts room_presence::told(const news& of, timestamp now, const logged_people& log) {
    if (!of.gone) return arrived(*of.came, now, log);
    const auto& gone = *of.gone;
    acts out;
    if (of.came) {
        const auto* here = known_.here.find(gone.who, gone.which);
        if (here != nullptr && here->came - gone.last_seen >= grace_) {
            known_.here.note_end(gone.who, gone.last_seen, gone.why);  // they are back already
            return out;
        }
        const bool is_whole_news = here == nullptr && gone.last_seen > of.came->came &&
                                   !is_known(*of.came, gone.last_seen, now, log);
        if (is_whole_news) come(*of.came, now, log, out);
    }
    go(gone, now, log, out);
    return out;
}

/// Whether the crowd has them here at that time, or is about to hear more of it.
bool room_presence::is_known(
    const arrival& came, timestamp last_seen, timestamp now, const logged_people& log
) const {
    const auto* known = known_.here.find(came.who);
    if (known == nullptr) return is_logged_until(last_seen, log.last_of(came.who));
    if (!known->connections.empty()) return true;
    if (last_seen <= known->last_seen + timing::told_twice) return true;
    return known->is_presumed && (is_patient(now) || came.came - known->last_seen < grace_);
}

void room_presence::come(const arrival& of, timestamp now, const logged_people& log, acts& to) {
    const bool is_recovery = add_recovery(to);  // after which the log has nobody as present
    const auto last = is_recovery ? std::nullopt : log.last_of(of.who);
    bool is_there = is_present(last);
    if (!is_patient(now)) {
        const auto absent = known_.here.take_if_absent(of.who, of.came, grace_);
        if (absent && !is_written(*absent, last, grace_)) {
            add_going(*absent, to);
            is_there = false;
        }
    }
    known_.here.arrive(of.who, of.which, of.name, of.as, of.came);
    if (is_there) return;
    const bool is_told_late = of.which.node != 0 || now - of.came >= timing::told_at_once;
    const auto since = is_told_late ? std::optional(of.came) : std::nullopt;
    to.push_back(coming{.who = of.who, .name = of.name, .as = of.as, .since = since});
}

void room_presence::go(const departure& of, timestamp now, const logged_people& log, acts& to) {
    known_.here.depart(of.who, of.which, of.last_seen, of.why);
    if (!is_patient(now)) close_gap(of.who, log, to);
}

/// A participant is here and was away before, which has become clear only now.
void room_presence::close_gap(participant_id who, const logged_people& log, acts& to) {
    const auto found = known_.here.take_gap(who, grace_);
    if (!found || is_written(found->before, log.last_of(who), grace_)) return;
    add_going(found->before, to);
    const auto& person = *known_.here.find(who);
    to.push_back(coming{.who = who, .name = person.name, .as = person.as, .since = found->came});
}

room_presence::acts room_presence::removing(participant_id who, timestamp now) {
    acts out;
    const auto absent = known_.here.take_if_absent(who, now, milliseconds{0});
    if (absent) add_going(*absent, out);
    return out;
}

room_presence::acts room_presence::ticked(timestamp now, const logged_people& log) {
    acts out;
    if (is_patient(now)) return out;
    if (std::exchange(is_presuming_, false)) end_presuming(log, out);
    for (const auto& gone : known_.here.take_absent(now, grace_)) add_going(gone, out);
    return out;
}

/// The other nodes have said who is there, and since when.
void room_presence::end_presuming(const logged_people& log, acts& to) {
    for (const auto& [who, person] : known_.here.people()) close_gap(who, log, to);
    known_.here.settle();
    known_.here.forget_ended(timestamp::max());
}

// ---- what was saved ----

bool room_presence::add_recovery(acts& to) {
    if (is_recovered_ || std::exchange(is_recovering_, true)) return false;
    to.emplace_back(recovery{});
    return true;
}

room_presence::acts room_presence::recover() {
    acts out;
    add_recovery(out);
    return out;
}

void room_presence::answered(const act& one, bool is_settled) {
    if (std::holds_alternative<recovery>(one)) {
        is_recovering_ = false;
        is_recovered_ = is_settled;
    }
    const auto* gone = std::get_if<going>(&one);
    if (gone != nullptr && is_settled) known_.unsaved.erase(gone->who);
}

/// Of two absences that could not be saved the first one counts: it ends the presence in the log.
void room_presence::add_going(const crowd::absence& gone, acts& to) {
    add_recovery(to);
    to.emplace_back(known_.unsaved.try_emplace(gone.who, gone).first->second);
}

room_presence::acts room_presence::absences_again() {
    acts out;
    add_recovery(out);
    for (const auto& [who, gone] : known_.unsaved) out.emplace_back(gone);
    return out;
}

room_presence::acts room_presence::people_again(const logged_people& log) const {
    acts out;
    for (const auto& [who, person] : known_.here.people()) {
        const auto last = log.last_of(who);
        // The log is what they were presumed from, or has their leaving already.
        const bool is_gone = person.connections.empty();
        if (is_gone && (person.is_presumed || is_logged_until(person.last_seen, last))) continue;
        if (!is_present(last)) {
            out.push_back(
                coming{.who = who, .name = person.name, .as = person.as, .since = person.came}
            );
        } else if (log.role_of(who) != person.as) {
            out.push_back(role_change{.who = who, .as = person.as});
        }
    }
    return out;
}

// ---- what it knows ----

bool room_presence::is_connected(participant_id who) const {
    const auto* known = known_.here.find(who);
    return known != nullptr && !known->connections.empty();
}

std::vector<crowd::absence> room_presence::absent(const std::vector<followers::missed>& missed
) const {
    auto gone = known_.here.absent(absent_max);
    for (const auto& [who, unsaved] : known_.unsaved) gone.push_back(unsaved);
    for (const auto& one : missed) {
        const auto is_there = [&one](const auto& link) { return link.which.node == one.node; };
        if (is_connected(one.who) &&
            std::ranges::all_of(known_.here.find(one.who)->connections, is_there)) {
            gone.push_back({one.who, one.said_at, leave_reason::lost});
        }
    }
    gone.resize(std::min(gone.size(), absent_max));
    return gone;
}

}  // namespace aula
