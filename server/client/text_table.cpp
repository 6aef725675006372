#include "client/text_table.hpp"

#include <algorithm>
#include <utility>

#include "client/terminal.hpp"

namespace aula::cli {
namespace {

bool is_number(const std::string& cell) {
    return cell.find_first_not_of("0123456789.-+% ") == std::string::npos;
}

struct column {
    std::size_t width = 0;
    bool is_numeric = true;
};

std::vector<column> measure(const std::vector<std::vector<std::string>>& rows) {
    std::vector<column> columns(rows.front().size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t at = 0; at < columns.size(); ++at) {
            columns[at].width = std::max(columns[at].width, display_width(rows[row][at]));
            if (row > 0 && !is_number(rows[row][at])) columns[at].is_numeric = false;
        }
    }
    return columns;
}

void append_cell(std::string& line, const std::string& cell, const column& in) {
    const std::string padding(in.width - display_width(cell), ' ');
    if (!line.empty()) line += "  ";
    line += in.is_numeric ? padding + cell : cell + padding;
}

}  // namespace

text_table::text_table(std::vector<std::string> headings) {
    rows_.push_back(std::move(headings));
}

void text_table::add(std::vector<std::string> cells) {
    cells.resize(rows_.front().size());
    rows_.push_back(std::move(cells));
}

std::string text_table::text() const {
    const auto columns = measure(rows_);
    std::string out;
    for (const auto& row : rows_) {
        std::string line;
        for (std::size_t at = 0; at < columns.size(); ++at) append_cell(line, row[at], columns[at]);
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + '\n';
        if (&row != &rows_.front()) continue;
        std::string rule;
        for (const auto& each : columns) {
            if (!rule.empty()) rule += "  ";
            for (std::size_t i = 0; i < each.width; ++i) rule += "─";
        }
        out += rule + '\n';
    }
    return out;
}

}  // namespace aula::cli
