#include "api/json_reader.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"

using namespace aula;
using nlohmann::json;

namespace {

/// Reads a person; answers what was objected to, as `field`.
std::string objection(const json& document) {
    std::optional<bad_field> wrong;
    json_reader fields(document, wrong);
    fields.line("name", 5);
    fields.integer("age", 0, 150);
    fields.boolean("is_tall");
    fields.end();
    return wrong ? wrong->field : "";
}

}  // namespace

TEST_CASE("a document with every field of the right type is read") {
    const json document{{"name", " Ada "}, {"age", 36}, {"is_tall", true}};
    std::optional<bad_field> wrong;
    json_reader fields(document, wrong);
    CHECK(fields.line("name", 5) == "Ada");
    CHECK(fields.integer("age", 0, 150) == 36);
    CHECK(fields.boolean("is_tall"));
    fields.end();
    CHECK_FALSE(wrong);
}

TEST_CASE("the field that is wrong is named") {
    CHECK(objection({{"age", 36}, {"is_tall", true}}) == "name");
    CHECK(objection({{"name", nullptr}, {"age", 36}, {"is_tall", true}}) == "name");
    CHECK(objection({{"name", 7}, {"age", 36}, {"is_tall", true}}) == "name");
    CHECK(objection({{"name", "  "}, {"age", 36}, {"is_tall", true}}) == "name");
    CHECK(objection({{"name", "a\nb"}, {"age", 36}, {"is_tall", true}}) == "name");
    CHECK(objection({{"name", "éééééé"}, {"age", 36}, {"is_tall", true}}) == "name");
    CHECK(objection({{"name", "ééééé"}, {"age", 36}, {"is_tall", true}}) == "");
    CHECK(objection({{"name", "Ada"}, {"age", 151}, {"is_tall", true}}) == "age");
    CHECK(objection({{"name", "Ada"}, {"age", -1}, {"is_tall", true}}) == "age");
    CHECK(objection({{"name", "Ada"}, {"age", 1.5}, {"is_tall", true}}) == "age");
    CHECK(objection({{"name", "Ada"}, {"age", UINT64_MAX}, {"is_tall", true}}) == "age");
    CHECK(objection({{"name", "Ada"}, {"age", 36}, {"is_tall", 1}}) == "is_tall");
}

TEST_CASE("a field that nobody asked for is refused by its name") {
    CHECK(objection({{"name", "Ada"}, {"age", 3}, {"is_tall", false}, {"role", "x"}}) == "role");
}

TEST_CASE("a document that is no object is refused") {
    std::optional<bad_field> wrong;
    const json list = json::array({1});
    json_reader fields(list, wrong);
    CHECK(wrong);
}

TEST_CASE("what is wrong deep inside is named with its path") {
    const json document{{"sessions", json::array({{{"key", "a"}}, {{"key", 7}}})}};
    std::optional<bad_field> wrong;
    json_reader fields(document, wrong);
    fields.each("sessions", 10, [](json_reader& one) { one.line("key", 20); });
    REQUIRE(wrong);
    CHECK(wrong->field == "sessions[1].key");
}

TEST_CASE("an unknown field inside a list is refused") {
    const json document{{"sessions", json::array({{{"key", "a"}, {"colour", "red"}}})}};
    std::optional<bad_field> wrong;
    json_reader fields(document, wrong);
    fields.each("sessions", 10, [](json_reader& one) { one.line("key", 20); });
    REQUIRE(wrong);
    CHECK(wrong->field == "sessions[0].colour");
}

TEST_CASE("a list beyond its bound is refused") {
    std::optional<bad_field> wrong;
    read_list(json::array({json::object(), json::object()}), wrong, 1, [](json_reader&) {});
    CHECK(wrong);
}

TEST_CASE("optional fields fall back, and null counts as missing") {
    const json document{{"a", nullptr}};
    std::optional<bad_field> wrong;
    json_reader fields(document, wrong);
    CHECK(fields.line_or("a", 9, "none") == "none");
    CHECK(fields.integer_or("b", 0, 9, 5) == 5);
    CHECK(fields.prose("c", 9).empty());
    fields.inside("d", [](json_reader& inner) { CHECK_FALSE(inner.has("e")); });
    fields.end();
    CHECK_FALSE(wrong);
}
