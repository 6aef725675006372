#include "nats_text.hpp"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace aula::load;

namespace {

using words = std::vector<std::pair<nats_word, std::string>>;

words words_in_pieces(std::string_view bytes, std::size_t piece) {
    nats_reader reader;
    words all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece), [&](nats_word word, std::string_view payload) {
            all.emplace_back(word, payload);
        });
    }
    return all;
}

}  // namespace

TEST_CASE("what a NATS server says is cut into words wherever frames end") {
    constexpr std::string_view said =
        "INFO {\"server_id\":\"x\"}\r\nPONG\r\nMSG room 1 5\r\nhello\r\nMSG room 1 "
        "4\r\na\r\nb\r\nPING\r\n";
    const words expected = {
        {nats_word::pong, ""},
        {nats_word::message, "hello"},
        {nats_word::message, "a\r\nb"},
        {nats_word::ping, ""},
    };
    for (std::size_t piece = 1; piece <= said.size(); ++piece) {
        CAPTURE(piece);
        CHECK(words_in_pieces(said, piece) == expected);
    }
}

TEST_CASE("a publication names its length") {
    CHECK(nats_publication("hello") == "PUB room 5\r\nhello\r\n");
}
