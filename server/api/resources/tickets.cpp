#include "auth/tickets.hpp"

#include "api/call.hpp"
#include "api/resources.hpp"

namespace aula::resources {

answer ticket(call& c) {
    if (!c.you) co_return refuse(not_permitted());
    if (const auto wait = c.rates.ticket(c.you->id, c.now)) {
        c.counts.tickets_too_many.add();
        co_return refuse(*wait);
    }
    const auto origin = c.request.header("origin");
    admission to;
    to.who = c.you->id;
    to.login = c.who.login.id;
    to.session = c.session->id;
    to.origin = origin.empty() ? c.parts.settings.public_url : std::string(origin);
    to.name = c.you->name;
    to.as = c.you->role;
    const auto issued = c.parts.doors.issue(std::move(to), c.now, c.known_at);
    if (!issued) co_return refuse(issued.error());
    constexpr auto lifetime = milliseconds(tickets::lifetime);
    co_return json_answer({{"ticket", *issued}, {"expires_in_ms", lifetime.count()}}, 201);
}

}  // namespace aula::resources
