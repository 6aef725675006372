#include "bus/nats_protocol.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "bus/bus.hpp"

using namespace aula;

namespace {

std::string text_of(const nats_operation& said) {
    if (const auto* info = std::get_if<nats_info>(&said)) return "INFO" + std::string(info->json);
    if (const auto* come = std::get_if<nats_message>(&said)) {
        return std::to_string(come->subscription) + ":" + std::string(come->body);
    }
    if (const auto* no = std::get_if<nats_complaint>(&said)) return "-" + std::string(no->text);
    if (const auto* big = std::get_if<nats_oversized>(&said)) {
        return "oversized " + std::to_string(big->subscription);
    }
    if (std::holds_alternative<nats_ping>(said)) return "PING";
    return std::holds_alternative<nats_pong>(said) ? "PONG" : "OK";
}

/// What comes of the bytes, fed in pieces of that size; ends with "wrong" when they are.
std::vector<std::string> parsed(std::string_view bytes, std::size_t piece) {
    nats_parser parser;
    std::vector<std::string> found;
    while (!bytes.empty()) {
        parser.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        for (;;) {
            const auto next = parser.next();
            if (!next) {
                found.emplace_back("wrong");
                return found;
            }
            if (!*next) break;
            found.push_back(text_of(**next));
        }
    }
    return found;
}

}  // namespace

TEST_CASE("a server's words are cut the same however they arrive") {
    const std::string said =
        "INFO {\"version\":\"2.12.7\"} \r\n+OK\r\nPING\r\nPONG\r\n"
        "MSG aula.room.1 7 5\r\nab\r\nc\r\nMSG aula.x 8 reply.to 0\r\n\r\n"
        "-ERR 'Authorization Violation'\r\nMSG  a\t9  1 \r\nz\r\n";
    const std::vector<std::string> expected{
        "INFO {\"version\":\"2.12.7\"} ", "OK", "PING", "PONG", "7:ab\r\nc", "8:",
        "-Authorization Violation",       "9:z"
    };
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 64U, 4096U}) {
        CAPTURE(piece);
        CHECK(parsed(said, piece) == expected);
    }
}

TEST_CASE("a body that is too large is skipped, and what follows is read") {
    const std::string large(bus::body_max + 1, 'x');
    const auto said =
        "MSG a 1 " + std::to_string(large.size()) + "\r\n" + large + "\r\nMSG a 2 1\r\ny\r\n";
    for (const std::size_t piece : {1000U, 65536U, 4U << 20U}) {
        CAPTURE(piece);
        CHECK(parsed(said, piece) == std::vector<std::string>{"oversized 1", "2:y"});
    }
}

TEST_CASE("what is not NATS's protocol is an error") {
    for (const auto* wrong :
         {"HTTP/1.1 400 Bad Request\r\n", "MSG a\r\n", "MSG a b 1\r\nx\r\n", "MSG a 1 -1\r\n\r\n",
          "MSG a 1 2\r\nxyz\r\n", "MSG a 1 b c 1\r\nx\r\n", "MSG a 1 99999999999999999999\r\n",
          "\r\n", "msg a 1 1\r\nx\r\n"}) {
        CAPTURE(wrong);
        CHECK(parsed(wrong, 4096) == std::vector<std::string>{"wrong"});
    }
    CHECK(parsed(std::string(nats_parser::line_max + 1, 'x'), 4096).back() == "wrong");
}

TEST_CASE("our lines are the protocol's") {
    std::string bytes;
    append_publish(bytes, "aula.room.1", "a\r\nb");
    append_publish(bytes, "aula.x", "");
    CHECK(bytes == "PUB aula.room.1 4\r\na\r\nb\r\nPUB aula.x 0\r\n\r\n");
    CHECK(subscribe_line("aula.x", 12) == "SUB aula.x 12\r\n");
    CHECK(unsubscribe_line(12) == "UNSUB 12\r\n");
}
