#pragma once

#include <libpq-fe.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

namespace aula {

/// The arguments of one statement as libpq takes them: texts, and pointers to them. `invalid` for a
/// text with a NUL character, which PostgreSQL cannot hold.
class postgres_arguments {
public:
    static result<postgres_arguments> of(std::span<const sql_value> arguments);

    int size() const { return static_cast<int>(pointers_.size()); }
    const char* const* values() const { return pointers_.data(); }

private:
    std::vector<std::string> texts_;  ///< Of numbers.
    std::vector<const char*> pointers_;
};

/// The types of the arguments: BIGINT, DOUBLE PRECISION, TEXT; what is NULL is for the server to
/// find out.
std::vector<Oid> types_of(std::span<const sql_value> arguments);

/// One letter an argument: a statement is prepared anew for other kinds of arguments.
std::string kinds_of(std::span<const sql_value> arguments);

sql_rows rows_from(const PGresult& came);

}  // namespace aula
