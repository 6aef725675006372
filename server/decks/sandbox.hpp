#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "decks/child.hpp"

namespace aula {

/// What holds the converting tools in.
enum class sandbox_kind {
    bubblewrap,   ///< Namespaces of its own: no network, no file but the system's programs and
                  ///< fonts; and limits.
    limits_only,  ///< bubblewrap cannot work here: limits on memory, time, files and processes, and
                  ///< nobody's rights.
};

/// One sentence for the log and `aula doctor`.
std::string_view describe(sandbox_kind kind);

/// What one run of a tool may use, enforced by the kernel.
struct tool_limits {
    std::uint64_t memory_bytes_max = 1ull << 30;
    std::uint64_t output_bytes_max = 64ull << 20;
    std::chrono::seconds cpu_max{60};
};

/// One run: the tool reads `input` as standard input and writes `output` as standard output. It has
/// no other file.
struct tool_run {
    std::string tool;  ///< A bare name, looked for in /usr/bin and /usr/local/bin.
    std::vector<std::string> arguments;
    std::filesystem::path input;
    std::filesystem::path output;  ///< Replaced; mode 0600.
    std::chrono::steady_clock::time_point deadline;
    tool_limits limits;
};

/// Runs programs that read hostile files. Immutable after construction; safe from any thread.
///
/// Under `bubblewrap` the tool lives in fresh user, pid, network, ipc, uts and cgroup namespaces,
/// sees /usr and the font configuration read-only and an empty /tmp, has no capability, no /proc
/// and no /dev, and dies with us. Its files are two inherited descriptors, so nothing of the data
/// folder is mounted. Both kinds set the limits by prlimit(1).
class sandbox {
public:
    /// Tries bubblewrap once, unless `forced`.
    explicit sandbox(std::optional<sandbox_kind> forced = {});

    sandbox_kind kind() const { return kind_; }
    child_end run(const tool_run& run, const stop_signal& stop) const;

private:
    sandbox_kind kind_;
};

/// The tool's absolute path, if it is installed.
std::optional<std::string> find_tool(std::string_view name);

/// The names of the tools that decks need and this machine lacks; for `aula doctor`.
std::vector<std::string> missing_deck_tools();

}  // namespace aula
