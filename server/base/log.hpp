#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

/// The program's log: one line an occasion, on standard error.
///
/// Thread-safe and never waits: lines are queued (at most `queue_max`, then the oldest are dropped)
/// and written by a thread of the log's own. Before `start` only warnings and errors are written,
/// at once. Say what happened in a few words and put what varies in fields; never a message's text,
/// a ticket, a token, a cookie or a password.
namespace aula::log {

enum class level { debug, info, warn, error };
enum class line_format { json, text };

constexpr std::size_t queue_max = 8192;

/// One named value beside the message.
struct field {
    std::string_view name;
    std::variant<std::int64_t, bool, std::string_view> value;

    field(std::string_view n, std::string_view text) : name(n), value(text) {}
    field(std::string_view n, const std::string& text) : name(n), value(std::string_view(text)) {}
    field(std::string_view n, const char* text) : name(n), value(std::string_view(text)) {}
    field(std::string_view n, bool is_so) : name(n), value(is_so) {}
    template <class Number>
        requires(std::is_integral_v<Number> && !std::is_same_v<Number, bool>)
    field(std::string_view n, Number number) : name(n), value(static_cast<std::int64_t>(number)) {}
};
using fields = std::initializer_list<field>;

struct settings {
    level least = level::info;
    line_format format = line_format::json;
};

/// `start` and `stop` are for main alone.
void start(const settings& chosen);

/// Other settings from the next line on; from any thread. Without a log that was started, nothing.
void change(const settings& chosen);

/// Writes what is queued and ends the log's thread.
void stop();

void write(level how, std::string_view message, fields with = {});

inline void debug(std::string_view message, fields with = {}) {
    write(level::debug, message, with);
}
inline void info(std::string_view message, fields with = {}) {
    write(level::info, message, with);
}
inline void warn(std::string_view message, fields with = {}) {
    write(level::warn, message, with);
}
inline void error(std::string_view message, fields with = {}) {
    write(level::error, message, with);
}

std::string_view name_of(level how);
std::optional<level> parse_level(std::string_view name);

/// One line without its end; `at` is ISO 8601. For `write`, and for tests of the two formats.
std::string line(
    line_format format, std::string_view at, level how, std::string_view message, fields with
);

}  // namespace aula::log
