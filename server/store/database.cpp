#include "store/database.hpp"

namespace aula {
namespace {

template <class T>
T cell_as(const sql_value& cell) {
    const auto* held = std::get_if<T>(&cell);
    return held ? *held : T{};
}

}  // namespace

bool sql_row::is_null(std::size_t column) const {
    return std::holds_alternative<std::monostate>(cells_.at(column));
}

std::int64_t sql_row::integer(std::size_t column) const {
    return cell_as<std::int64_t>(cells_.at(column));
}

double sql_row::real(std::size_t column) const {
    const auto& cell = cells_.at(column);
    if (const auto* whole = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*whole);
    return cell_as<double>(cell);
}

const std::string& sql_row::text(std::size_t column) const {
    static const std::string empty;
    const auto* held = std::get_if<std::string>(&cells_.at(column));
    return held ? *held : empty;
}

result<void> database::later(
    std::string_view sql, std::span<const sql_value> arguments, const row_check& check
) {
    const auto rows = query(sql, arguments);
    if (!rows) return rows.error();
    return check ? check(*rows) : result<void>{};
}

}  // namespace aula
