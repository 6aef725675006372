#include "sim/ledger.hpp"

#include <algorithm>
#include <utility>

#include "domain/fold.hpp"
#include "domain/view.hpp"

namespace aula::sim {

void verdict::broken(const char* invariant, std::string how) {
    if (!first_) first_ = std::string(invariant) + ": " + std::move(how);
}

void ledger::add(const logged_event& happened) {
    const auto text = std::to_string(happened.seq);
    verdict_.expect(happened.seq == last() + 1, "I2", "event " + text + " does not follow");
    const bool may_go_back = std::holds_alternative<clock_corrected>(happened.what);
    verdict_.expect(
        may_go_back || happened.at >= state_.last_at, "I2", "event " + text + " goes back in time"
    );
    if (!happened.key.empty()) {
        const auto [known, is_new] = keys_.try_emplace({happened.by, happened.key}, happened.seq);
        verdict_.expect(
            is_new, "I4",
            "events " + std::to_string(known->second) + " and " + text + " are one command"
        );
    }
    log_.push_back(happened);
    fold(state_, happened);
    if (happened.seq % copy_every == 0) copies_.push_back(state_);
    const auto by = sees(happened.what);
    if (by == audience_class::everyone) seen_[0].push_back(happened.seq);
    if (by != audience_class::nobody) seen_[1].push_back(happened.seq);
    note_standing(happened);
    note_taken_back(happened);
}

void ledger::note_taken_back(const logged_event& happened) {
    if (const auto* hidden = std::get_if<chat_hidden>(&happened.what)) {
        taken_back_.try_emplace(hidden->target, happened.seq);
    } else if (const auto* deck = std::get_if<deck_attached>(&happened.what)) {
        attached_[deck->deck] = happened.seq;
    } else if (const auto* gone = std::get_if<deck_detached>(&happened.what)) {
        const auto held = attached_.extract(gone->deck);
        if (!held.empty()) taken_back_.try_emplace(held.mapped(), happened.seq);
    }
}

std::optional<seq_number> ledger::taken_back_by(seq_number seq) const {
    const auto at = taken_back_.find(seq);
    return at == taken_back_.end() ? std::nullopt : std::optional(at->second);
}

void ledger::note_standing(const logged_event& happened) {
    const auto note = [&](participant_id who) {
        const auto* known = state_.people.find(who);
        if (known == nullptr) return;
        standings_[who].push_back({happened.seq, known->role, known->is_removed});
    };
    if (const auto* came = std::get_if<participant_joined>(&happened.what)) note(came->who);
    if (const auto* changed = std::get_if<role_changed>(&happened.what)) note(changed->who);
    if (const auto* gone = std::get_if<participant_removed>(&happened.what)) note(gone->who);
}

const logged_event* ledger::find(seq_number seq) const {
    return seq == 0 || seq > last() ? nullptr : &log_[seq - 1];
}

std::optional<seq_number> ledger::became(participant_id by, const std::string& key) const {
    const auto known = keys_.find({by, key});
    if (known == keys_.end()) return {};
    return known->second;
}

const session_view& ledger::view_at(seq_number seq, viewer_class which) {
    const auto known = views_.find({seq, which});
    if (known != views_.end()) return known->second;
    const auto whole = seq / copy_every;
    auto state = whole == 0 ? session(state_.id) : copies_.at(whole - 1);
    for (auto next = whole * copy_every; next < seq; ++next) fold(state, log_[next]);
    return views_[{seq, which}] = view(state, sees_as(which));
}

seq_number ledger::before(seq_number seq, viewer_class which) const {
    const auto& seen = seen_[slot_of(which)];
    const auto at = std::ranges::lower_bound(seen, seq);
    return at == seen.begin() ? 0 : *std::prev(at);
}

seq_number ledger::last_seen_by(viewer_class which) const {
    const auto& seen = seen_[slot_of(which)];
    return seen.empty() ? 0 : seen.back();
}

const ledger::standing* ledger::standing_before(seq_number seq, participant_id who) const {
    const auto known = standings_.find(who);
    if (known == standings_.end()) return nullptr;
    const auto& all = known->second;
    const auto at = std::ranges::lower_bound(all, seq, {}, &standing::since);
    return at == all.begin() ? nullptr : &*std::prev(at);
}

std::optional<role> ledger::role_before(seq_number seq, participant_id who) const {
    const auto* as = standing_before(seq, who);
    return as == nullptr ? std::nullopt : std::optional(as->role);
}

bool ledger::is_removed_before(seq_number seq, participant_id who) const {
    const auto* as = standing_before(seq, who);
    return as != nullptr && as->is_removed;
}

}  // namespace aula::sim
