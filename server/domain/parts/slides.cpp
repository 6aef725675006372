#include "domain/parts/slides.hpp"

#include <algorithm>

#include "domain/session.hpp"
#include "domain/spans.hpp"

namespace aula {

const deck_view* slides::find(deck_id deck) const {
    const auto found = std::ranges::find(decks_, deck, &deck_view::deck);
    return found == decks_.end() ? nullptr : &*found;
}

std::optional<slide_view> slides::on_screen() const {
    return changes_.empty() ? std::nullopt : changes_.back().slide;
}

bool slides::is_attached_by(seq_number attachment) const {
    return std::ranges::find(attached_by_, attachment) != attached_by_.end();
}

std::vector<seq_number> slides::attachments_of(deck_id deck) const {
    std::vector<seq_number> all;
    for (std::size_t i = 0; i < decks_.size(); ++i) {
        if (decks_[i].deck == deck) all.push_back(attached_by_[i]);
    }
    return all;
}

void fill_view(slides_view& into, const session& state, audience_class) {
    into.slide = state.slides.on_screen();
    into.decks = state.slides.decks();
}

// ---- what happens ----

void slides::fold(const event_place& in, const slide_shown& e) {
    changes_.push_back({.at = in.at, .slide = slide_view{.deck = e.deck, .page = e.page}});
}

void slides::fold(const event_place& in, const deck_attached& e) {
    if (e.hash.empty()) return;  // a later event of the log detaches the deck
    decks_.push_back({
        .deck = e.deck,
        .title = e.title,
        .hash = e.hash,
        .pages = e.pages,
        .width = e.width,
        .height = e.height,
    });
    attached_by_.push_back(in.seq);
}

void slides::fold(const event_place& in, const deck_detached& e) {
    for (const auto attachment : attachments_of(e.deck)) std::erase(attached_by_, attachment);
    std::erase_if(decks_, [&e](const deck_view& each) { return each.deck == e.deck; });
    const auto shown = on_screen();
    if (shown && shown->deck == e.deck) changes_.push_back({.at = in.at, .slide = {}});
}

void slides::fold(const event_place&, const session_started_over&) {
    changes_.clear();
}

void slides::fold(const event_place&, const clock_corrected& e) {
    for (auto& each : changes_) move_earlier(each.at, e.from, e.ahead_ms);
}

// ---- the rules ----

ruling decide_one(const session& state, const actor&, const show_slide& asked) {
    if (state.life.phase() == session_phase::scheduled) return refusal::session_not_open;
    if (state.life.phase() == session_phase::ended) return refusal::session_ended;
    const auto* deck = state.slides.find(asked.deck);
    if (deck == nullptr) return refusal::unknown_deck;
    if (asked.page < 1 || asked.page > deck->pages) return refusal::unknown_page;
    if (state.slides.on_screen() == slide_view{asked.deck, asked.page}) return refusal::no_change;
    return slide_shown{.deck = asked.deck, .page = asked.page};
}

ruling decide_one(const session& state, const actor&, const attach_deck& asked) {
    if (!asked.deck) return refusal::unknown_deck;
    if (asked.pages < 1) return refusal::unknown_page;
    if (state.slides.find(asked.deck) != nullptr) return refusal::no_change;
    return deck_attached{
        .deck = asked.deck,
        .title = asked.title,
        .hash = asked.hash,
        .pages = asked.pages,
        .width = asked.width,
        .height = asked.height,
    };
}

ruling decide_one(const session& state, const actor&, const detach_deck& asked) {
    if (state.slides.find(asked.deck) == nullptr) return refusal::unknown_deck;
    return deck_detached{.deck = asked.deck};
}

}  // namespace aula
