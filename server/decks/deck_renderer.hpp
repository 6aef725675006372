#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "decks/deck_shelf.hpp"
#include "decks/sandbox.hpp"

namespace aula {

/// What one conversion may cost. The defaults serve; tests shrink them.
struct deck_limits {
    std::uint64_t file_bytes_max = 50ull << 20;
    int pages_max = 300;
    int page_points_max = 14400;  ///< Either side of a page, in points: 5 m, the most that PDF 1.7
                                  ///< asks viewers to take.
    int page_ratio_max = 5;       ///< Long side to short side: bounds the pixels of a page.
    std::uint64_t output_bytes_max = 256ull << 20;    ///< All pictures and texts of one deck.
    std::chrono::milliseconds wall_max{10 * 60'000};  ///< One conversion, from start to end.
    std::chrono::seconds cpu_per_tool_max{60};        ///< One run of one tool.
};

struct deck_request {
    std::filesystem::path
        file;  ///< The uploaded PDF, see `deck_shelf::original`. The renderer's from now on.
    std::string hash;       ///< Names the deck's folder and its URLs, see `deck_hash`.
    std::string file_name;  ///< As uploaded; gives the title of a PDF that has none.
};

/// Turns uploaded PDF files into folders of pictures and texts on the shelf: one worker thread, one
/// conversion at a time, at nice 10, every tool in a sandbox of its own.
///
/// A folder appears whole, by one rename, or not at all. A hash that is on the shelf already is
/// ready at once. Bound: `queue_max` waiting requests, beyond them `busy`. Errors are one sentence
/// for the lecturer: `invalid` (not a PDF, damaged, password), `too_large` (file, pages, page size,
/// output, time), `storage_full`, `internal` (no tools).
///
/// The uploaded file is removed when its request is done, ready or failed, because pages are all
/// that students need; it stays when the renderer is stopped (`unavailable`), so that a restart can
/// ask for it again.
class deck_renderer {
public:
    static constexpr std::size_t queue_max = 64;

    using progress_callback = std::function<void(int pages_done, int pages)>;
    using done_callback = std::function<void(result<rendered_deck>)>;

    deck_renderer(deck_shelf shelf, deck_limits limits = {});
    ~deck_renderer();

    /// Queues one conversion. Both callbacks run on the worker's thread and must only post; `done`
    /// is called exactly once for every request that was accepted. Safe from any thread.
    result<void> render(deck_request request, progress_callback progress, done_callback done);

    /// Ends the running conversion, answers everything that waits with `unavailable`, and joins the
    /// thread.
    void stop();

    /// How the tools are held in: for the log and `aula doctor`.
    sandbox_kind kind() const { return sandbox_.kind(); }

private:
    struct job {
        deck_request request;
        progress_callback progress;
        done_callback done;
    };

    void work();
    void finish(job& done_with, result<rendered_deck> answer);

    const deck_shelf shelf_;
    const deck_limits limits_;
    stop_signal stopping_;
    const sandbox sandbox_;
    std::mutex mutex_;  ///< Guards `waiting_` and `is_stopped_`.
    std::condition_variable wake_;
    std::deque<job> waiting_;
    bool is_stopped_ = false;
    std::thread worker_;
};

}  // namespace aula
