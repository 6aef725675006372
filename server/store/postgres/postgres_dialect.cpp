#include "store/postgres/postgres_dialect.hpp"

#include <algorithm>
#include <array>

namespace aula {
namespace {

struct replacement {
    std::string_view ours;
    std::string_view theirs;
};

/// The clock of this moment: the transaction may have begun, and a lock been waited for, long ago.
constexpr std::array<replacement, 4> replacements{{
    {" WITHOUT ROWID", ""},
    {" IMMEDIATE", ""},
    {"database_now()", "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"},
    {"database_process()", "current_setting('application_name')"},
}};

constexpr std::string_view begin_of_theirs = "/*!";
constexpr std::string_view end_of_theirs = "*/";

/// How much of `rest` is a quoted text, a quoted name or a comment, and stays as it is.
std::size_t untouched_at(std::string_view rest) {
    if (rest.starts_with("--")) return std::min(rest.find('\n'), rest.size());
    const char quote = rest.front();
    if (quote != '\'' && quote != '"') return 0;
    // A doubled quote inside ends one quoted part and begins the next.
    const auto end = rest.find(quote, 1);
    return end == std::string_view::npos ? rest.size() : end + 1;
}

const replacement* replaced_at(std::string_view rest) {
    for (const auto& each : replacements) {
        if (rest.starts_with(each.ours)) return &each;
    }
    return nullptr;
}

/// What stands in `/*! … */`, when `rest` begins with it; else empty.
std::string_view theirs_at(std::string_view rest) {
    if (!rest.starts_with(begin_of_theirs)) return {};
    const auto from = begin_of_theirs.size();
    const auto end = rest.find(end_of_theirs);
    return end == std::string_view::npos ? std::string_view{} : rest.substr(from, end - from);
}

}  // namespace

std::string to_postgres(std::string_view sql) {
    std::string text;
    text.reserve(sql.size());
    while (!sql.empty()) {
        if (const auto kept = untouched_at(sql); kept > 0) {
            text += sql.substr(0, kept);
            sql.remove_prefix(kept);
        } else if (const auto* words = replaced_at(sql); words != nullptr) {
            text += words->theirs;
            sql.remove_prefix(words->ours.size());
        } else if (const auto inner = theirs_at(sql); !inner.empty()) {
            text += to_postgres(inner);
            sql.remove_prefix(begin_of_theirs.size() + inner.size() + end_of_theirs.size());
        } else {
            text += sql.front() == '?' ? '$' : sql.front();
            sql.remove_prefix(1);
        }
    }
    return text;
}

}  // namespace aula
