#include "net/person_sockets.hpp"

#include <algorithm>

namespace aula {

std::unique_ptr<person_sockets::entry> person_sockets::add(
    participant_id who, ending end, instant now, instant doubtful_before
) {
    auto made = std::make_unique<entry>(shared_from_this(), who, std::move(end), now);
    const std::lock_guard lock(guard_);
    auto& theirs = people_[who];
    theirs.reserve(theirs.size() + 1);
    if (theirs.size() >= most_) {
        const auto chosen = choose(theirs, doubtful_before);
        (*chosen)->end_();
        theirs.erase(chosen);
    }
    theirs.push_back(made.get());
    return made;
}

person_sockets::entries::iterator person_sockets::choose(entries& of, instant doubtful_before) {
    const auto heard_at = [](const entry* each) {
        return each->heard_at_.load(std::memory_order_relaxed);
    };
    const auto most_silent = std::ranges::min_element(of, {}, heard_at);
    return heard_at(*most_silent) < doubtful_before ? most_silent : of.begin();
}

void person_sockets::remove(const entry& gone) {
    const std::lock_guard lock(guard_);
    const auto theirs = people_.find(gone.who_);
    if (theirs == people_.end()) return;
    std::erase(theirs->second, &gone);
    if (theirs->second.empty()) people_.erase(theirs);
}

}  // namespace aula
