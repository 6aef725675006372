#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "bus/gate.hpp"

namespace aula {

/// A subscription's callback, as the rest of the bus sees it.
using receiver = gate<std::string_view>;

/// Messages that have come and wait for their receivers, and the thread that calls them: so that a
/// receiver that takes its time does not keep the network from being read and answered.
///
/// Bound: `messages_max` and `bytes_max` for all subscriptions together.
class delivery {
public:
    delivery(std::size_t messages_max, std::size_t bytes_max);
    ~delivery();
    delivery(const delivery&) = delete;
    delivery& operator=(const delivery&) = delete;

    /// From any thread. False when too much waits: the message is lost.
    bool push(std::shared_ptr<receiver> to, std::string_view body);

    /// Nothing that waits is given any more; what is being given may still be. The destructor waits
    /// for the thread.
    void stop();

private:
    struct message {
        std::shared_ptr<receiver> to;
        std::string body;
    };

    void run();

    const std::size_t messages_max_;
    const std::size_t bytes_max_;
    std::mutex guard_;
    std::condition_variable has_come_;
    std::deque<message> waiting_;
    std::size_t bytes_ = 0;
    bool is_stopped_ = false;
    std::thread thread_;
};

}  // namespace aula
