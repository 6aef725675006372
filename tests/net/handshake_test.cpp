#include "net/handshake.hpp"

#include <doctest/doctest.h>

using namespace aula;

TEST_CASE("the key of RFC 6455 §1.3 is answered as there") {
    CHECK(accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("a key that is not sixteen bytes in base64 is none") {
    for (const char* wrong :
         {"", "x", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZWU=", "!!!!IHNhbXBsZSBub25jZQ==",
          "dGhlIHNhbXBsZSBub25jZQ==dGhlIHNhbXBsZSBub25jZQ=="}) {
        CHECK_FALSE(accept_key(wrong));
    }
}

TEST_CASE("our subprotocol is found in a list") {
    CHECK(offers_subprotocol("aula.v1"));
    CHECK(offers_subprotocol("chat, aula.v1"));
    CHECK_FALSE(offers_subprotocol("aula.v10, chat"));
    CHECK_FALSE(offers_subprotocol(""));
}
