#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

namespace aula {

/// Work that waits for a thread of the store. Thread-safe. Bound: `capacity`; beyond it `push` says
/// so. Urgent work stands in a line of its own, at most `urgent_max`, which comes first.
template <class Job>
class job_queue {
public:
    enum class pushed { yes, full, closed };
    static constexpr std::size_t urgent_max = 64;

    explicit job_queue(std::size_t capacity) : capacity_(capacity) {}

    /// Takes the job only when the answer is `yes`.
    pushed push(std::unique_ptr<Job>& work) { return push_into(jobs_, capacity_, work); }
    pushed push_urgent(std::unique_ptr<Job>& work) { return push_into(urgent_, urgent_max, work); }

    /// Waits for the next job; nothing when the queue is closed and empty.
    std::unique_ptr<Job> pop() {
        std::unique_lock lock(mutex_);
        ready_.wait(lock, [this] { return is_closed_ || !is_empty(); });
        return take_front();
    }

    /// The same, but waits only so long; nothing also when none has come by then.
    template <class Duration>
    std::unique_ptr<Job> pop_within(Duration patience) {
        std::unique_lock lock(mutex_);
        ready_.wait_for(lock, patience, [this] { return is_closed_ || !is_empty(); });
        return take_front();
    }

    /// Closed and empty: there will be no more.
    bool is_over() const {
        const std::lock_guard lock(mutex_);
        return is_closed_ && is_empty();
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
        return jobs_.size() + urgent_.size();
    }

private:
    using line = std::deque<std::unique_ptr<Job>>;

    pushed push_into(line& to, std::size_t most, std::unique_ptr<Job>& work) {
        {
            const std::lock_guard lock(mutex_);
            if (is_closed_) return pushed::closed;
            if (to.size() >= most) return pushed::full;
            to.push_back(std::move(work));
        }
        ready_.notify_one();
        return pushed::yes;
    }

    bool is_empty() const { return jobs_.empty() && urgent_.empty(); }

    std::unique_ptr<Job> take_front() {
        if (is_empty()) return nullptr;
        auto& from = urgent_.empty() ? jobs_ : urgent_;
        auto next = std::move(from.front());
        from.pop_front();
        return next;
    }

    const std::size_t capacity_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    line jobs_;
    line urgent_;
    bool is_closed_ = false;
};

}  // namespace aula
