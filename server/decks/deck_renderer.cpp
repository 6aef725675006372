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

error cancelled() {
    return {error_code::not_found, "The deck was deleted before its pages were ready."};
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
    if (!waiting_.push({std::move(request), std::move(progress), std::move(done)})) {
        return {error_code::busy, "Too many decks are waiting to be converted; try again soon."};
    }
    unfinished_.add(1);
    wake_.notify_one();
    return {};
}

void deck_renderer::cancel(deck_id deck) {
    std::unique_lock lock(mutex_);
    if (running_ != nullptr && running_->request.deck == deck) {
        is_cancelled_ = true;
        interrupted_.raise();
    }
    const auto taken_out = waiting_.take(deck);
    if (!taken_out) return;
    unfinished_.add(-1);
    lock.unlock();
    taken_out->done(cancelled());
}

std::size_t deck_renderer::place_in_line(deck_id deck) const {
    const std::lock_guard lock(mutex_);
    return waiting_.place_of(deck);
}

void deck_renderer::stop() {
    {
        const std::lock_guard lock(mutex_);
        is_stopped_ = true;
        interrupted_.raise();
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
        auto next = waiting_.pop();
        auto said = run(next, lock);
        lock.unlock();
        answer(next, std::move(said));
        lock.lock();
        unfinished_.add(-1);
    }
}

/// Converts without the lock, which is held before and after.
result<rendered_deck> deck_renderer::run(
    const deck_job& asked, std::unique_lock<std::mutex>& lock
) {
    if (is_stopped_) return stopping();
    running_ = &asked;
    lock.unlock();
    auto said = convert(asked);
    lock.lock();
    running_ = nullptr;
    if (!std::exchange(is_cancelled_, false)) return said;
    if (!is_stopped_) interrupted_.lower();
    // A conversion that was complete before its tools could be ended is ready: its pages are on the
    // shelf, and the caller has to know of them.
    if (!said) said = cancelled();
    return said;
}

result<rendered_deck> deck_renderer::convert(const deck_job& asked) const {
    const deck_workplace place{shelf_, sandbox_, interrupted_, limits_};
    try {
        return convert_deck(place, asked.request, asked.progress);
    } catch (const std::exception& thrown) {  // out of memory, or a library's
        const needed_memory whole;
        return {error_code::internal, std::string("Converting the deck failed: ") + thrown.what()};
    }
}

void deck_renderer::answer(const deck_job& asked, result<rendered_deck> said) const {
    const needed_memory whole;  // every request is answered
    if (said || said.error().code != error_code::unavailable) {
        std::error_code ignored;
        std::filesystem::remove(asked.request.file, ignored);
    }
    asked.done(std::move(said));
}

}  // namespace aula
