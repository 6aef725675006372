#include "ledger.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "attendee.hpp"

namespace aula::load {
namespace {

std::vector<numbered> behind(const std::vector<numbered>& log, std::uint64_t after) {
    const auto first = std::ranges::upper_bound(log, after, {}, &numbered::seq);
    return {first, log.end()};
}

}  // namespace

difference& difference::operator+=(const difference& other) {
    missing += other.missing;
    alien += other.alien;
    compared += other.compared;
    return *this;
}

difference compare(
    const std::vector<numbered>& log, const std::vector<numbered>& screen, std::uint64_t after
) {
    const auto expected = behind(log, after);
    std::vector<numbered> missing, alien;
    std::ranges::set_difference(expected, screen, std::back_inserter(missing));
    std::ranges::set_difference(screen, expected, std::back_inserter(alien));
    return {missing.size(), alien.size(), screen.size()};
}

void ledger::sent(attendee& by, std::uint32_t number, std::string text) {
    unanswered_[number] = {&by, std::move(text), now()};
}

void ledger::acked(attendee& by, std::uint32_t number, std::uint64_t seq) {
    const auto [known, is_new] = answers_.try_emplace(number, seq);
    if (!is_new && known->second != seq) ++contradicted_;
    const auto asked = unanswered_.find(number);
    if (asked == unanswered_.end()) return;
    ack_.add(now() - asked->second.at);
    unanswered_.erase(asked);
    ++acks_;
    acked_.push_back({number, seq, by.at().person, by.at().room});
    auto& up_to = acked_up_to_[by.at().room];
    up_to = std::max(up_to, seq);
}

void ledger::refused(attendee&, std::uint32_t number, std::string_view reason) {
    const auto asked = unanswered_.find(number);
    if (asked == unanswered_.end()) return;
    refusal_.add(now() - asked->second.at);
    unanswered_.erase(asked);
    ++refusals_[std::string(reason)];
}

void ledger::shown(const attendee& to, std::uint64_t seq, std::uint32_t number) {
    if (to.at().number >= screens_.size()) screens_.resize(to.at().number + 1);
    screens_[to.at().number].messages.push_back({seq, number});
}

void ledger::welcomed(const attendee& to, std::uint64_t seq) {
    if (to.at().number >= screens_.size()) screens_.resize(to.at().number + 1);
    screens_[to.at().number] = {.after = seq, .messages = {}};
    ++welcomes_;
}

std::vector<std::string> ledger::unanswered_of(const attendee& by) const {
    std::vector<std::string> texts;
    for (const auto& [number, asked] : unanswered_) {
        if (asked.by == &by) texts.push_back(asked.text);
    }
    return texts;
}

std::uint64_t ledger::acked_up_to(std::size_t room) const {
    const auto known = acked_up_to_.find(room);
    return known == acked_up_to_.end() ? 0 : known->second;
}

std::vector<ledger::acknowledged> ledger::take_acked() {
    return std::exchange(acked_, {});
}

difference ledger::compare_with(const std::vector<numbered>& log, const attendee& of) const {
    static const screen nothing;
    const bool is_known = of.at().number < screens_.size();
    const auto& shows = is_known ? screens_[of.at().number] : nothing;
    return compare(log, shows.messages, shows.after);
}

nlohmann::json ledger::take_figures() {
    nlohmann::json all{
        {"acked", std::exchange(acks_, 0)},
        {"contradicted", std::exchange(contradicted_, 0)},
        {"unanswered", unanswered_.size()},
        {"welcomes", std::exchange(welcomes_, 0)},
        {"refused", std::exchange(refusals_, {})},
        {"ack", figures(std::exchange(ack_, {}))},
        {"refusal", figures(std::exchange(refusal_, {}))},
    };
    return all;
}

}  // namespace aula::load
