// Requests through the real HTTP connection, whole and in pieces: whatever is served was framed as
// the standard frames it, and comes to the same in whatever pieces it came.

#include <algorithm>

#include "fuzz/support/http_model.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/server_in_memory.hpp"
#include "support/memory.hpp"

namespace aula::fuzz::of_http {
namespace {

struct exchanged {
    std::vector<seen_request> seen;
    std::string received;
};

exchanged talk(const std::string& bytes, std::size_t piece) {
    server_in_memory server;
    client_in_memory client(server);
    const auto memory_before = test::memory_in_use();
    client.send(bytes, piece);
    require(
        test::memory_in_use() < memory_before + bytes.size() + 300'000,
        "memory stays within its limits"
    );
    client.hang_up();
    return {server.seen(), client.received()};
}

/// What the standard finds in the bytes, as far as the server found something.
void check_framing(const std::string& bytes, const std::vector<seen_request>& seen) {
    const auto expected = requests_in(bytes);
    require(seen.size() <= expected.size(), "nothing is served but what the standard finds");
    for (std::size_t at = 0; at < seen.size(); ++at) {
        const auto& is = seen[at];
        const auto& should = expected[at];
        require(is.method == (should.method == "HEAD" ? "GET" : should.method), "the method");
        require(is.path == decoded_path(should.target), "the path");
        require(is.path.starts_with('/'), "a path begins with a slash");
        require(is.path.find('\0') == std::string::npos, "and has no NUL");
        require(is.path.find("/../") == std::string::npos, "and does not climb");
        const bool is_file = is.path == "/upload" && !should.body.empty();
        require(
            is.body == (is_file ? std::to_string(should.body.size()) : should.body), "the body"
        );
    }
}

/// Answers one after the other, each of the form that a client understands, and no more than one
/// that the API did not give.
void check_answers(std::string_view rest, const std::vector<seen_request>& seen) {
    std::size_t refusals = 0, served = 0;
    while (!rest.empty()) {
        require(rest.starts_with("HTTP/1.1 "), "an answer begins");
        const auto status = rest.substr(9, 3);
        const auto end = rest.find("\r\n\r\n");
        require(end != std::string_view::npos, "its head ends");
        const auto head = rest.substr(0, end + 2);
        rest.remove_prefix(end + 4);
        if (status == "100") continue;
        if (status == "101") return;  // what follows are frames
        (status == "200" ? served : refusals) += 1;
        const auto at = head.find("\r\nContent-Length: ");
        require(at != std::string_view::npos, "an answer has its length");
        const auto length = std::strtoul(head.data() + at + 18, nullptr, 10);
        // The answer to HEAD has none of it.
        if (!rest.empty() && !rest.starts_with("HTTP/1.1 ")) {
            require(rest.size() >= length, "and comes whole");
            rest.remove_prefix(length);
        }
        require(refusals <= 1 && (refusals == 0 || rest.empty()), "a refusal is the last answer");
    }
    require(served == seen.size(), "what is seen is answered");
}

void run(bytes given) {
    input from(given);
    const auto piece = 1 + from.below(40);
    const auto repeated = from.below(16) == 0 ? 1 + from.below(600) : 1;
    auto bytes_sent = from.rest();
    // A long row of the same: heads and bodies beyond the limits.
    const auto mark = bytes_sent.find('\x01');
    if (repeated > 1 && mark != std::string::npos) {
        bytes_sent.replace(mark, 1, std::string(repeated * 20, 'x'));
    }
    const auto whole = talk(bytes_sent, std::string::npos);
    check_framing(bytes_sent, whole.seen);
    check_answers(whole.received, whole.seen);
    const auto pieces = talk(bytes_sent, piece);
    require(pieces.seen == whole.seen, "pieces come to the same as the whole");
    check_answers(pieces.received, pieces.seen);
}

const target http("http", run);

}  // namespace
}  // namespace aula::fuzz::of_http
