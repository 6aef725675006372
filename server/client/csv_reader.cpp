#include "client/csv_reader.hpp"

namespace aula::cli {
namespace {

/// Reads one cell and leaves `text` at the separator behind it.
std::string take_cell(std::string_view& text) {
    std::string cell;
    if (!text.starts_with('"')) {
        const auto end = text.find_first_of(",\r\n");
        cell = text.substr(0, end);
        text.remove_prefix(cell.size());
        return cell;
    }
    text.remove_prefix(1);
    while (!text.empty()) {
        const char letter = text.front();
        text.remove_prefix(1);
        if (letter == '"') {
            if (!text.starts_with('"')) break;
            text.remove_prefix(1);
        }
        cell += letter;
    }
    return cell;
}

}  // namespace

std::vector<std::vector<std::string>> read_csv(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    std::vector<std::vector<std::string>> rows;
    while (!text.empty()) {
        auto& row = rows.emplace_back();
        row.push_back(take_cell(text));
        while (text.starts_with(',')) {
            text.remove_prefix(1);
            row.push_back(take_cell(text));
        }
        if (text.starts_with('\r')) text.remove_prefix(1);
        if (text.starts_with('\n')) text.remove_prefix(1);
    }
    return rows;
}

}  // namespace aula::cli
