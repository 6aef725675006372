#include "cli/change_text.hpp"

#include <doctest/doctest.h>

#include "base/json.hpp"

using namespace aula::cli;
using nlohmann::json;

namespace {

json change(const char* what, const char* of, const char* key, const char* title) {
    return {{"what", what}, {"of", of}, {"key", key}, {"title", title}};
}

json with_fields(json change, const json& fields) {
    change["fields"] = fields;
    return change;
}

}  // namespace

TEST_CASE("each change of a course has a line, with what hangs on it") {
    auto kept = change("kept", "session", "tue-1", "Tuesday");
    kept["decks"] = json::array({"Cells", "Sugars"});
    auto removed = change("removed", "session", "wed-1", "Wednesday");
    removed["decks"] = json::array({"Lungs"});
    removed["people"] = 1;
    const json fields = json::array({{{"field", "title"}, {"from", "Monday"}, {"to", "Mon"}}});
    const auto text = change_text(json::array(
        {with_fields(
             change("changed", "course", "week", "Week"),
             json::array({{{"field", "capacity"}, {"from", "0"}, {"to", "95"}}})
         ),
         with_fields(change("changed", "session", "mon-1", "Mon"), fields),
         change("added", "session", "tues-1", "Tuesday"), kept, removed,
         change("kept", "person", "leo", "Leo")}
    ));
    CHECK(
        text ==
        "  changed  course: capacity: \"0\" -> \"95\"\n"
        "  changed  session mon-1 \"Mon\": title: \"Monday\" -> \"Mon\"\n"
        "  added    session tues-1 \"Tuesday\"\n"
        "  kept     session tue-1 \"Tuesday\": it is not in the file, with 2 decks "
        "(\"Cells\", \"Sugars\")\n"
        "  removed  session wed-1 \"Wednesday\", with 1 deck (\"Lungs\"), 1 person has been in it\n"
        "  kept     person leo \"Leo\": it is not in the file\n"
    );
    CHECK(removes_anything(json::array({kept, removed})));
    CHECK_FALSE(removes_anything(json::array({kept})));
}

TEST_CASE("a long text is cut short between letters, and nothing in it reaches the terminal raw") {
    std::string long_text;
    for (int i = 0; i < 100; ++i) long_text += "é";
    const json fields =
        json::array({{{"field", "consent"}, {"from", "a\nb\x1b[31mc"}, {"to", long_text}}});
    const auto text =
        change_text(json::array({with_fields(change("changed", "course", "week", "Week"), fields)})
        );
    std::string cut;
    for (int i = 0; i < 60; ++i) cut += "é";
    CHECK(text == "  changed  course: consent: \"a b [31mc\" -> \"" + cut + "…\"\n");
}
