#include "cli/ticket_exchange.hpp"

#include <utility>

namespace aula::cli {

ticket_exchange::ticket_exchange(tickets& doors, redeem_ticket redeem, hall& all, cluster& nodes)
    : doors_(doors), redeem_(std::move(redeem)), hall_(all), cluster_(nodes) {
    doors.share(nodes.self(), [&nodes](login_id login, participant_id who) {
        nodes.tell_all(tickets_revoked{login, who});
    });
}

void ticket_exchange::serve(cluster::listeners& to) {
    to.revoke = [this](const tickets_revoked& said) {
        doors_.revoke_as_told(said.login, said.who);
    };
    to.show_ticket = [this](const ticket_shown& said) { take(said); };
    to.take_ticket = [this](const ticket_taken& said) { take(said); };
}

bool ticket_exchange::ask(
    const std::string& ticket, session_id where, std::string_view origin,
    std::function<void(std::optional<viewer>)> then
) {
    const std::string issuer(tickets::issuer_of(ticket));
    if (issuer.empty() || issuer == cluster_.self()) return false;
    ticket_shown question{cluster_.self(), 0, ticket, where, std::string(origin)};
    hall_.post(0, [this, issuer, question, then = std::move(then)](live_shard& on) mutable {
        const auto number = question.number = ++last_number_;
        asked_.emplace(number, std::move(then));
        // The name is what a stranger wrote.
        const bool is_asked = cluster_.has_seen(issuer) && cluster_.tell(issuer, question);
        if (!is_asked) return settle(number, {});
        on.home().after(patience, [this, number] { settle(number, {}); });
    });
    return true;
}

void ticket_exchange::take(const ticket_shown& asked) {
    const auto who = redeem_(asked.ticket, asked.session, asked.origin);
    ticket_taken out;
    out.number = asked.number;
    out.is_good = who.has_value();
    if (who) {
        out.who = who->who;
        out.login = who->login;
        out.name = who->name;
        out.as = who->as;
    }
    cluster_.tell(asked.from, out);
}

void ticket_exchange::take(const ticket_taken& answered) {
    hall_.post(0, [this, answered](live_shard&) {
        std::optional<viewer> who;
        if (answered.is_good) {
            who = viewer{answered.who, answered.login, answered.name, answered.as, {}};
        }
        settle(answered.number, std::move(who));
    });
}

void ticket_exchange::settle(std::uint64_t number, std::optional<viewer> who) {
    auto found = asked_.extract(number);
    if (!found.empty()) found.mapped()(std::move(who));
}

}  // namespace aula::cli
