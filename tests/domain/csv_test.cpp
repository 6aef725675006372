#include "domain/csv.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace aula;

namespace {

const std::string mark = "\xEF\xBB\xBF";

std::string one_cell(const cell& value) {
    csv_writer out;
    out.value(value);
    return out.take().substr(mark.size());
}

}  // namespace

TEST_CASE("a file begins with the byte order mark and ends its rows with CRLF") {
    csv_writer out;
    out.text("name");
    out.text("minutes");
    out.end_row();
    out.value(std::string("Ada"));
    out.value(std::int64_t{-3});
    out.end_row();
    CHECK(out.take() == mark + "name,minutes\r\nAda,-3\r\n");
}

TEST_CASE("commas, quotes and line breaks are quoted as RFC 4180 has it") {
    CHECK(one_cell("a,b") == "\"a,b\"");
    CHECK(one_cell("say \"hi\"") == "\"say \"\"hi\"\"\"");
    CHECK(one_cell("two\nlines") == "\"two\nlines\"");
    CHECK(one_cell("plain; text") == "plain; text");
    CHECK(one_cell("医学院") == "医学院");
}

TEST_CASE("a text that a spreadsheet would run is defused, a number is not") {
    CHECK(one_cell("=1+1") == "'=1+1");
    CHECK(one_cell("+31 71") == "'+31 71");
    CHECK(one_cell("-2") == "'-2");
    CHECK(one_cell("@SUM(A1)") == "'@SUM(A1)");
    CHECK(one_cell("\t=1") == "'\t=1");
    CHECK(one_cell("\r=1") == "\"'\r=1\"");
    CHECK(one_cell("=HYPERLINK(\"http://x\",1)") == "\"'=HYPERLINK(\"\"http://x\"\",1)\"");
    CHECK(one_cell("a=b") == "a=b");
    CHECK(one_cell(std::int64_t{-2}) == "-2");
}

TEST_CASE("each kind of value has its form") {
    CHECK(one_cell({}).empty());
    CHECK(one_cell(true) == "yes");
    CHECK(one_cell(false) == "no");
    CHECK(one_cell(2.5) == "2.50");
    CHECK(one_cell(100.0) == "100.00");
    CHECK(one_cell(timestamp{milliseconds{120}}) == "1970-01-01T00:00:00.120Z");
}

TEST_CASE("an instant is shown in UTC and beside it in local time") {
    struct visit {
        std::optional<timestamp> came;
    };
    const std::vector<column<visit>> columns{
        {.name = "came",
         .read = [](const visit& row) { return row.came ? cell{*row.came} : cell{}; },
         .is_instant = true},
    };
    const std::vector<visit> rows{{timestamp{}}, {}};
    const auto local = [](timestamp) { return std::string("1970-01-01T03:00:00+03:00"); };
    CHECK(
        to_csv(columns, rows, local) ==
        mark + "came,came_local\r\n1970-01-01T00:00:00.000Z,1970-01-01T03:00:00+03:00\r\n,\r\n"
    );
}
