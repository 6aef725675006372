#include "api/access_rates.hpp"

namespace aula {
namespace {

std::optional<problem> take(rate_limit& from, const std::string& key, timestamp now) {
    const auto wait = from.take(key, now);
    if (wait.count() == 0) return {};
    return too_many_requests(wait);
}

std::optional<problem> take_for_network(
    rate_limit& from, const http_request& request, timestamp now
) {
    if (request.is_local_operator) return {};
    return take(from, network_of(request.peer), now);
}

}  // namespace

access_rates::access_rates(const api_rates& allowed)
    : logins_(allowed.logins_per_network),
      registrations_(allowed.registrations_per_network),
      letters_(allowed.letters_per_address),
      tickets_(allowed.tickets_per_person) {}

void access_rates::allow(const api_rates& now) {
    logins_.allow(now.logins_per_network);
    registrations_.allow(now.registrations_per_network);
    letters_.allow(now.letters_per_address);
    tickets_.allow(now.tickets_per_person);
}

std::optional<problem> access_rates::login(const http_request& from, timestamp now) {
    return take_for_network(logins_, from, now);
}

std::optional<problem> access_rates::registration(const http_request& from, timestamp now) {
    return take_for_network(registrations_, from, now);
}

std::optional<problem> access_rates::letter(
    course_id course, const std::string& address, timestamp now
) {
    return take(letters_, course.text() + ' ' + address, now);
}

std::optional<problem> access_rates::ticket(participant_id who, timestamp now) {
    return take(tickets_, who.text(), now);
}

}  // namespace aula
