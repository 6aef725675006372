#pragma once

#include <dirent.h>

#include <cstddef>
#include <cstdint>

namespace aula {

/// Descriptors that the server needs beside those of its connections: database, log, decks, mail.
constexpr std::uint64_t descriptors_beside_connections = 200;

/// How many descriptors this process may have: its soft limit.
std::uint64_t descriptor_limit();

/// Raises it as far as the hard limit allows: what a shell gives is far below what the system
/// would.
void raise_descriptor_limit();

/// What this process takes of the machine, as Linux tells it in /proc.
///
/// Counting descriptors looks at each of them (some milliseconds for 18,000): not for a shard. Both
/// files stay open, because they are needed most when nothing can be opened any more.
class process_usage {
public:
    process_usage();
    ~process_usage();
    process_usage(const process_usage&) = delete;
    process_usage& operator=(const process_usage&) = delete;

    std::size_t descriptors() const;       ///< 0 when it cannot be told.
    std::uint64_t resident_bytes() const;  ///< 0 when it cannot be told.

private:
    DIR* descriptors_;
    int memory_;
};

}  // namespace aula
