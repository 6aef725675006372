#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "store/database.hpp"

/// How ids, instants and absent values are kept in columns: the same for every table.
namespace aula {

inline sql_value sql(timestamp at) {
    return std::int64_t{at.time_since_epoch().count()};
}
inline sql_value sql(std::string_view text) {
    return std::string(text);
}

template <class Tag>
sql_value sql(id<Tag> of) {
    return of.value;
}

/// Id 0, "none", is NULL.
template <class Tag>
sql_value sql_or_null(id<Tag> of) {
    return of ? sql_value(of.value) : sql_value();
}

inline sql_value sql_or_null(const std::optional<timestamp>& at) {
    return at ? sql(*at) : sql_value();
}

inline timestamp instant(const sql_row& row, std::size_t column) {
    return timestamp{milliseconds{row.integer(column)}};
}

inline std::optional<timestamp> instant_or_none(const sql_row& row, std::size_t column) {
    if (row.is_null(column)) return {};
    return instant(row, column);
}

}  // namespace aula
