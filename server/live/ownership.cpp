#include "live/ownership.hpp"

#include <algorithm>
#include <utility>

#include "live/timing.hpp"

namespace aula {
namespace {

/// When the owner before was last alive. Empty when there was none, or when it is too long ago.
std::optional<timestamp> last_alive(
    const ownership::claim_outcome& came, const ownership::standpoint& from
) {
    if (!came.before) return {};
    if (came.before->is_mine(from.self, from.incarnation)) return from.now;
    const auto* row = came.nodes.find(came.before->owner);
    std::optional<milliseconds> silent{0};  // it has left, as nodes do that are to end
    if (row != nullptr) silent = row->silence_of(came.before->incarnation);
    const auto silence = silent.value_or(from.now - from.owner_said_at);
    const auto beat_at = came.nodes.read_at - std::max(silence, milliseconds{0});
    const auto last = std::max(beat_at, from.owner_said_at);
    if (from.now - last > from.grace + timing::takeover_max) return {};
    return last;
}

}  // namespace

ownership::acts ownership::doubt() {
    if (std::exchange(is_asking_, true)) return {};
    return {ask{}};
}

ownership::acts ownership::answered(const result<claim_outcome>& came, const standpoint& from) {
    is_asking_ = false;
    if (!came) return failed(came.error());
    const auto& now = came->now;
    const bool is_mine = now.is_mine(from.self, from.incarnation);
    const bool is_known = of_.epoch == now.epoch && of_.incarnation == now.incarnation;
    if (is_mine && state_ == state::owning && is_known) return {};
    if (!is_mine && state_ == state::following) {
        of_ = now;
        return is_known ? acts{} : acts{tell_owner{}};
    }
    acts out;
    add_retire(out);
    of_ = now;
    if (is_mine) {
        out.emplace_back(own{{now.as_fence(), last_alive(*came, from)}});
    } else {
        out.emplace_back(follow{});
    }
    state_ = is_mine ? state::owning : state::following;
    return out;
}

/// Not asked again at once: the database is away, or another node is at the lease.
ownership::acts ownership::failed(const error& why) const {
    const bool is_over = why.code == error_code::not_found || state_ == state::claiming;
    return is_over ? acts{fail{why}} : acts{ask_later{}};
}

ownership::acts ownership::unreadable() {
    acts out;
    add_retire(out);
    out.emplace_back(ask_later{});
    return out;
}

ownership::acts ownership::lost_everything() {
    acts out;
    if (state_ == state::owning) add_retire(out);
    of_ = {};  // so that the owner is told again who is here
    if (!std::exchange(is_asking_, true)) out.emplace_back(ask{});
    return out;
}

ownership::acts ownership::give_away() {
    acts out;
    add_retire(out);
    is_asking_ = true;
    return out;
}

ownership::acts ownership::given(const result<lease>& to) {
    is_asking_ = false;
    if (!to) return doubt();
    of_ = *to;
    state_ = state::following;
    return {follow{}};
}

void ownership::add_retire(acts& to) {
    if (state_ != state::owning && state_ != state::following) return;
    state_ = state::retired;
    to.emplace_back(retire{});
}

}  // namespace aula
