#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/session.hpp"
#include "generated/codec.hpp"
#include "live/publication.hpp"

namespace aula::sim {

/// The first promise that was broken; the world stops at it.
class verdict {
public:
    /// `invariant` as in docs/simulation.md.
    void broken(const char* invariant, std::string how);
    /// The same unless it holds.
    void expect(bool holds, const char* invariant, const std::string& otherwise) {
        if (!holds) broken(invariant, otherwise);
    }
    const std::optional<std::string>& first() const { return first_; }

private:
    std::optional<std::string> first_;
};

/// What is on the disk of one session, and what follows from it: the truth that everything shown is
/// held against.
class ledger {
public:
    ledger(session_id of, verdict& to) : verdict_(to), state_(of) {}

    /// What was committed, in order. I2: numbered without a hole; I4: no key twice.
    void add(const logged_event& happened);

    seq_number last() const { return log_.size(); }
    const std::vector<logged_event>& log() const { return log_; }
    const session& state() const { return state_; }  ///< After the last event.

    const logged_event* find(seq_number seq) const;
    /// The event that took the words of this one back.
    std::optional<seq_number> taken_back_by(seq_number seq) const;
    /// The event that this participant's command became.
    std::optional<seq_number> became(participant_id by, const std::string& key) const;
    /// What a viewer of that class is shown after `seq`.
    const session_view& view_at(seq_number seq, viewer_class which);
    /// The seq before this one among those the class may see.
    seq_number before(seq_number seq, viewer_class which) const;
    seq_number last_seen_by(viewer_class which) const;

    /// Their role after all events before `seq`; nothing for a stranger.
    std::optional<role> role_before(seq_number seq, participant_id who) const;
    bool is_removed_before(seq_number seq, participant_id who) const;

private:
    struct standing {
        seq_number since;
        aula::role role;
        bool is_removed;
    };
    void note_standing(const logged_event& happened);
    void note_taken_back(const logged_event& happened);
    const standing* standing_before(seq_number seq, participant_id who) const;

    static constexpr seq_number copy_every = 32;

    verdict& verdict_;
    session state_;
    std::vector<logged_event> log_;
    std::vector<session> copies_;  ///< After every `copy_every` events.
    std::map<std::pair<participant_id, std::string>, seq_number> keys_;
    std::array<std::vector<seq_number>, viewer_classes> seen_;
    std::map<participant_id, std::vector<standing>> standings_;
    std::map<seq_number, seq_number> taken_back_;
    std::map<deck_id, seq_number> attached_;
    std::map<std::pair<seq_number, viewer_class>, session_view> views_;
};

}  // namespace aula::sim
