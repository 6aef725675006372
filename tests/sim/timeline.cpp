#include "sim/timeline.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace aula::sim {

bool timeline::comes_later(const entry& one, const entry& other) {
    return std::pair(one.when, one.number) > std::pair(other.when, other.number);
}

void timeline::at(instant when, owner whose, label called, action what) {
    queue_.push_back({std::max(when, now_), ++planned_, whose, called, std::move(what)});
    std::ranges::push_heap(queue_, comes_later);
}

bool timeline::step() {
    while (!queue_.empty()) {
        std::ranges::pop_heap(queue_, comes_later);
        auto next = std::move(queue_.back());
        queue_.pop_back();
        if (next.whose == owner::server && next.when < frozen_until_) {
            next.when = frozen_until_;  // with its number, so that the order stays
            queue_.push_back(std::move(next));
            std::ranges::push_heap(queue_, comes_later);
            continue;
        }
        now_ = next.when;
        ++steps_;
        note(next.called);
        next.what();
        return true;
    }
    return false;
}

void timeline::drop_server() {
    std::vector<entry> gone;  // destroyed when the queue is whole again
    std::vector<entry> stay;
    for (auto& each : queue_) {
        (each.whose == owner::server ? gone : stay).push_back(std::move(each));
    }
    queue_ = std::move(stay);
    std::ranges::make_heap(queue_, comes_later);
    frozen_until_ = {};
}

void timeline::mix(std::uint64_t value) {
    digest_ = (digest_ ^ value) * 0x100000001B3U;
    digest_ ^= digest_ >> 29;
}

void timeline::note(label of) {
    mix(static_cast<std::uint64_t>(now_.count()));
    mix(static_cast<std::uint64_t>(of.a) * 31 + static_cast<std::uint64_t>(of.b));
    auto& slot = story_[told_++ % remembered];
    slot = {now_, steps_, of};
    if (prints) std::printf("%s\n", text_of(slot).c_str());
}

void timeline::note_bytes(std::string_view bytes) {
    for (const char each : bytes) mix(static_cast<unsigned char>(each));
}

std::string timeline::text_of(const told& one) {
    std::array<char, 160> line{};
    std::snprintf(
        line.data(), line.size(), "%8llu %12.6f s  %s", static_cast<unsigned long long>(one.step),
        static_cast<double>(one.when.count()) / 1e6, one.called.what
    );
    std::string out = line.data();
    for (const auto number : {one.called.a, one.called.b}) {
        if (number >= 0) out += ' ' + std::to_string(number);
    }
    return out;
}

std::vector<std::string> timeline::last_steps() const {
    std::vector<std::string> lines;
    const auto first = told_ > remembered ? told_ - remembered : 0;
    for (auto at = first; at < told_; ++at) lines.push_back(text_of(story_[at % remembered]));
    return lines;
}

}  // namespace aula::sim
