#include <doctest/doctest.h>

#include <set>

#include "base/json.hpp"
#include "generated/codec.hpp"
#include "protocol/examples.hpp"

using namespace aula;
using nlohmann::json;

namespace {

/// The bytes that would be sent for what was received.
std::string encode_again(const server_message& message) {
    std::string out;
    if (const auto* shown = std::get_if<received_event>(&message)) {
        encode(out, shown->logged, shown->prev);
    } else if (const auto* reply = std::get_if<accepted>(&message)) {
        encode(out, *reply);
    } else if (const auto* view = std::get_if<welcome>(&message)) {
        encode(out, *view);
    } else if (const auto* done = std::get_if<ok>(&message)) {
        encode(out, *done);
    } else if (const auto* no = std::get_if<refused>(&message)) {
        encode(out, *no);
    } else if (const auto* signal = std::get_if<head_count>(&message)) {
        encode(out, *signal);
    }
    return out;
}

server_message decoded(const std::string& text) {
    const auto message = decode_server(text);
    REQUIRE_MESSAGE(message, text);
    return *message;
}

template <std::size_t... Index>
std::set<std::string> event_names(std::index_sequence<Index...>) {
    return {std::string(name_of(event(std::in_place_index<Index>)))...};
}

}  // namespace

TEST_CASE("each example of a server's message comes out of the codec as it went in") {
    auto missing = event_names(std::make_index_sequence<std::variant_size_v<event>>());
    missing.insert({"accepted", "welcome", "ok", "refused", "head_count"});
    for (const auto& [name, example] : protocol_examples()) {
        if (example.contains("key") || name == "hello") continue;
        const auto message = decoded(example.dump());
        CHECK_MESSAGE(json::parse(encode_again(message)) == example, name);
        missing.erase(name);
    }
    CHECK(missing.empty());
}

TEST_CASE("an event's stored body is its payload, and is read back as the same event") {
    for (const auto& [name, example] : protocol_examples()) {
        if (!example.contains("prev")) continue;
        const auto message = decoded(example.dump());
        const auto& what = std::get<received_event>(message).logged.what;
        const auto body = encode_body(what);
        auto payload = example;
        for (const auto* field : {"type", "seq", "prev", "at"}) payload.erase(field);
        CHECK(json::parse(body) == (payload.empty() ? json::object() : payload));
        const auto again = decode_event(name, body);
        REQUIRE(again);
        CHECK(*again == what);
    }
}

TEST_CASE("a stored body that does not fit its type is an error") {
    CHECK(!decode_event("slide_shown", R"({"deck":"d3"})"));
    CHECK(!decode_event("slide_shown", R"({"deck":"d3","page":1,"colour":2})"));
    CHECK(!decode_event("slide_shown", "{"));
    CHECK(!decode_event("post_chat", R"({"text":"x"})"));
    CHECK(decode_event("session_ended", "{}"));
}

TEST_CASE("control characters, quotes and backslashes are escaped") {
    std::string text;
    for (char c = 0; c < 0x20; ++c) text += c;
    text += "\"\\/\x7f é 早 😀";
    const logged_event posted{
        7, timestamp{milliseconds{1}}, {}, {}, chat_posted{{1}, "n", role::attendee, text}
    };
    std::string out;
    encode(out, posted, 6);
    CHECK(json::parse(out)["text"] == text);
    CHECK(std::get<received_event>(decoded(out)).logged == posted);
}

TEST_CASE("a refusal says when to try again only if there is such a time") {
    std::string out;
    encode(out, refused{.ref = 3, .reason = refusal::muted, .retry_after_ms = {}});
    CHECK(out == R"({"type":"refused","ref":3,"reason":"muted"})");
}

TEST_CASE("a view of a session of which nothing has happened has every part, empty") {
    std::string out;
    encode(out, welcome{.seq = 0, .view = {.session = {4}}});
    const auto view = json::parse(out).at("view");
    CHECK(view.at("session") == "s4");
    CHECK(
        view.at("life") == json{{"phase", "scheduled"}, {"phase_since", nullptr}, {"live_ms", 0}}
    );
    CHECK(view.at("call") == json::object());
    for (const auto& [part, shown] : protocol_examples().at("welcome").at("view").items()) {
        CHECK_MESSAGE(view.contains(part), part);
    }
    CHECK(decoded(out) == server_message(welcome{.seq = 0, .view = {.session = {4}}}));
}

TEST_CASE("a client skips what is newer than itself, and keeps its place") {
    const auto event =
        decoded(R"({"type":"poll_opened","seq":9,"prev":8,"at":"x","options":[1,2]})");
    CHECK(event == server_message(unknown_event{"poll_opened", 9, 8}));
    const auto signal = decoded(R"({"type":"laser","x":0.5})");
    CHECK(signal == server_message(unknown_event{"laser", 0, 0}));
}

TEST_CASE("a server's message that is wrong is an error") {
    for (const auto* text :
         {"", "[]", "{}", R"({"type":7})", R"({"type":"ok","ref":1})",
          R"({"type":"laser","seq":-1})", R"({"type":"head_count","present":-1})",
          R"({"type":"head_count","present":1,"absent":2})",
          R"({"type":"session_ended","seq":0,"prev":0,"at":"2026-03-02T10:15:00.120Z"})",
          R"({"type":"session_ended","seq":1,"prev":0,"at":"yesterday"})",
          R"({"type":"refused","ref":1,"reason":"bored"})"}) {
        CHECK_MESSAGE(!decode_server(text), text);
    }
}
