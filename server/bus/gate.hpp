#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace aula {

/// Stands before a callback of somebody who may go at any time: once it is closed, the callback is
/// not running and does not run again.
///
/// Thread-safe; `call` is made by one thread at a time. The callback may close its own gate: then
/// `close` does not wait for it.
template <class Argument>
class gate {
public:
    explicit gate(std::function<void(Argument)> each) : each_(std::move(each)) {}

    /// False when it was closed before.
    bool call(Argument with) {
        {
            const std::lock_guard lock(guard_);
            if (is_closed_) return false;
            running_on_ = std::this_thread::get_id();
        }
        each_(with);
        std::function<void(Argument)> done_with;
        const std::lock_guard lock(guard_);
        running_on_ = {};
        if (is_closed_) done_with.swap(each_);
        is_over_.notify_all();
        return true;
    }

    /// What the callback holds goes too.
    void close() {
        std::function<void(Argument)> done_with;
        std::unique_lock lock(guard_);
        is_closed_ = true;
        if (running_on_ == std::this_thread::get_id()) return;
        is_over_.wait(lock, [this] { return running_on_ == std::thread::id{}; });
        done_with.swap(each_);
    }

private:
    std::function<void(Argument)> each_;  ///< Without the lock only while `running_on_` is set.
    std::mutex guard_;
    std::condition_variable is_over_;
    std::thread::id running_on_;
    bool is_closed_ = false;
};

}  // namespace aula
