#include "auth/tickets.hpp"

#include "auth/secrets.hpp"
#include "base/needed_memory.hpp"

namespace aula {

void tickets::share(std::string issuer, tell_others tell) {
    issuer_ = std::move(issuer);
    tell_ = std::move(tell);
}

std::string_view tickets::issuer_of(std::string_view ticket) {
    return ticket.size() > secret_length ? ticket.substr(secret_length) : std::string_view{};
}

rights_revision tickets::revision() {
    const std::lock_guard lock(mutex_);
    return last_;
}

result<std::string> tickets::issue(admission to, timestamp now, rights_revision known_at) {
    auto ticket = new_secret();
    ticket += issuer_;
    auto hash = hash_secret(ticket);
    const std::lock_guard lock(mutex_);
    drop_expired(now);
    if (is_outdated(to, known_at)) {
        counts_.refused.add();
        return error{error_code::busy, "this person's rights have just changed"};
    }
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

template <class Id>
void tickets::note(revoked_at<Id>& in, Id which) {
    if (in.size() >= revocations_max) {  // whoever began to ask before now is told to ask again
        forgotten_ = last_;
        in.clear();
    }
    const needed_memory whole;  // no revocation is forgotten
    last_ = rights_revision{static_cast<std::uint64_t>(last_) + 1};
    in[which] = last_;
}

bool tickets::is_outdated(const admission& to, rights_revision known_at) const {
    if (known_at < forgotten_) return true;
    const auto login = logins_.find(to.login);
    const auto person = people_.find(to.who);
    return (login != logins_.end() && known_at < login->second) ||
           (person != people_.end() && known_at < person->second);
}

void tickets::revoke(login_id login) {
    revoke_here(login);
    if (tell_) tell_(login, {});
}

void tickets::revoke(participant_id who) {
    revoke_here(who);
    if (tell_) tell_({}, who);
}

void tickets::revoke_as_told(login_id login, participant_id who) {
    if (login) revoke_here(login);
    if (who) revoke_here(who);
}

void tickets::revoke_here(login_id login) {
    const std::lock_guard lock(mutex_);
    note(logins_, login);
    std::erase_if(open_, [login](const auto& one) { return one.second.to.login == login; });
}

void tickets::revoke_here(participant_id who) {
    const std::lock_guard lock(mutex_);
    note(people_, who);
    std::erase_if(open_, [who](const auto& one) { return one.second.to.who == who; });
}

void tickets::drop_expired(timestamp now) {
    while (!in_order_of_expiry_.empty() && in_order_of_expiry_.front().first <= now) {
        open_.erase(in_order_of_expiry_.front().second);
        in_order_of_expiry_.pop_front();
    }
}

}  // namespace aula
