#include "sim/device.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "sim/viewer_fold.hpp"

namespace aula::sim {
namespace {

// A tenth of what web/src/live has.
constexpr milliseconds silence_max{2'500};
constexpr milliseconds good_after{1'000};
constexpr milliseconds first_wait{100};
constexpr milliseconds longest_wait{1'000};
constexpr milliseconds retry_default{100};
constexpr int retries_max = 5;
constexpr int slow_down_tries = 4;

bool comes_back(std::uint16_t code) {
    return code < 4100;
}

}  // namespace

device::device(
    std::int64_t number, participant_id who, session_id where, timeline& in, dice& by, verdict& to,
    device_hooks hooks
)
    : number_(number),
      who_(who),
      where_(where),
      time_(in),
      dice_(by),
      verdict_(to),
      hooks_(std::move(hooks)) {}

const std::string* device::key_of(std::uint32_t ref) const {
    const auto known = keys_.find(ref);
    return known == keys_.end() ? nullptr : &known->second;
}

void device::start() {
    if (state_ != state::idle && state_ != state::closed) return;
    tries_ = 0;
    since_.reset();  // a page that is loaded anew
    connect();
}

void device::stop() {
    if (state_ != state::idle && state_ != state::closed) end(0);
    state_ = state::idle;
}

void device::lose_link() {
    if (link_) come_back();
}

void device::send(command what) {
    if (state_ == state::idle || state_ == state::closed) return;
    if (unacked_.size() >= limits::unacked_max) return;
    const auto ref = ++last_ref_;
    request_frame asked{
        ref, "key-" + std::to_string(number_) + "-" + std::to_string(ref), std::move(what)
    };
    keys_[ref] = asked.key;
    const auto& kept = unacked_[ref] = {std::move(asked), 0};
    transmit(kept.asked);
}

void device::later(milliseconds time, label called, std::function<void()> what) {
    time_.after(time, owner::world, called, std::move(what));
}

// ---- coming and going ----

void device::connect() {
    ++attempt_;
    state_ = state::connecting;
    is_accepted_ = is_open_ = false;
    ticket_.reset();
    watch_silence();
    link_ = hooks_.open(*this);
    if (!link_) return;  // nobody answers; the silence ends it
    hooks_.ticket(*this, [this, mine = attempt_](std::optional<std::string> given) {
        if (mine != attempt_ || !link_) return;
        if (!given) return end(not_allowed);
        ticket_ = std::move(given);
        greet();
    });
}

void device::opened(link& by) {
    if (!is_mine(by)) return;
    is_open_ = true;
    greet();
}

void device::greet() {
    if (!is_open_ || !ticket_) return;
    link_->say({.is = upward::kind::hello, .greeting = {*ticket_, where_, since_}});
}

void device::closed(link& by, std::uint16_t code) {
    if (!is_mine(by)) return;
    if (!comes_back(code)) return end(code);
    if (code == static_cast<std::uint16_t>(close_code::overloaded)) {
        tries_ = std::max(tries_, slow_down_tries);
    }
    come_back();
}

void device::come_back() {
    abandon(true);
    const auto bound = std::min(longest_wait, first_wait * (1 << std::min(tries_, 10)));
    ++tries_;
    state_ = state::waiting;
    const auto wait = dice_.time(microseconds{0}, bound);
    time_.after(wait, owner::world, {"device, tries again", number_}, [this, mine = attempt_] {
        if (mine == attempt_ && state_ == state::waiting) connect();
    });
}

void device::end(std::uint16_t code) {
    abandon(true);
    ++attempt_;
    state_ = state::closed;
    closed_as_ = code;
    unacked_.clear();
}

void device::abandon(bool says_goodbye) {
    is_accepted_ = false;
    if (const auto gone = std::exchange(link_, nullptr)) gone->let_go(says_goodbye);
}

void device::watch_silence() {
    heard_at_ = time_.now();
    if (std::exchange(watched_, attempt_) != attempt_) wait_for_silence();
}

void device::wait_for_silence() {
    const label called{"device, listens", number_};
    time_.at(heard_at_ + silence_max, owner::world, called, [this, mine = attempt_] {
        if (mine != attempt_ || state_ == state::waiting) return;
        if (time_.now() - heard_at_ >= silence_max) return come_back();
        wait_for_silence();
    });
}

// ---- what is said ----

void device::message(link& by, const server_message& said) {
    if (!is_mine(by)) return;
    watch_silence();
    std::visit([this](const auto& one) { take(one); }, said);
}

void device::take(const accepted& said) {
    const bool is_first = !std::exchange(is_accepted_, true);
    as_ = said.you.role;
    state_ = state::live;
    later(good_after, {"device, good connection", number_}, [this, mine = attempt_] {
        if (mine == attempt_ && state_ == state::live) tries_ = 0;
    });
    if (!is_first) return;  // welcomed again after a change of role: they are on their way
    for (const auto& [ref, one] : unacked_) transmit(one.asked);
}

void device::take(const welcome& said) {
    since_ = said.seq;
    seen_ = said.view;
}

void device::take(const received_event& said) {
    const auto last = since_.value_or(0);
    if (said.logged.seq <= last) return;
    if (said.prev > last) {
        verdict_.broken("I3", "a device finds a hole before " + std::to_string(said.logged.seq));
        return come_back();
    }
    since_ = said.logged.seq;
    fold_seen(seen_, said.logged);
}

void device::take(const refused& said) {
    const auto known = unacked_.find(said.ref);
    if (known == unacked_.end()) return;
    const bool may_pass = said.reason == refusal::too_fast || said.reason == refusal::busy;
    if (!may_pass || known->second.retries >= retries_max) {
        unacked_.erase(known);
        return;
    }
    const auto wait = said.retry_after_ms.value_or(retry_default * ++known->second.retries);
    later(wait, {"device, asks again", number_}, [this, ref = said.ref] {
        const auto still = unacked_.find(ref);
        if (still != unacked_.end()) transmit(still->second.asked);
    });
}

void device::transmit(const request_frame& asked) {
    if (is_accepted_ && link_) link_->say({.is = upward::kind::command, .asked = asked});
}

}  // namespace aula::sim
