#include "store/postgres/postgres_values.hpp"

#include <array>
#include <charconv>

namespace aula {
namespace {

// Object ids of PostgreSQL's own types, which never change (catalog/pg_type.dat).
constexpr Oid type_bool = 16, type_int8 = 20, type_int2 = 21, type_int4 = 23, type_text = 25,
              type_oid = 26, type_float4 = 700, type_float8 = 701, type_numeric = 1700,
              type_xid8 = 5069;

template <class Number>
std::string text_of_number(Number value) {
    std::array<char, 32> text{};
    const auto [end, failed] = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), end};
}

template <class Number>
Number number_from(std::string_view text) {
    Number value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// A sum of BIGINT is NUMERIC, and whole.
sql_value numeric(std::string_view text) {
    if (text.find_first_of(".eEN") == std::string_view::npos) {
        return number_from<std::int64_t>(text);
    }
    return number_from<double>(text);
}

sql_value cell_from(Oid type, std::string_view text) {
    switch (type) {
        case type_int8:
        case type_int4:
        case type_int2:
        case type_oid:
        case type_xid8:
            return number_from<std::int64_t>(text);
        case type_float8:
        case type_float4:
            return number_from<double>(text);
        case type_numeric:
            return numeric(text);
        case type_bool:
            return std::int64_t{text == "t"};
        default:
            return std::string(text);
    }
}

}  // namespace

result<postgres_arguments> postgres_arguments::of(std::span<const sql_value> arguments) {
    postgres_arguments made;
    made.texts_.reserve(arguments.size());  // so that the pointers stay good
    for (const auto& each : arguments) {
        if (const auto* text = std::get_if<std::string>(&each)) {
            if (text->find('\0') != std::string::npos) {
                return error{error_code::invalid, "a text with a NUL character cannot be kept"};
            }
            made.pointers_.push_back(text->c_str());
        } else if (const auto* whole = std::get_if<std::int64_t>(&each)) {
            made.pointers_.push_back(made.texts_.emplace_back(text_of_number(*whole)).c_str());
        } else if (const auto* real = std::get_if<double>(&each)) {
            made.pointers_.push_back(made.texts_.emplace_back(text_of_number(*real)).c_str());
        } else {
            made.pointers_.push_back(nullptr);
        }
    }
    return made;
}

std::vector<Oid> types_of(std::span<const sql_value> arguments) {
    constexpr std::array<Oid, 4> types{0, type_int8, type_float8, type_text};  // as in `sql_value`
    std::vector<Oid> found;
    for (const auto& each : arguments) found.push_back(types.at(each.index()));
    return found;
}

std::string kinds_of(std::span<const sql_value> arguments) {
    std::string digits;
    for (const auto& each : arguments) digits += static_cast<char>('0' + each.index());
    return digits;
}

sql_rows rows_from(const PGresult& came) {
    const int count = PQntuples(&came);
    const int columns = PQnfields(&came);
    sql_rows rows;
    rows.reserve(static_cast<std::size_t>(count));
    for (int row = 0; row < count; ++row) {
        std::vector<sql_value> cells;
        cells.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            if (PQgetisnull(&came, row, column) != 0) {
                cells.emplace_back();
                continue;
            }
            const auto size = static_cast<std::size_t>(PQgetlength(&came, row, column));
            const std::string_view text(PQgetvalue(&came, row, column), size);
            cells.push_back(cell_from(PQftype(&came, column), text));
        }
        rows.emplace_back(std::move(cells));
    }
    return rows;
}

}  // namespace aula
