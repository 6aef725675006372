#include <doctest/doctest.h>

#include "base/json.hpp"

#include "generated/codec.hpp"
#include "protocol/examples.hpp"

using namespace aula;
using nlohmann::json;

namespace {

const auto post = R"({"type":"post_chat","ref":6,"key":"k3J9xQ2m","text":"hello"})";

json post_with(const char* field, json value) {
    auto document = json::parse(post);
    document[field] = std::move(value);
    return document;
}

bool is_request(const std::string& text) {
    return std::holds_alternative<request_frame>(decode_client(text));
}

bad_client_message refused_as_bad(std::string_view text) {
    const auto decoded = decode_client(text);
    REQUIRE_MESSAGE(std::holds_alternative<bad_client_message>(decoded), text);
    return std::get<bad_client_message>(decoded);
}

}  // namespace

TEST_CASE("each example of a client's message comes out of the codec as it went in") {
    std::size_t commands = 0;
    for (const auto& [name, example] : protocol_examples()) {
        const auto decoded = decode_client(example.dump());
        std::string again;
        if (const auto* first = std::get_if<hello>(&decoded)) {
            encode(again, *first);
        } else if (const auto* frame = std::get_if<request_frame>(&decoded)) {
            CHECK(name_of(frame->what) == name);
            encode(again, *frame);
            ++commands;
        } else {
            CHECK(!example.contains("ref") == !std::get<bad_client_message>(decoded).ref);
            continue;
        }
        CHECK(json::parse(again) == example);
    }
    CHECK(commands == client_commands);
}

TEST_CASE("a command is read with its values") {
    const auto decoded = decode_client(post);
    const request_frame expected{6, "k3J9xQ2m", post_chat{"hello"}};
    REQUIRE(std::holds_alternative<request_frame>(decoded));
    CHECK(std::get<request_frame>(decoded) == expected);
}

TEST_CASE("a hello on a first visit has no since") {
    const auto decoded =
        decode_client(R"({"type":"hello","ticket":"q0YpXh3kM2b7vT9wLr5cZA","session":"s12"})");
    REQUIRE(std::holds_alternative<hello>(decoded));
    CHECK(!std::get<hello>(decoded).since);
    CHECK(std::get<hello>(decoded).session == session_id{12});
}

TEST_CASE("what is not exactly a command is bad, and its ref is kept when it can be read") {
    for (const auto& document : {
             post_with("colour", "red"),
             post_with("type", "join"),
             post_with("type", "chat_posted"),
             post_with("type", 7),
             post_with("text", nullptr),
             post_with("text", 7),
             post_with("key", "short"),
             post_with("key", std::string(65, 'k')),
             post_with("key", "with blank"),
             post_with("who", "p7"),
         }) {
        CHECK(refused_as_bad(document.dump()).ref == 6U);
    }
    auto without_text = json::parse(post);
    without_text.erase("text");
    CHECK(refused_as_bad(without_text.dump()).ref == 6U);
}

TEST_CASE("a ref out of bounds cannot be kept") {
    for (const auto* ref :
         {"0", "-1", "4294967296", "1.0", "\"6\"", "1e99999", "null", "18446744073709551616"}) {
        const auto text =
            std::string(R"({"type":"open_session","key":"k3J9xQ2m","ref":)") + ref + "}";
        CHECK_MESSAGE(!refused_as_bad(text).ref, ref);
    }
    CHECK(is_request(R"({"type":"open_session","key":"k3J9xQ2m","ref":1})"));
    CHECK(is_request(R"({"type":"open_session","key":"k3J9xQ2m","ref":4294967295})"));
}

TEST_CASE("a key twice in one object is bad, wherever it stands") {
    CHECK(
        refused_as_bad(R"({"type":"post_chat","ref":6,"key":"k3J9xQ2m","text":"a","text":"b"})")
            .ref == 6U
    );
    CHECK(
        refused_as_bad(R"({"type":"hide_chat","ref":6,"key":"k3J9xQ2m","target":{"a":1,"a":2}})")
            .ref == 6U
    );
}

TEST_CASE("text that is not one JSON object in UTF-8 is bad") {
    for (const std::string& text : {
             std::string(),
             std::string("{}"),
             std::string("[]"),
             std::string("null"),
             std::string("7"),
             std::string("\"post_chat\""),
             std::string(post) + " x",
             std::string(post) + post,
             std::string("{\"type\":\"open_session\",\"ref\":1,\"key\":\"k3J9xQ2m\",}"),
             std::string("{'type':'open_session'}"),
             std::string("/* */ {}"),
             std::string("{\"type\":\"post_chat\",\"ref\":1,\"key\":\"k3J9xQ2m\",\"text\":\"\xff\"}"
             ),
             std::string(
                 "{\"type\":\"post_chat\",\"ref\":1,\"key\":\"k3J9xQ2m\",\"text\":\"\xc0\xaf\"}"
             ),
             std::string(
                 "{\"type\":\"post_chat\",\"ref\":1,\"key\":\"k3J9xQ2m\",\"text\":\"\xed\xa0\x80\"}"
             ),
             std::string(
                 "{\"type\":\"post_chat\",\"ref\":1,\"key\":\"k3J9xQ2m\",\"text\":\"\\ud800\"}"
             ),
             std::string("\0{}", 3),
         }) {
        refused_as_bad(text);
    }
}

TEST_CASE("nesting is bounded, and a hostile depth does not exhaust the stack") {
    const auto nested = [](std::size_t depth) {
        return R"({"type":"post_chat","ref":6,"key":"k3J9xQ2m","text":)" + std::string(depth, '[') +
               std::string(depth, ']') + "}";
    };
    CHECK(refused_as_bad(nested(15)).detail.find("deep") == std::string::npos);
    CHECK(refused_as_bad(nested(16)).detail.find("deep") != std::string::npos);
    CHECK(refused_as_bad(nested(8000)).ref == 6U);
}

TEST_CASE("a message longer than the limit is bad without being read") {
    const auto with_length = [](std::size_t length) {
        const auto empty =
            std::string(R"({"type":"post_chat","ref":6,"key":"k3J9xQ2m","text":""})");
        auto text = empty;
        return text.insert(empty.size() - 2, length - empty.size(), 'x');
    };
    CHECK(is_request(with_length(limits::command_bytes_max)));
    CHECK(!refused_as_bad(with_length(limits::command_bytes_max + 1)).ref);
}

TEST_CASE("ids and numbers of a payload keep their bounds") {
    const auto slide = [](const char* deck, const char* page) {
        return std::string(R"({"type":"show_slide","ref":1,"key":"k3J9xQ2m","deck":)") + deck +
               R"(,"page":)" + page + "}";
    };
    CHECK(is_request(slide("\"d3\"", "1")));
    CHECK(is_request(slide("\"d9223372036854775807\"", "100000")));
    for (const auto* deck :
         {"\"d0\"", "\"d03\"", "\"d\"", "\"p3\"", "3", "\"d-3\"", "\"d3 \"",
          "\"d9223372036854775808\"", "null"}) {
        CHECK_MESSAGE(!is_request(slide(deck, "1")), deck);
    }
    for (const auto* page : {"0", "-1", "1.0", "1.5", "100001", "\"1\"", "true", "null", "[1]"}) {
        CHECK_MESSAGE(!is_request(slide("\"d3\"", page)), page);
    }
}

TEST_CASE("what is wrong is said without quoting what was sent") {
    const auto bad =
        refused_as_bad(R"({"type":"post_chat","ref":6,"key":"secret text","text":"x"})");
    CHECK(bad.detail == "the field \"key\" is wrong");
}
