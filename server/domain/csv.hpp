#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/clock.hpp"

namespace aula {

/// A number that has one decimal wherever it is written.
struct tenths {
    std::int64_t count = 0;
};

/// One value of a table; nothing at all is `std::monostate`.
using cell =
    std::variant<std::monostate, bool, std::int64_t, tenths, double, std::string, timestamp>;

/// One column of a table of `Row`s: what it is called in every format, and how it is read.
template <class Row>
struct column {
    std::string name;
    std::function<cell(const Row&)> read;
    bool is_instant = false;  ///< A CSV shows it twice: in UTC, and as `…_local`.
};

/// An instant as people at the course's place write it, with its offset from UTC.
using local_time = std::function<std::string(timestamp)>;

/// Writes CSV for spreadsheets: RFC 4180 (commas, CRLF, quotes only where needed) behind a UTF-8
/// byte order mark. A text that a spreadsheet would run as a formula (it begins with = + - @, a tab
/// or a carriage return) gets an apostrophe in front, because names and titles come from strangers.
/// Decimals have two digits, instants are ISO 8601.
class csv_writer {
public:
    void text(std::string_view value);
    void value(const cell& of);
    void instant(const cell& of, const local_time& local);  ///< Two cells.
    void end_row();
    std::string take() { return std::move(out_); }

private:
    void separate();

    std::string out_ = "\xEF\xBB\xBF";
    bool is_begun_ = false;  ///< The row has a cell already.
};

/// A whole table with its heading.
template <class Row>
std::string to_csv(
    const std::vector<column<Row>>& columns, const std::vector<Row>& rows, const local_time& local
) {
    csv_writer out;
    for (const auto& each : columns) {
        out.text(each.name);
        if (each.is_instant) out.text(each.name + "_local");
    }
    out.end_row();
    for (const auto& row : rows) {
        for (const auto& each : columns) {
            if (each.is_instant) {
                out.instant(each.read(row), local);
            } else {
                out.value(each.read(row));
            }
        }
        out.end_row();
    }
    return out.take();
}

}  // namespace aula
