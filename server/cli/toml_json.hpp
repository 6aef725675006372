#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

namespace aula::cli {

/// A TOML file as JSON, with the line on which each value stands: `sessions[3].starts` → 42.
/// Local times become `2026-11-30T09:00:00`, as course documents write them.
struct toml_json {
    nlohmann::json document;
    std::map<std::string, std::uint32_t, std::less<>> lines;

    /// The line of a value, or of the nearest thing around it that has one.
    std::uint32_t line_of(std::string_view place) const;
};

/// The error names the line of what is no TOML.
result<toml_json> read_toml(std::string_view text);

}  // namespace aula::cli
