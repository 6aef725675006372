#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_fwd.hpp"

namespace aula {

/// The first thing that is wrong in a document: `sessions[3].starts`, and one sentence about it.
struct bad_field {
    std::string field;
    std::string detail;
};

/// Reads the fields of one JSON object by name and type, strictly.
///
/// Every read answers a value of the type, so that a form is read in one expression; what is wrong
/// is noted in `wrong`, which keeps the first objection only. `end` objects to fields nobody asked
/// for. After that an empty `wrong` means that every value read is sound. The JSON must outlive the
/// reader. Lengths are in characters, not bytes.
class json_reader {
public:
    json_reader(const nlohmann::json& from, std::optional<bad_field>& wrong, std::string path = {});

    bool has(std::string_view name) const;  ///< Present and not null.

    /// One line: without control characters, trimmed, not empty, at most `max` characters.
    std::string line(std::string_view name, std::size_t max);
    std::string line_or(std::string_view name, std::size_t max, std::string fallback = {});
    /// What a program added by itself, such as a browser's time zone: empty unless it is a line of
    /// at most `max` characters. No value of it is wrong.
    std::string hint(std::string_view name, std::size_t max);
    /// As `line`, but may hold line breaks and be empty or missing.
    std::string prose(std::string_view name, std::size_t max);

    std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max);
    std::int64_t integer_or(
        std::string_view name, std::int64_t min, std::int64_t max, std::int64_t fallback
    );
    bool boolean(std::string_view name);

    /// Calls `read` for every object of a list of at most `max`; a missing list is an empty one.
    void each(
        std::string_view name, std::size_t max, const std::function<void(json_reader&)>& read
    );
    /// Calls `read` for the object of this name; a missing one is an empty one.
    void inside(std::string_view name, const std::function<void(json_reader&)>& read);
    /// A list of lines.
    std::vector<std::string> lines(std::string_view name, std::size_t count_max, std::size_t max);

    /// Notes that a field is wrong in a way only the caller can tell.
    void object_to(std::string_view name, std::string detail);
    void end();

private:
    const nlohmann::json* find(std::string_view name);
    const nlohmann::json* require(std::string_view name);
    std::string check_line(std::string_view name, const nlohmann::json& value, std::size_t max);
    std::string place(std::string_view name) const;

    const nlohmann::json& from_;
    std::optional<bad_field>& wrong_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

/// Reads a list that is the whole document, such as a roster.
void read_list(
    const nlohmann::json& from, std::optional<bad_field>& wrong, std::size_t max,
    const std::function<void(json_reader&)>& read
);

}  // namespace aula
