#include "enduring.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace aula::load {
namespace {

constexpr nanos back_off_first = second;
constexpr nanos back_off_most = 10 * second;
constexpr nanos look_often = second / 50;

}  // namespace

enduring::enduring(crowd& of) : of_(of) {
    of_.in().seen = {};
    of_.in().book.open(1);
    of_.in().told = &book_;
    for (const auto& each : of_.attendees()) book_.welcomed(*each, each->last_seq());
    static_cast<void>(book_.take_figures());
    of_.in().on_seated = [this](attendee& one) { back(one); };
    of_.in().on_lost = [this](attendee& one) { lost(one); };
}

enduring::~enduring() {
    of_.in().told = nullptr;
    of_.in().on_seated = of_.in().on_lost = nullptr;
}

void enduring::post(const std::vector<stream>& streams) {
    of_.in().book.open(std::max<std::size_t>(streams.size(), 1));
    posts_ = streams.empty() ? nullptr : std::make_unique<pacer>(of_, streams);
}

void enduring::unplug(std::size_t count) {
    for (const auto& each : of_.rooms()) {
        const auto some = std::min<std::size_t>(count, each.count);
        for (std::size_t at = 0; at < some; ++at) {
            auto& one = *of_.attendees()[each.first + at * each.count / some];
            if (one.is_seated()) one.unplug();
        }
    }
}

void enduring::replug() {
    for (const auto& each : of_.attendees()) each->replug();
}

void enduring::turn() {
    if (posts_) posts_->post_due(true);
    while (!plans_.empty() && plans_.top().at <= now()) {
        auto* const one = plans_.top().who;
        plans_.pop();
        ++tries_;
        of_.bring_back(*one, [this, one] { try_later(*one); });
    }
}

nanos enduring::next_due() const {
    auto due = posts_ ? posts_->next_due() : now() + second / 10;
    if (!plans_.empty()) due = std::min(due, plans_.top().at);
    return due;
}

void enduring::lost(attendee& one) {
    const auto [gone, is_new] = away_.try_emplace(&one, absence{now(), 0});
    if (is_new) ++losses_;
    try_later(one);
}

void enduring::try_later(attendee& one) {
    auto& gone = away_[&one];
    const auto bound = std::min(back_off_most, back_off_first << std::min(gone.tries++, 4));
    plans_.push({now() + std::uniform_int_distribution<nanos>(0, bound)(random_), &one});
}

void enduring::back(attendee& one) {
    const auto gone = away_.extract(&one);
    if (gone.empty()) return;
    ++returns_;
    if (one.is_resumed()) ++resumed_;
    time_away_.add(now() - gone.mapped().since);
    for (const auto& text : book_.unanswered_of(one)) {
        ++resent_;
        one.send(text);
    }
}

/// Everybody is here and has seen as much as anybody has, answers included.
bool enduring::is_quiet() const {
    if (!away_.empty() || book_.unanswered() > 0) return false;
    for (std::size_t at = 0; at < of_.rooms().size(); ++at) {
        const auto& in = of_.rooms()[at];
        auto last = book_.acked_up_to(at);
        for (auto rank = 0U; rank < in.count; ++rank) {
            last = std::max(last, of_.attendees()[in.first + rank]->last_seq());
        }
        for (auto rank = 0U; rank < in.count; ++rank) {
            const auto& one = *of_.attendees()[in.first + rank];
            if (one.at().is_reader && one.last_seq() < last) return false;
        }
    }
    return true;
}

bool enduring::settle(nanos patience) {
    posts_.reset();
    const auto deadline = now() + patience;
    while (!is_quiet() && now() < deadline) {
        of_.in().loop.turn(std::min(next_due(), now() + look_often));
        turn();
    }
    return is_quiet();
}

difference enduring::compare_with(const std::vector<numbered>& log, std::size_t room) const {
    const auto& in = of_.rooms().at(room);
    difference sum;
    for (auto rank = 0U; rank < in.count; ++rank) {
        const auto& one = *of_.attendees()[in.first + rank];
        if (one.at().is_reader) sum += book_.compare_with(log, one);
    }
    return sum;
}

nlohmann::json enduring::take_figures() {
    auto all = book_.take_figures();
    auto& seen = of_.in().seen;
    nlohmann::json closed = nlohmann::json::object();
    for (const auto& [code, count] : seen.closed) closed[std::to_string(code)] = count;
    histogram delivery;
    for (const auto& each : of_.in().book.streams()) delivery.merge(each.delivery);
    of_.in().book.open(std::max<std::size_t>(of_.in().book.streams().size(), 1));
    all.update(
        {{"people", of_.attendees().size()},
         {"away_now", away_.size()},
         {"losses", std::exchange(losses_, 0)},
         {"returns", std::exchange(returns_, 0)},
         {"resumed", std::exchange(resumed_, 0)},
         {"tries", std::exchange(tries_, 0)},
         {"resent", std::exchange(resent_, 0)},
         {"away", figures(std::exchange(time_away_, {}))},
         {"delivery", figures(delivery)},
         {"doubled", seen.doubled},
         {"gaps", seen.gaps},
         {"closed", closed}}
    );
    seen = {};
    return all;
}

}  // namespace aula::load
