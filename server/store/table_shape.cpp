#include "store/table_shape.hpp"

#include <algorithm>

#include "store/columns.hpp"

namespace aula {
namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string all;
    for (const auto& word : words) {
        if (!all.empty()) all += ", ";
        all += word;
    }
    return all;
}

/// `(a, b) > (?1, ?2)`.
std::string is_behind(const std::vector<std::string>& key) {
    std::vector<std::string> parameters;
    for (std::size_t i = 1; i <= key.size(); ++i) parameters.push_back("?" + std::to_string(i));
    return "(" + joined(key) + ") > (" + joined(parameters) + ")";
}

}  // namespace

std::string table_shape::column_list() const {
    return joined(columns);
}

std::string table_shape::key_list() const {
    return joined(key);
}

result<table_shape> shape_of(database& sqlite, std::string_view table) {
    const auto columns =
        sqlite.query("SELECT name, type, pk FROM pragma_table_info(?1) ORDER BY cid", {sql(table)});
    if (!columns) return columns.error();
    table_shape shape{.name = std::string(table), .columns = {}, .key = {}};
    std::vector<std::pair<std::int64_t, std::string>> key;
    bool is_numbered = true;
    for (const auto& row : *columns) {
        shape.columns.push_back(row.text(0));
        if (row.integer(2) == 0) continue;
        key.emplace_back(row.integer(2), row.text(0));
        is_numbered = is_numbered && row.text(1) == "BIGINT";
    }
    std::ranges::sort(key);
    if (is_numbered) {
        for (auto& [place, column] : key) shape.key.push_back(std::move(column));
    }
    return shape;
}

result<sql_rows> page_of(
    database& db, const table_shape& shape, const std::vector<sql_value>& after, std::int64_t limit
) {
    auto text = "SELECT " + shape.column_list() + " FROM " + shape.name;
    if (shape.key.empty()) return db.query(text);
    if (!after.empty()) text += " WHERE " + is_behind(shape.key);
    text += " ORDER BY " + shape.key_list() + " LIMIT " + std::to_string(limit);
    return db.query(text, std::span<const sql_value>(after));
}

std::vector<sql_value> key_of(const table_shape& shape, const sql_row& row) {
    std::vector<sql_value> key;
    for (const auto& column : shape.key) {
        const auto at = std::ranges::find(shape.columns, column) - shape.columns.begin();
        key.emplace_back(row.integer(static_cast<std::size_t>(at)));
    }
    return key;
}

}  // namespace aula
