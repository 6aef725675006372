#include "store/postgres/postgres_dialect.hpp"

#include <algorithm>
#include <array>

namespace aula {
namespace {

constexpr std::array<std::string_view, 2> words_of_sqlite{" WITHOUT ROWID", " IMMEDIATE"};

/// How much of `rest` is a quoted text, a quoted name or a comment, and stays as it is.
std::size_t untouched_at(std::string_view rest) {
    if (rest.starts_with("--")) return std::min(rest.find('\n'), rest.size());
    const char quote = rest.front();
    if (quote != '\'' && quote != '"') return 0;
    // A doubled quote inside ends one quoted part and begins the next.
    const auto end = rest.find(quote, 1);
    return end == std::string_view::npos ? rest.size() : end + 1;
}

std::size_t left_out_at(std::string_view rest) {
    for (const auto words : words_of_sqlite) {
        if (rest.starts_with(words)) return words.size();
    }
    return 0;
}

}  // namespace

std::string to_postgres(std::string_view sql) {
    std::string text;
    text.reserve(sql.size());
    while (!sql.empty()) {
        if (const auto kept = untouched_at(sql); kept > 0) {
            text += sql.substr(0, kept);
            sql.remove_prefix(kept);
        } else if (const auto words = left_out_at(sql); words > 0) {
            sql.remove_prefix(words);
        } else {
            text += sql.front() == '?' ? '$' : sql.front();
            sql.remove_prefix(1);
        }
    }
    return text;
}

}  // namespace aula
