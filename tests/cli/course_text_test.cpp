#include "cli/course_text.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"

#include "cli/toml_json.hpp"

using namespace aula::cli;
using nlohmann::json;

TEST_CASE("an exported course is read back as the same document") {
    const json document = {
        {"slug", "immunology"},
        {"title", "Immunology: \"from\" chemistry\\metabolism"},
        {"description", "First paragraph.\n\nSecond, with \"\"\" and a \\ and a\ttab.\n"},
        {"zone", "Europe/Amsterdam"},
        {"capacity", 200},
        {"consent", "Ja: naïef 中文"},
        {"attendance", {{"minimum_percent", 80}}},
        {"credit", {{"before", 10}, {"after", 5}}},
        {"people",
         {{{"key", "a"}, {"name", "Ada"}, {"role", "lecturer"}, {"email", "a@example.org"}}}},
        {"sessions",
         {{{"key", "mon"},
           {"title", "M"},
           {"starts", "2026-11-30T09:00:00"},
           {"ends", "2026-11-30T09:45:00"},
           {"call_url", "https://zoom.us/j/1?pwd=a#b"},
           {"decks", {"a.pdf"}}}}},
    };
    const auto text = course_text(document);
    CAPTURE(text);
    const auto read = read_toml(text);
    REQUIRE(read);
    CHECK(read->document == document);
}

TEST_CASE("empty and missing values are left out") {
    const auto text = course_text({{"slug", "x"}, {"summary", ""}, {"sessions", json::array()}});
    CHECK(text == "slug = \"x\"\n");
}
