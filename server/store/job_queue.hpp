#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

namespace aula {

/// Work that waits for a thread of the store. Thread-safe. Bound: `capacity`; beyond it `push` says
/// so.
template <class Job>
class job_queue {
public:
    enum class pushed { yes, full, closed };

    explicit job_queue(std::size_t capacity) : capacity_(capacity) {}

    /// Takes the job only when the answer is `yes`.
    pushed push(std::unique_ptr<Job>& work) {
        {
            const std::lock_guard lock(mutex_);
            if (is_closed_) return pushed::closed;
            if (jobs_.size() >= capacity_) return pushed::full;
            jobs_.push_back(std::move(work));
        }
        ready_.notify_one();
        return pushed::yes;
    }

    /// Waits for the next job; nothing when the queue is closed and empty.
    std::unique_ptr<Job> pop() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return is_closed_ || !jobs_.empty(); });
        return take_front();
    }

    /// The same, but waits only so long; nothing also when none has come by then.
    template <class Duration>
    std::unique_ptr<Job> pop_within(Duration patience) {
        std::unique_lock lock(mutex_);
        ready_.wait_for(lock, patience, [this] { return is_closed_ || !jobs_.empty(); });
        return take_front();
    }

    /// Closed and empty: there will be no more.
    bool is_over() const {
        const std::lock_guard lock(mutex_);
        return is_closed_ && jobs_.empty();
    }

    /// The next job if one is there already.
    std::unique_ptr<Job> try_pop() {
        const std::lock_guard lock(mutex_);
        return take_front();
    }

    /// No more is taken in; what waits is still handed out.
    void close() {
        {
            const std::lock_guard lock(mutex_);
            is_closed_ = true;
        }
        ready_.notify_all();
    }

    std::size_t size() const {
        const std::lock_guard lock(mutex_);
        return jobs_.size();
    }

private:
    std::unique_ptr<Job> take_front() {
        if (jobs_.empty()) return nullptr;
        auto next = std::move(jobs_.front());
        jobs_.pop_front();
        return next;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::unique_ptr<Job>> jobs_;
    bool is_closed_ = false;
};

}  // namespace aula
