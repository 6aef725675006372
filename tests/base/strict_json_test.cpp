#include "base/strict_json.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/json.hpp"

using namespace aula;

TEST_CASE("a strict document is read whole, with lists and objects in each other") {
    const std::string text = R"({"a":[1,-2,0.5,"x",null,true,{"b":[]},[{"c":{}}]],"d":{}})";
    const auto document = parse_strict_json(text);
    REQUIRE(document);
    CHECK(*document == nlohmann::json::parse(text));
}

TEST_CASE("a document may be nested as deep as allowed and no deeper") {
    CHECK(parse_strict_json("[[1]]", {.depth_max = 2}));
    const auto refused = parse_strict_json("[[[1]]]", {.depth_max = 2});
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::invalid);
    CHECK(!parse_strict_json(std::string(1'000'000, '[')));
}

TEST_CASE("a document may hold as many values as allowed and no more") {
    CHECK(parse_strict_json(R"({"a":[1,"b"],"c":{}})", {.values_max = 5}));
    for (const auto* text :
         {R"({"a":[1,"b"],"c":{}})", "[1,2,3,4]", "[[],[],[],[]]", "[{},{},{},{}"}) {
        const auto refused = parse_strict_json(text, {.values_max = 4});
        REQUIRE(!refused);
        CHECK(refused.error().detail == "too many values");
    }
}

TEST_CASE("the same key may stand in two objects but not twice in one") {
    CHECK(parse_strict_json(R"([{"a":1},{"a":1}])"));
    const auto refused = parse_strict_json(R"({"a":1,"b":{"c":1,"c":2}})");
    REQUIRE(!refused);
    CHECK(refused.error().detail == "the key \"c\" appears twice");
}

TEST_CASE("what is no JSON is refused with its place") {
    const auto refused = parse_strict_json("[1,]");
    REQUIRE(!refused);
    CHECK(refused.error().detail == "not JSON at byte 4");
    CHECK(!parse_strict_json("1e99999"));
    CHECK(!parse_strict_json("{} {}"));
    CHECK(!parse_strict_json(std::string_view("{}\0", 3)));
    CHECK(!parse_strict_json(std::string_view("{}\0{}", 5)));
    CHECK(!parse_strict_json("\"\xff\""));
    for (const char* const marked : {"\xEF\xBB\xBF{}", "\xEF\xBB\xBF", "\xEF\xBB\xBF 1"}) {
        const auto said = parse_strict_json(marked);
        REQUIRE(!said);
        CHECK(said.error().detail == "not JSON: it begins with a byte order mark");
    }
    CHECK(parse_strict_json("\"\xEF\xBB\xBF\""));  // inside a text it is a character
}
