#include "base/needed_memory.hpp"

#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

namespace aula {
namespace {

constexpr std::size_t reserve_bytes = 1024 * 1024;

std::atomic<void*> reserve{nullptr};
std::atomic<std::uint64_t> refusal_count{0};
thread_local int depth = 0;
thread_local std::int64_t refused_since_ms = 0;
thread_local std::int64_t refused_at_ms = 0;
thread_local bool is_said = false;

std::int64_t now_ms() {
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

/// No memory for the log either, so that the line goes out by a bare system call.
void say_that_it_waits() {
    constexpr std::string_view line =
        "aula: A part of the server waits for memory. Give the machine more, or end what uses it "
        "up.\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void wait_a_moment() {
    constexpr std::int64_t same_want_ms = 100;  // a pause that is longer began another want
    constexpr std::int64_t silent_ms = 1000;
    const auto now = now_ms();
    if (now - refused_at_ms > same_want_ms) {
        refused_since_ms = now;
        is_said = false;
    }
    refused_at_ms = now;
    if (now - refused_since_ms >= silent_ms && !std::exchange(is_said, true)) say_that_it_waits();
    constexpr timespec moment{.tv_sec = 0, .tv_nsec = 1'000'000};
    ::nanosleep(&moment, nullptr);
}

/// Called by `new` when the system refuses; when it returns, `new` tries again.
void on_refusal() {
    refusal_count.fetch_add(1, std::memory_order_relaxed);
    const bool is_tidying = std::uncaught_exceptions() > 0 || std::current_exception() != nullptr;
    if (depth == 0 && !is_tidying) throw std::bad_alloc();
    if (void* const kept = reserve.exchange(nullptr)) return std::free(kept);
    wait_a_moment();
}

}  // namespace

needed_memory::needed_memory() {
    ++depth;
}

needed_memory::~needed_memory() {
    --depth;
}

refusable_memory::refusable_memory() : depth_before_(depth) {
    depth = 0;
}

refusable_memory::~refusable_memory() {
    depth = depth_before_;
}

bool needed_memory::keep_reserve() {
    std::set_new_handler(on_refusal);
    if (reserve.load() != nullptr) return true;
    void* const fresh = std::malloc(reserve_bytes);
    if (fresh == nullptr) return false;
    void* none = nullptr;
    if (!reserve.compare_exchange_strong(none, fresh)) std::free(fresh);
    return true;
}

std::uint64_t needed_memory::refusals() {
    return refusal_count.load(std::memory_order_relaxed);
}

}  // namespace aula
