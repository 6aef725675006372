#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace aula {

class metrics_text;

// What is counted is a member of a plain struct that lives where it is written: one for each shard,
// one in the store. Writing is a relaxed store without a lock; any thread may read at any time and
// stops nobody.

/// A number that only grows. One writer at a time: a shard, a thread, or whoever holds a mutex.
class counter {
public:
    void add(std::uint64_t more = 1) {
        count_.store(count_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    std::uint64_t value() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> count_{0};
};

/// The same for several writers at once; dearer, so for what is rare.
class shared_counter {
public:
    void add(std::uint64_t more = 1) { count_.fetch_add(more, std::memory_order_relaxed); }
    std::uint64_t value() const { return count_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> count_{0};
};

/// A number that goes up and down. One writer at a time.
class gauge {
public:
    template <class Number>
    void set(Number now) {
        now_.store(static_cast<std::int64_t>(now), std::memory_order_relaxed);
    }
    void add(std::int64_t more) { set(value() + more); }
    std::int64_t value() const { return now_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> now_{0};
};

/// The upper bounds of every histogram's buckets, in seconds: from a commit on a good disk to a
/// person's patience.
constexpr std::array histogram_bounds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                      0.1,    0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

/// A histogram as it was read. Not cumulative; the last bucket is for what is above all bounds.
struct histogram_values {
    std::array<std::uint64_t, histogram_bounds.size() + 1> counts{};
    double sum_seconds = 0;

    histogram_values& operator+=(const histogram_values& other);
};

/// How long something took, sorted into buckets. One writer at a time.
class histogram {
public:
    void observe(std::chrono::nanoseconds took);
    histogram_values values() const;

private:
    std::array<counter, histogram_bounds.size() + 1> counts_;
    counter nanoseconds_;
};

/// All of the server's numbers: whoever has some adds a source, and a scrape asks one source after
/// the other.
///
/// Add all sources before the first scrape; after that any thread may scrape. A source runs on the
/// scraper's thread, only reads, and must outlive the registry's last scrape.
class metrics {
public:
    using source = std::function<void(metrics_text&)>;

    void add(source from) { sources_.push_back(std::move(from)); }
    std::string text() const;

private:
    std::vector<source> sources_;
};

}  // namespace aula
