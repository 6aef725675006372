#pragma once

#include <optional>
#include <string>

#include "api/asker.hpp"
#include "api/problem.hpp"
#include "api/rate_limits.hpp"
#include "base/ids.hpp"
#include "net/http.hpp"

namespace aula {

/// How often strangers and members may do what costs us something. Generous for a lecture hall
/// behind one address.
struct api_rates {
    rate guesses_per_network{.burst = 600, .per_second = 10};  ///< Links that do not work.
    rate registrations_per_network{.burst = 300, .per_second = 1};
    rate letters_per_address{
        .burst = 3, .per_second = 1.0 / 600
    };  ///< Asked for by whoever knows it.
    rate tickets_per_person{.burst = 30, .per_second = 1};
    rate work_per_person{.burst = 300, .per_second = 20};  ///< In units of a small request.
    rate work_per_network{
        .burst = 12'000, .per_second = 200
    };  ///< The same, of those who are nobody in particular.
    rate links_per_person{.burst = 30, .per_second = 1};  ///< A person's own links.
};

/// Keeps count of it. Any shard may ask; the operator at the machine is never told to wait.
class access_rates {
public:
    explicit access_rates(const api_rates& allowed);
    void allow(const api_rates& now);

    /// Nothing when it may go on, else the 429 to answer with.
    std::optional<problem> guess(const http_request& from, timestamp now);
    std::optional<problem> link(const http_request& from, participant_id whose, timestamp now);
    std::optional<problem> registration(const http_request& from, timestamp now);
    std::optional<problem> letter(course_id course, const std::string& address, timestamp now);
    std::optional<problem> ticket(participant_id who, timestamp now);

    /// For every request that asks the store: `cost` is how many small ones it is worth. Whoever is
    /// known pays for themselves, a program by its token, everybody else with their network.
    std::optional<problem> work(
        const http_request& from, const asker& who, double cost, timestamp now
    );

private:
    rate_limit guesses_;
    rate_limit registrations_;
    rate_limit letters_;
    rate_limit tickets_;
    rate_limit people_;
    rate_limit networks_;
    rate_limit links_;
};

}  // namespace aula
