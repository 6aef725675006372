#include "bus/delivery.hpp"

#include <utility>

#include "base/needed_memory.hpp"

namespace aula {

delivery::delivery(std::size_t messages_max, std::size_t bytes_max)
    : messages_max_(messages_max), bytes_max_(bytes_max), thread_([this] { run(); }) {}

delivery::~delivery() {
    stop();
    thread_.join();
}

bool delivery::push(std::shared_ptr<receiver> to, std::string_view body) {
    const std::lock_guard lock(guard_);
    if (is_stopped_ || waiting_.size() >= messages_max_) return false;
    if (bytes_ + body.size() > bytes_max_) return false;
    const needed_memory whole;  // what was taken in is delivered
    waiting_.push_back({std::move(to), std::string(body)});
    bytes_ += body.size();
    has_come_.notify_one();
    return true;
}

void delivery::stop() {
    std::deque<message> given_up;
    {
        const std::lock_guard lock(guard_);
        is_stopped_ = true;
        given_up.swap(waiting_);
        has_come_.notify_one();
    }
}

void delivery::run() {
    const needed_memory whole;
    std::unique_lock lock(guard_);
    for (;;) {
        has_come_.wait(lock, [this] { return is_stopped_ || !waiting_.empty(); });
        if (is_stopped_) return;
        {
            const auto next = std::move(waiting_.front());
            waiting_.pop_front();
            bytes_ -= next.body.size();
            lock.unlock();
            next.to->call(next.body);
        }  // what the receiver held goes before the lock is taken: it may want the bus
        lock.lock();
    }
}

}  // namespace aula
