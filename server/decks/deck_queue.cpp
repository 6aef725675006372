#include "decks/deck_queue.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/ensure.hpp"

namespace aula {
namespace {

template <class Container>
auto iterator_at(Container& in, std::size_t index) {
    return in.begin() + static_cast<std::ptrdiff_t>(index);
}

}  // namespace

bool deck_queue::push(deck_job job) {
    if (size_ >= all_max) return false;
    const auto course = job.request.course;
    auto at = std::ranges::find(turns_, course, &line::course);
    if (at != turns_.end()) {
        if (at->jobs.size() >= course_max) return false;
        at->jobs.push_back(std::move(job));
    } else {
        const bool is_last_at_back = !turns_.empty() && turns_.back().course == last_served_;
        const bool goes_before = is_last_at_back && course != last_served_;
        line made{course, {}};
        made.jobs.push_back(std::move(job));
        turns_.insert(goes_before ? std::prev(turns_.end()) : turns_.end(), std::move(made));
    }
    ++size_;
    return true;
}

deck_job deck_queue::pop() {
    ensure(!empty(), "a deck waits");
    auto& first = turns_.front();
    auto next = std::move(first.jobs.front());
    first.jobs.pop_front();
    --size_;
    last_served_ = first.course;
    if (!first.jobs.empty()) turns_.push_back(std::move(first));
    turns_.pop_front();
    return next;
}

std::optional<deck_job> deck_queue::take(deck_id deck) {
    const auto where = find(deck);
    if (!where) return {};
    auto& jobs = turns_[where->line].jobs;
    std::optional<deck_job> taken = std::move(jobs[where->job]);
    jobs.erase(iterator_at(jobs, where->job));
    if (jobs.empty()) turns_.erase(iterator_at(turns_, where->line));
    --size_;
    return taken;
}

std::size_t deck_queue::place_of(deck_id deck) const {
    const auto where = find(deck);
    if (!where) return 0;
    std::size_t before = where->job;  // of the same course
    for (std::size_t turn = 0; turn < turns_.size(); ++turn) {
        if (turn == where->line) continue;
        const auto rounds = where->job + (turn < where->line ? 1 : 0);
        before += std::min(turns_[turn].jobs.size(), rounds);
    }
    return before + 1;
}

std::optional<deck_queue::spot> deck_queue::find(deck_id deck) const {
    for (std::size_t turn = 0; turn < turns_.size(); ++turn) {
        const auto& jobs = turns_[turn].jobs;
        const auto at =
            std::ranges::find(jobs, deck, [](const deck_job& one) { return one.request.deck; });
        if (at != jobs.end()) return spot{turn, static_cast<std::size_t>(at - jobs.begin())};
    }
    return {};
}

}  // namespace aula
