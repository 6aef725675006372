#include "store/postgres/postgres_error.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aula {
namespace {

using kind = std::pair<std::string_view, error_code>;

/// The longer a beginning, the earlier it stands: the first that fits counts.
constexpr std::array<kind, 22> kinds{{
    {"08P01", error_code::internal},      // protocol violation: wrong number of arguments
    {"22021", error_code::invalid},       // bytes that are no text in UTF-8
    {"22P05", error_code::invalid},       // a letter that the database's encoding lacks
    {"25006", error_code::storage_full},  // read-only transaction
    {"25P03", error_code::unavailable},   // idle in a transaction for too long
    {"40001", error_code::busy},          // serialization failure
    {"40P01", error_code::busy},          // deadlock
    {"53100", error_code::storage_full},  // disk full
    {"55P03", error_code::busy},          // lock time-out
    {"57014", error_code::busy},          // statement time-out
    {"57P01", error_code::unavailable},   // shut down by its administrator
    {"57P02", error_code::unavailable},   // … after a crash
    {"57P03", error_code::unavailable},   // starting up
    {"57P04", error_code::unavailable},   // the database was dropped
    {"57P05", error_code::unavailable},   // idle for too long
    {"58030", error_code::storage_full},  // I/O error
    {"58P01", error_code::storage_full},  // a file of the database is missing
    {"08", error_code::unavailable},      // connection
    {"23", error_code::conflict},         // constraint
    {"53", error_code::unavailable},      // out of memory, connections, …
    {"54", error_code::too_large},        // program limit
    {"XX001", error_code::storage_full},  // a page that cannot be read or is damaged
}};

}  // namespace

error_code kind_of_sqlstate(std::string_view state) {
    const auto fits = [state](const kind& each) { return state.starts_with(each.first); };
    const auto found = std::ranges::find_if(kinds, fits);
    return found == kinds.end() ? error_code::internal : found->second;
}

std::string one_line(std::string_view message) {
    std::string line(message);
    while (!line.empty() && (line.back() == '\n' || line.back() == ' ')) line.pop_back();
    std::ranges::replace_if(
        line, [](char letter) { return letter == '\n' || letter == '\t'; }, ' '
    );
    return line;
}

}  // namespace aula
