// What a NATS server says, in pieces of any size.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "bus/bus.hpp"
#include "bus/nats_protocol.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/target.hpp"

namespace aula::fuzz::of_nats {
namespace {

std::string told(const nats_operation& said) {
    const auto kind = std::to_string(said.index()) + " ";
    if (const auto* info = std::get_if<nats_info>(&said)) return kind + std::string(info->json);
    if (const auto* no = std::get_if<nats_complaint>(&said)) return kind + std::string(no->text);
    const auto* come = std::get_if<nats_message>(&said);
    if (come == nullptr) return kind;
    require(come->body.size() <= bus::body_max, "a body is bounded");
    return kind + std::to_string(come->subscription) + " " + std::string(come->body);
}

/// Everything up to the first error, which is the last word.
std::vector<std::string> heard(std::string_view said, std::size_t piece) {
    nats_parser parser;
    std::vector<std::string> all;
    while (!said.empty()) {
        parser.feed(said.substr(0, piece));
        said.remove_prefix(std::min(piece, said.size()));
        for (;;) {
            const auto next = parser.next();
            if (!next) {
                all.emplace_back("wrong");
                return all;
            }
            if (!*next) break;
            all.push_back(told(**next));
        }
    }
    return all;
}

void run(bytes given) {
    input from(given);
    const auto piece = 1 + from.below(40);
    const auto body = from.text(from.below(20));
    // A message of ours, as the server passes it on, and then anything.
    const auto size = std::to_string(body.size());
    const auto said = "MSG aula.x 7 " + size + "\r\n" + body + "\r\n" + from.rest();
    const auto whole = heard(said, said.size());
    require(whole.front() == "1 7 " + body, "a message comes out as it went in");
    require(heard(said, piece) == whole, "pieces come to the same as the whole");
}

const target nats("nats", run);

}  // namespace
}  // namespace aula::fuzz::of_nats
