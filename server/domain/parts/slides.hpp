#pragma once

#include <optional>
#include <vector>

#include "domain/event_place.hpp"
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

    void fold(const event_place& in, const slide_shown& e);
    void fold(const event_place& in, const deck_attached& e);
    /// Clears the screen if the deck was on it.
    void fold(const event_place& in, const deck_detached& e);
    /// Nothing is on the screen, and nothing was. The decks stay.
    void fold(const event_place& in, const session_started_over&);
    void fold(const event_place& in, const clock_corrected& e);

private:
    std::vector<deck_view> decks_;
    std::vector<seq_number> attached_by_;  ///< One for each of `decks_`.
    std::vector<screen_change> changes_;
};

void fill_view(slides_view& into, const session& state, audience_class as);

// The rules of decks and slides.
ruling decide_one(const session& state, const actor& by, const show_slide& asked);
ruling decide_one(const session& state, const actor& by, const attach_deck& asked);
ruling decide_one(const session& state, const actor& by, const detach_deck& asked);

}  // namespace aula
