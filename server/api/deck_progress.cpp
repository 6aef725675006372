#include "api/deck_progress.hpp"

namespace aula {

void deck_progress::note(deck_id deck, int pages_done, int pages) {
    const std::lock_guard lock(guard_);
    under_way_[deck] = {pages_done, pages};
}

void deck_progress::forget(deck_id deck) {
    const std::lock_guard lock(guard_);
    under_way_.erase(deck);
}

bool deck_progress::has(deck_id deck) const {
    const std::lock_guard lock(guard_);
    return under_way_.contains(deck);
}

deck_record deck_progress::as_of_now(deck_record deck) const {
    if (deck.state != deck_state::rendering) return deck;
    const std::lock_guard lock(guard_);
    if (const auto at = under_way_.find(deck.id); at != under_way_.end()) {
        deck.pages_done = at->second.pages_done;
        deck.pages = at->second.pages;
    }
    return deck;
}

}  // namespace aula
