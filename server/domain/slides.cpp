#include "domain/slides.hpp"

#include <algorithm>
#include <utility>

#include "domain/session.hpp"

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

void slides::attach(deck_view deck, seq_number by) {
    decks_.push_back(std::move(deck));
    attached_by_.push_back(by);
}

void slides::detach(deck_id deck, timestamp at) {
    for (const auto attachment : attachments_of(deck)) std::erase(attached_by_, attachment);
    std::erase_if(decks_, [deck](const deck_view& each) { return each.deck == deck; });
    const auto shown = on_screen();
    if (shown && shown->deck == deck) changes_.push_back({.at = at, .slide = {}});
}

void slides::show(slide_view slide, timestamp at) {
    changes_.push_back({.at = at, .slide = slide});
}

void slides::shift(timestamp from, milliseconds by) {
    for (auto& each : changes_) move_earlier(each.at, from, by);
}

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
