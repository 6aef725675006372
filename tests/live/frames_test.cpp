#include "live/frames.hpp"

#include <doctest/doctest.h>

using namespace aula;

namespace {

std::string head_of(std::size_t payload, std::size_t bytes) {
    std::string out;
    append_text_frame(out, std::string(payload, 'x'));
    CHECK(out.size() == bytes + payload);
    return out.substr(0, bytes);
}

}  // namespace

TEST_CASE("a text frame's length takes the shortest of the three forms of RFC 6455 §5.2") {
    CHECK(head_of(0, 2) == std::string("\x81\x00", 2));
    CHECK(head_of(125, 2) == "\x81\x7d");
    CHECK(head_of(126, 4) == std::string("\x81\x7e\x00\x7e", 4));
    CHECK(head_of(65535, 4) == "\x81\x7e\xff\xff");
    CHECK(head_of(65536, 10) == std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST_CASE("a close frame carries its code in network order and its reason") {
    CHECK(close_frame(4001, "lagging") == std::string("\x88\x09\x0f\xa1lagging"));
}

TEST_CASE("a ping frame carries its payload") {
    CHECK(
        ping_frame("aula") ==
        "\x89\x04"
        "aula"
    );
}
