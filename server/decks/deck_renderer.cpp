#include "decks/deck_renderer.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <system_error>
#include <utility>

#include "base/needed_memory.hpp"

namespace aula {
namespace {

constexpr int niceness = 10;

error stopping() {
    return {error_code::unavailable, "The server is stopping; the deck is converted afterwards."};
}

}  // namespace

deck_renderer::deck_renderer(
    deck_shelf shelf, deck_limits limits, std::optional<sandbox_kind> forced
)
    : shelf_(std::move(shelf)), limits_(limits), sandbox_(forced), worker_([this] { work(); }) {}

deck_renderer::~deck_renderer() {
    stop();
}

result<void> deck_renderer::render(
    deck_request request, progress_callback progress, done_callback done
) {
    if (!is_deck_hash(request.hash)) return {error_code::invalid, "That is not a deck's hash."};
    const std::lock_guard lock(mutex_);
    if (is_stopped_) return stopping();
    if (waiting_.size() >= queue_max) {
        return {error_code::busy, "Too many decks are waiting to be converted; try again soon."};
    }
    waiting_.push_back({std::move(request), std::move(progress), std::move(done)});
    unfinished_.add(1);
    wake_.notify_one();
    return {};
}

void deck_renderer::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        stopping_.raise();
        wake_.notify_one();
    }
    if (worker_.joinable()) worker_.join();
}

void deck_renderer::work() {
    // Linux keeps niceness per thread, and the tools inherit it from this one.
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), niceness);
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [this] { return is_stopped_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        auto next = std::move(waiting_.front());
        waiting_.pop_front();
        const bool is_too_late = is_stopped_;
        lock.unlock();
        answer(next, is_too_late ? stopping() : convert(next));
        lock.lock();
        unfinished_.add(-1);
    }
}

result<rendered_deck> deck_renderer::convert(const job& asked) const {
    const deck_workplace place{shelf_, sandbox_, stopping_, limits_};
    try {
        return convert_deck(place, asked.request, asked.progress);
    } catch (const std::exception& thrown) {  // out of memory, or a library's
        const needed_memory whole;
        return {error_code::internal, std::string("Converting the deck failed: ") + thrown.what()};
    }
}

void deck_renderer::answer(const job& asked, result<rendered_deck> said) const {
    const needed_memory whole;  // every request is answered
    if (said || said.error().code != error_code::unavailable) {
        std::error_code ignored;
        std::filesystem::remove(asked.request.file, ignored);
    }
    asked.done(std::move(said));
}

}  // namespace aula
