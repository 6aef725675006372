#pragma once

#include <cstdint>

namespace aula {

/// Work that cannot be given up half way: while one of these lives, `new` on this thread does not
/// throw.
///
/// Elsewhere a refused allocation throws std::bad_alloc at once, and one request, newcomer or
/// message is refused. Some work has no such end: an event that was saved must be shown, a
/// departure must be noted, an answer must be given. Such work first gets a reserve of 1 MiB that
/// is kept for it, and then waits for memory; after a second a line on standard error says so. A
/// server that waits too long is restarted by the watchdog of the service manager. What runs
/// because of an exception, in destructors or behind `catch`, counts as such work too.
///
/// Lives on: the stack of one thread; scopes may be nested. Allocations by C libraries are not
/// covered, because these report a failure as an error.
class needed_memory {
public:
    needed_memory();
    ~needed_memory();
    needed_memory(const needed_memory&) = delete;
    needed_memory& operator=(const needed_memory&) = delete;

    /// Sets aside the reserve and puts the rule above to work, for all threads. Again to fill the
    /// reserve after it was used. False when there is no memory for it now.
    static bool keep_reserve();

    /// How often `new` was refused in this process; from any thread.
    static std::uint64_t refusals();
};

/// Inside of such work, a part that may be refused after all: `new` throws again while this lives.
class refusable_memory {
public:
    refusable_memory();
    ~refusable_memory();
    refusable_memory(const refusable_memory&) = delete;
    refusable_memory& operator=(const refusable_memory&) = delete;

private:
    const int depth_before_;
};

}  // namespace aula
