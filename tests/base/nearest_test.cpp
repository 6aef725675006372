#include "base/nearest.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace aula;

namespace {
constexpr std::array<std::string_view, 3> keys{"grace", "ping", "checkpoint"};
}

TEST_CASE("a slip of the finger finds the word that was meant") {
    CHECK(nearest("garce", keys) == "grace");
    CHECK(nearest("chekpoint", keys) == "checkpoint");
    CHECK(did_you_mean("chekpoint", keys) == "; did you mean checkpoint?");
}

TEST_CASE("a word that is like none of them is left without a guess") {
    CHECK(nearest("colour", keys).empty());
    CHECK(did_you_mean("colour", keys).empty());
    CHECK(nearest("", keys).empty());
}
