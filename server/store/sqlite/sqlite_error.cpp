#include "store/sqlite/sqlite_error.hpp"

#include <string>

namespace aula {
namespace {

error_code kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN:
            return error_code::storage_full;
        case SQLITE_CONSTRAINT:
            return error_code::conflict;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_NOMEM:
            return error_code::busy;
        case SQLITE_TOOBIG:
            return error_code::too_large;
        default:
            return error_code::internal;
    }
}

}  // namespace

error sqlite_failure(int code, std::string_view doing, sqlite3* connection) {
    std::string detail(doing);
    detail += " failed: ";
    // The connection's own text names the constraint or the column; it may speak of a later call,
    // so compare.
    const bool is_current =
        connection != nullptr && (sqlite3_errcode(connection) & 0xff) == (code & 0xff);
    detail += is_current ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
    return {kind_of(code), std::move(detail)};
}

}  // namespace aula
