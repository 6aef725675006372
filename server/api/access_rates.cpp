#include "api/access_rates.hpp"

namespace aula {
namespace {

std::optional<problem> take(
    rate_limit& from, const std::string& key, timestamp now, double cost = 1
) {
    const auto wait = from.take(key, now, cost);
    if (wait.count() == 0) return {};
    return too_many_requests(wait);
}

std::optional<problem> take_for_network(
    rate_limit& from, const http_request& request, timestamp now
) {
    if (request.is_local_operator) return {};
    return take(from, network_of(request.peer), now);
}

/// One person, in however many browsers: the first one that the login is. It is somebody, or the
/// asker would be anonymous.
std::string payer_of(const login_record& login) {
    return login.participants.front().who.text();
}

}  // namespace

access_rates::access_rates(const api_rates& allowed)
    : guesses_(allowed.guesses_per_network),
      registrations_(allowed.registrations_per_network),
      letters_(allowed.letters_per_address),
      tickets_(allowed.tickets_per_person),
      people_(allowed.work_per_person),
      networks_(allowed.work_per_network),
      links_(allowed.links_per_person) {}

void access_rates::allow(const api_rates& now) {
    guesses_.allow(now.guesses_per_network);
    registrations_.allow(now.registrations_per_network);
    letters_.allow(now.letters_per_address);
    tickets_.allow(now.tickets_per_person);
    people_.allow(now.work_per_person);
    networks_.allow(now.work_per_network);
    links_.allow(now.links_per_person);
}

std::optional<problem> access_rates::guess(const http_request& from, timestamp now) {
    return take_for_network(guesses_, from, now);
}

std::optional<problem> access_rates::link(
    const http_request& from, participant_id whose, timestamp now
) {
    if (from.is_local_operator) return {};
    return take(links_, whose.text(), now);
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

std::optional<problem> access_rates::work(
    const http_request& from, const asker& who, double cost, timestamp now
) {
    switch (who.what) {
        case asker::kind::local_operator:
            return {};
        case asker::kind::login:
            return take(people_, payer_of(who.login), now, cost);
        case asker::kind::token:
            return take(people_, who.token.id.text(), now, cost);
        case asker::kind::anonymous:
            break;
    }
    return take(networks_, network_of(from.peer), now, cost);
}

}  // namespace aula
