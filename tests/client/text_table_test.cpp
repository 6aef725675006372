#include "client/text_table.hpp"

#include <doctest/doctest.h>

#include "client/csv_reader.hpp"
#include "client/terminal.hpp"

using namespace aula::cli;

TEST_CASE("a table aligns words to the left and numbers to the right") {
    text_table table({"name", "minutes"});
    table.add({"Ada", "9.5"});
    table.add({"Grace Hopper", "112.25"});
    CHECK(
        table.text() ==
        "name          minutes\n"
        "────────────  ───────\n"
        "Ada               9.5\n"
        "Grace Hopper   112.25\n"
    );
}

TEST_CASE("columns fit letters of every width") {
    CHECK(display_width("Ada") == 3);
    CHECK(display_width("Zoë") == 3);
    CHECK(display_width("Zoe\u0308") == 3);
    CHECK(display_width("王小明") == 6);
    CHECK(display_width("\xff") == 1);
    CHECK(display_width("") == 0);
}

TEST_CASE("a row may be shorter than the headings, or longer") {
    text_table table({"a", "b"});
    table.add({"x"});
    table.add({"x", "y", "z"});
    CHECK(table.text() == "a  b\n─  ─\nx\nx  y\n");
}

TEST_CASE("CSV is read as RFC 4180 has it") {
    const auto rows =
        read_csv("\xEF\xBB\xBFname,note\r\n\"Ada \"\"the\"\" L, first\",\"two\nlines\"\r\nBob,\r\n"
        );
    REQUIRE(rows.size() == 3);
    CHECK(rows[0] == std::vector<std::string>{"name", "note"});
    CHECK(rows[1] == std::vector<std::string>{"Ada \"the\" L, first", "two\nlines"});
    CHECK(rows[2] == std::vector<std::string>{"Bob", ""});
    CHECK(read_csv("").empty());
}
