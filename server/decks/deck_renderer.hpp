#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "decks/deck_conversion.hpp"
#include "decks/deck_limits.hpp"
#include "decks/deck_queue.hpp"
#include "decks/deck_shelf.hpp"
#include "decks/sandbox.hpp"

namespace aula {

/// Turns uploaded PDF files into folders of pictures and texts on the shelf: one worker thread, one
/// conversion at a time, at nice 10, every tool in a sandbox of its own. Courses take turns, and a
/// conversion has time in proportion to its pages: one course does not hold up the others.
///
/// A folder appears whole, by one rename, or not at all. A hash that is on the shelf already is
/// ready at once. Bounds: those of `deck_queue`, beyond them `busy`. Errors are one sentence
/// for the lecturer: `invalid` (not a PDF, damaged, password), `too_large` (file, pages, page size,
/// output, time), `storage_full`, `internal` (no tools).
///
/// The uploaded file is removed when its conversion has ended, ready or failed, because pages are
/// all that students need; it stays when the renderer is stopped (`unavailable`), so that a restart
/// can ask for it again, and when its request is cancelled while it waits.
class deck_renderer {
public:
    using done_callback = std::function<void(result<rendered_deck>)>;

    /// Starts the worker. `forced` overrules the search for the best sandbox.
    explicit deck_renderer(
        deck_shelf shelf, deck_limits limits = {}, std::optional<sandbox_kind> forced = {}
    );
    ~deck_renderer();

    /// Queues one conversion. Both callbacks run on the worker's thread and must only post; `done`
    /// is called exactly once for every request that was accepted, and within `cancel` for a
    /// request that it takes out of the queue. Safe from any thread.
    result<void> render(deck_request request, progress_callback progress, done_callback done);

    /// Ends the conversion of this deck, whether it waits or runs, and answers it with `not_found`.
    /// Its tools are killed, and the next conversion begins. No effect for a deck that is not here.
    /// A conversion that is complete at this moment is answered as ready. Safe from any thread;
    /// waits for no tool and touches no file.
    void cancel(deck_id deck);

    /// 1 for the deck that is converted next; 0 for a deck that does not wait. From any thread.
    std::size_t place_in_line(deck_id deck) const;

    /// How full pages may make the disk from now on, in percent; from any thread.
    void use_disk_up_to(std::uint64_t percent) { limits_.disk_percent_max = percent; }

    /// Ends the running conversion, answers everything that waits with `unavailable`, and joins the
    /// thread.
    void stop();

    /// Decks that wait and the one that is being converted; from any thread.
    std::int64_t unfinished() const { return unfinished_.value(); }

    /// How the tools are held in: for the log and `aula doctor`.
    sandbox_kind kind() const { return sandbox_.kind(); }

private:
    void work();
    result<rendered_deck> run(const deck_job& asked, std::unique_lock<std::mutex>& lock);
    result<rendered_deck> convert(const deck_job& asked) const;
    void answer(const deck_job& asked, result<rendered_deck> said) const;

    const deck_shelf shelf_;
    deck_limits limits_;       ///< Constant but for `disk_percent_max`.
    stop_signal interrupted_;  ///< Ends the tools of the running conversion.
    const sandbox sandbox_;

    mutable std::mutex mutex_;  ///< Guards what follows, and the writing of `unfinished_`.
    gauge unfinished_;
    std::condition_variable wake_;
    deck_queue waiting_;
    const deck_job* running_ = nullptr;
    bool is_cancelled_ = false;  ///< The running one.
    bool is_stopped_ = false;
    std::thread worker_;
};

}  // namespace aula
