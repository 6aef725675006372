#include "store/postgres/postgres_sessions.hpp"

#include <array>
#include <cstdio>
#include <random>

#include "store/answers.hpp"

namespace aula {
namespace {

constexpr const char* short_lock_wait = "300ms";

}  // namespace

std::string new_process_name(const std::string& node) {
    std::random_device chance;
    std::array<char, 17> tail{};
    std::snprintf(tail.data(), tail.size(), "%08x%08x", chance(), chance());
    return "aula/" + (node.empty() ? node : node + "/") + tail.data();
}

std::string url_of_process(const std::string& url, const std::string& process) {
    auto named = url + (url.find('?') == std::string::npos ? "?" : "&") + "application_name=";
    for (const char letter : process) {
        named += letter == '/' ? "%2F" : std::string(1, letter);
    }
    return named;
}

result<void> end_sessions(database& db, const std::vector<std::string>& processes) {
    if (!db.is_shared() || processes.empty()) return {};
    // PostgreSQL shows a transaction the sessions that there were at its first look.
    if (auto fresh = db.query("SELECT pg_stat_clear_snapshot()"); !fresh) return fresh.error();
    for (const auto& process : processes) {
        const auto ended = db.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = ?1 AND application_name LIKE 'aula/%' "
            "AND application_name <> database_process() AND datname = current_database() "
            "AND usename = current_user AND wait_event IS DISTINCT FROM 'SyncRep'",
            {process}
        );
        if (!ended) return ended.error();
    }
    return {};
}

result<std::string> shorten_lock_waits(database& db) {
    if (!db.is_shared()) return std::string{};
    const auto before = db.query("SELECT current_setting('lock_timeout')");
    if (!before) return before.error();
    if (auto set = set_lock_waits(db, short_lock_wait); !set) return set.error();
    return before->front().text(0);
}

result<void> set_lock_waits(database& db, const std::string& as_before) {
    if (!db.is_shared()) return {};
    return done(db.query("SELECT set_config('lock_timeout', ?1, true)", {as_before}));
}

}  // namespace aula
