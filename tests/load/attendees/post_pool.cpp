#include "post_pool.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace aula::load {
namespace {

/// Fewer than the places that the smallest server of a test has for strangers.
constexpr std::size_t lines_max = 48;
constexpr nanos posting_patience = 300 * second;

}  // namespace

void post_all(
    event_loop& loop, const target& to, std::size_t count, int wanted_status,
    const std::function<post_request(std::size_t)>& make,
    const std::function<void(std::size_t, const http_reply&)>& take
) {
    std::vector<std::unique_ptr<http_line>> lines;
    std::size_t next = 0, done = 0;
    std::string problem;
    std::function<void(http_line&)> ask_next = [&](http_line& line) {
        if (next == count) return;
        const auto index = next++;
        const auto asked = make(index);
        line.ask(
            post_text(to, asked.path, asked.cookie, asked.body, true),
            [&, index, path = asked.path](auto& reply) {
                ++done;
                if (reply.status == wanted_status) {
                    take(index, reply);
                    ask_next(line);
                } else if (problem.empty()) {
                    problem = path + ": " + std::to_string(reply.status) + " " + reply.body;
                }
            }
        );
    };
    for (std::size_t at = 0; at < std::min(count, lines_max); ++at) {
        lines.push_back(std::make_unique<http_line>(loop, to, at));
        ask_next(*lines.back());
    }
    const auto deadline = now() + posting_patience;
    while (done < count && problem.empty() && now() < deadline) loop.turn(now() + second / 20);
    if (problem.empty() && done < count) problem = "the server answers too slowly";
    if (!problem.empty()) throw std::runtime_error(problem);
}

}  // namespace aula::load
