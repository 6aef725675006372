#include "auth/tickets.hpp"

#include "auth/secrets.hpp"

namespace aula {

result<std::string> tickets::issue(admission to, timestamp now) {
    auto ticket = new_secret();
    auto hash = hash_secret(ticket);
    const std::lock_guard lock(mutex_);
    drop_expired(now);
    // Counted with the used ones, so that both containers are bounded.
    if (in_order_of_expiry_.size() >= issued_max) {
        counts_.refused.add();
        return error{error_code::busy, "too many people are coming in at once"};
    }
    in_order_of_expiry_.emplace_back(now + lifetime, hash);
    open_.emplace(std::move(hash), open_ticket{std::move(to), now + lifetime});
    counts_.issued.add();
    return ticket;
}

std::optional<admission> tickets::redeem(
    std::string_view ticket, session_id session, std::string_view origin, timestamp now
) {
    const auto hash = hash_secret(ticket);
    const std::lock_guard lock(mutex_);
    auto to = take(hash, session, origin, now);
    (to ? counts_.redeemed : counts_.unfit).add();
    return to;
}

std::optional<admission> tickets::take(
    const std::string& hash, session_id session, std::string_view origin, timestamp now
) {
    const auto shown = open_.extract(hash);
    if (shown.empty()) return {};
    const auto& [to, expires_at] = shown.mapped();
    if (expires_at <= now || to.session != session || to.origin != origin) return {};
    return to;
}

void tickets::revoke(login_id login) {
    const std::lock_guard lock(mutex_);
    std::erase_if(open_, [login](const auto& one) { return one.second.to.login == login; });
}

void tickets::revoke(participant_id who) {
    const std::lock_guard lock(mutex_);
    std::erase_if(open_, [who](const auto& one) { return one.second.to.who == who; });
}

void tickets::drop_expired(timestamp now) {
    while (!in_order_of_expiry_.empty() && in_order_of_expiry_.front().first <= now) {
        open_.erase(in_order_of_expiry_.front().second);
        in_order_of_expiry_.pop_front();
    }
}

}  // namespace aula
