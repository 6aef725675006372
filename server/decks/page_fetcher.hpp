#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "base/occasional.hpp"
#include "base/worker_threads.hpp"
#include "decks/page_cache.hpp"

namespace aula {

/// Brings pages from a shelf that is shared over a network into this node's cache, so that no event
/// loop waits for that network and a crowd reads each page once.
///
/// Any shard may ask, and goes on with the answer on its own. Reading has threads of its own,
/// because a network file system that hangs keeps whoever asks it. Bounds: `pages_max` pages under
/// way; everybody waits at most `patience`; a page that has kept one reader waiting so long keeps
/// nobody else. A folder that is away is logged once, and once more when it is back.
///
/// Ends when the reads under way do. Must end before the shards that asked.
class page_fetcher {
public:
    static constexpr std::size_t reads_at_once = 4;
    static constexpr std::size_t pages_max = 1024;
    static constexpr std::chrono::seconds default_patience{10};

    /// A page, and where it is shelved: names that `deck_shelf::page_file` has found good.
    struct page {
        std::string hash;
        std::string name;
        std::filesystem::path file;
    };

    /// `shelf` is the folder that holds all decks' folders; the cache outlives this.
    page_fetcher(
        page_cache& into, std::filesystem::path shelf,
        std::chrono::milliseconds patience = default_patience
    );

    page_cache& cache() { return cache_; }

    /// The file to answer with: a copy, or the shelved page itself when it cannot be copied. Empty
    /// when there is no such page, and when the shelf does not answer.
    boost::asio::awaitable<std::filesystem::path> fetch(page wanted);

    /// Whether the last page that was asked for could not be looked for.
    bool is_shelf_away() const { return is_away_; }

private:
    struct waiter;
    struct flight {
        std::chrono::steady_clock::time_point begun;
        std::vector<std::shared_ptr<waiter>> waiting;
    };

    bool join(const page& wanted, const std::shared_ptr<waiter>& who);
    void land(const page& wanted);
    std::filesystem::path bring(const page& wanted);
    void note_unread(const std::error_code& why);
    void note_away(const std::string& why);
    void note_back();

    page_cache& cache_;
    const std::filesystem::path shelf_;
    const std::chrono::milliseconds patience_;
    std::atomic<bool> is_away_ = false;
    occasional uncopied_;
    std::mutex guard_;
    std::unordered_map<std::string, flight> flights_;  ///< By where the page is shelved.
    worker_threads threads_{reads_at_once};
};

}  // namespace aula
