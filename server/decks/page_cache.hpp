#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"

namespace aula {

/// A page that lies on this machine's own disk.
struct cached_page {
    std::filesystem::path file;
    bool is_due = false;  ///< Ask whether its deck still exists before showing it.
};

/// Copies of decks' pages on this node's own disk, for a shelf on a network file system. Pages
/// never change, so a copy is as good as what it was made from until its deck is removed.
///
/// Any thread may ask; no file is touched under the mutex. Owns its folder: files there have
/// numbers for names, so that nothing from a URL becomes a path, and what lies there at the start
/// is removed, because a power cut may have left half of it. Bound: `bytes_max` in blocks of the
/// disk, least recently used first to go; copies that are still being written are not counted.
class page_cache {
public:
    using clock = std::chrono::steady_clock;

    /// How long a page is shown without asking again whether its deck exists: another node may have
    /// removed it.
    static constexpr std::chrono::seconds trust{5};
    static constexpr std::uint64_t block = 4096;  ///< The least that a file takes, in bytes.

    page_cache(std::filesystem::path folder, std::uint64_t bytes_max);

    /// Makes the folder, and empties it. Call once, before anything else. Fails when the disk does.
    result<void> prepare() const;

    /// The copy of a page, which is now the last to go; nothing when there is none, or its file was
    /// taken away. Of all who ask while a page is due, which it is from the beginning, one is told.
    std::optional<cached_page> find(
        std::string_view hash, std::string_view name, clock::time_point now = clock::now()
    );

    /// Writes a copy and answers where; or where there was one already. It is found only after it
    /// has been written whole; an error leaves everything as it was.
    ///
    /// Errors: `storage_full` (also for a page larger than everything there may be), `internal`.
    result<std::filesystem::path> keep(
        std::string_view hash, std::string_view name, std::string_view bytes
    );

    /// Removes the copies of a deck's pages. Who is reading one reads on.
    void forget(std::string_view hash);

    std::uint64_t bytes() const;

private:
    struct entry {
        std::string hash;
        std::string key;
        std::filesystem::path file;
        std::uint64_t bytes = 0;
        std::optional<clock::time_point> asked_at;
    };
    using entries = std::list<entry>;

    std::optional<cached_page> look_up(const std::string& key, clock::time_point now);
    std::filesystem::path next_file();
    std::filesystem::path take_in(entry page);
    void take_out(entries::iterator page, entries& into);
    static void remove_files(const entries& gone);

    const std::filesystem::path folder_;
    const std::uint64_t bytes_max_;
    mutable std::mutex guard_;
    entries pages_;  ///< The most recently used first.
    std::unordered_map<std::string, entries::iterator> by_key_;
    std::uint64_t bytes_ = 0;
    std::uint64_t last_number_ = 0;
};

}  // namespace aula
