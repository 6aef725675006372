#include "api/path_pattern.hpp"

#include <doctest/doctest.h>

using namespace aula;

TEST_CASE("a pattern without braces matches itself only") {
    CHECK(match_path("/api/v1/me", "/api/v1/me"));
    CHECK_FALSE(match_path("/api/v1/me", "/api/v1/mes"));
    CHECK_FALSE(match_path("/api/v1/me", "/api/v1/m"));
    CHECK_FALSE(match_path("/api/v1/me", "/api/v1/me/"));
}

TEST_CASE("a brace takes a whole segment and never a slash") {
    const auto found =
        match_path("/courses/{course}/sessions/{session}", "/courses/a b/sessions/s1");
    REQUIRE(found);
    CHECK(found->at(0) == std::pair<std::string_view, std::string>{"course", "a b"});
    CHECK(found->at(1) == std::pair<std::string_view, std::string>{"session", "s1"});
    CHECK_FALSE(match_path("/courses/{course}", "/courses/a/b"));
    CHECK_FALSE(match_path("/courses/{course}", "/courses/"));
}

TEST_CASE("braces inside a segment are told apart by the text between them") {
    const auto found = match_path("/decks/{hash}/{page}-{width}.webp", "/decks/0af/12-960.webp");
    REQUIRE(found);
    CHECK(found->at(0).second == "0af");
    CHECK(found->at(1).second == "12");
    CHECK(found->at(2).second == "960");
    CHECK_FALSE(match_path("/decks/{hash}/{page}-{width}.webp", "/decks/0af/12.webp"));
    CHECK_FALSE(match_path("/decks/{hash}/{page}-{width}.webp", "/decks/0af/-960.webp"));
}
