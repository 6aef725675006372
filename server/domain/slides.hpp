#pragma once

#include <optional>
#include <vector>

#include "domain/ruling.hpp"

namespace aula {

struct session;

/// From `at` on, this page was on the screen; nothing when empty.
struct screen_change {
    timestamp at;
    std::optional<slide_view> slide;
};

/// The decks of a session, the page on the screen, and what was on it when. A part of `session`.
class slides {
public:
    const std::vector<deck_view>& decks() const { return decks_; }  ///< In the order of attachment.
    const deck_view* find(deck_id deck) const;
    std::optional<slide_view> on_screen() const;
    const std::vector<screen_change>& changes() const { return changes_; }

    /// Whether a deck that this event attached is still there.
    bool is_attached_by(seq_number attachment) const;
    /// The events that attached this deck and still hold.
    std::vector<seq_number> attachments_of(deck_id deck) const;

    void attach(deck_view deck, seq_number by);
    void detach(deck_id deck, timestamp at);  ///< Clears the screen if it was on it.
    void show(slide_view slide, timestamp at);
    void start_over() { changes_.clear(); }  ///< Nothing is on the screen, and nothing was.
    /// What is recorded from `from` on happened `by` earlier.
    void shift(timestamp from, milliseconds by);

private:
    std::vector<deck_view> decks_;
    std::vector<seq_number> attached_by_;  ///< One for each of `decks_`.
    std::vector<screen_change> changes_;
};

// The rules of decks and slides.
ruling decide_one(const session& state, const actor& by, const show_slide& asked);
ruling decide_one(const session& state, const actor& by, const attach_deck& asked);
ruling decide_one(const session& state, const actor& by, const detach_deck& asked);

}  // namespace aula
