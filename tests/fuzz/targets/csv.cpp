// CSV that spreadsheets get: whatever stands in the cells, the rows come back out, and no cell
// runs.

#include "domain/csv.hpp"

#include <string>
#include <vector>

#include "client/csv_reader.hpp"
#include "fuzz/support/input.hpp"
#include "fuzz/support/target.hpp"

namespace aula::fuzz::of_csv {
namespace {

using table = std::vector<std::vector<std::string>>;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// RFC 4180 to the letter, written for this test: nothing is forgiven.
class strict_reader {
public:
    explicit strict_reader(std::string_view text) : rest_(text) {}

    table read() {
        table rows;
        require(take(byte_order_mark), "the file begins with its byte order mark");
        while (!rest_.empty()) {
            auto& row = rows.emplace_back();
            do {
                row.push_back(cell());
            } while (take(","));
            require(take("\r\n"), "a row ends in CRLF");
        }
        return rows;
    }

private:
    bool take(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    std::string cell() {
        std::string out;
        if (!take("\"")) {
            const auto end = rest_.find_first_of(",\r\n\"");
            require(end != std::string_view::npos, "a bare cell ends");
            require(rest_[end] != '"', "a bare cell has no quote");
            out = rest_.substr(0, end);
            rest_.remove_prefix(end);
            return out;
        }
        for (;;) {
            const auto end = rest_.find('"');
            require(end != std::string_view::npos, "a quoted cell ends");
            out += rest_.substr(0, end);
            rest_.remove_prefix(end + 1);
            if (!take("\"")) return out;
            out += '"';
        }
    }

    std::string_view rest_;
};

bool would_run(std::string_view text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

std::string shown(const std::string& said) {
    return would_run(said) ? "'" + said : said;
}

/// Rows of cells out of the input, written, and read again by two readers.
void write_and_read(input& from) {
    table said;
    csv_writer out;
    while (!from.is_empty() && said.size() < 64) {
        auto& row = said.emplace_back();
        const auto columns = 1 + from.below(5);
        for (std::size_t at = 0; at < columns; ++at) {
            row.push_back(from.text(from.below(40)));
            out.text(row.back());
        }
        out.end_row();
    }
    for (auto& row : said) {
        for (auto& each : row) each = shown(each);
    }
    const auto written = out.take();
    const auto read = strict_reader(written).read();
    require(read == said, "the rows come back as they were written, defused");
    for (const auto& row : read) {
        for (const auto& each : row) require(!would_run(each), "no cell runs");
    }
    require(cli::read_csv(written) == said, "our own reader reads the same");
}

/// Any bytes: the reader ends, and what it makes of them it makes again of what we write of that.
void read_anything(input& from) {
    const auto rows = cli::read_csv(from.rest());
    csv_writer out;
    table expected;
    for (const auto& row : rows) {
        require(!row.empty(), "a row has a cell");
        auto& again = expected.emplace_back();
        for (const auto& each : row) {
            out.text(each);
            again.push_back(shown(each));
        }
        out.end_row();
    }
    require(cli::read_csv(out.take()) == expected, "what was read can be written and read again");
}

void run(bytes given) {
    input from(given);
    if (from.below(4) == 0) return read_anything(from);
    write_and_read(from);
}

const target csv("csv", run);

}  // namespace
}  // namespace aula::fuzz::of_csv
