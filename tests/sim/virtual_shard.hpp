#pragma once

#include <functional>
#include <map>

#include "live/shard.hpp"
#include "sim/timeline.hpp"

namespace aula::sim {

/// Who is running: a shard's number, or `elsewhere` for the store's threads and everybody else.
struct running {
    static constexpr std::size_t elsewhere = 99;
    std::size_t who = elsewhere;
};

/// A shard without a thread: what is posted to it is a message that takes time. Two senders'
/// messages overtake each other; one sender's never do.
class virtual_shard final : public shard {
public:
    virtual_shard(std::size_t index, timeline& in, dice& by, running& now)
        : shard(index), time_(in), dice_(by), running_(now) {}

    void post(work what) override;
    void at_turn_end(work what) override { post(std::move(what)); }
    void after(milliseconds time, work what) override;

    /// Has it run on this shard, now, with everything that its coroutines do of it at once.
    template <class What>
    void run(What&& what) {
        const auto before = std::exchange(running_.who, index());
        what();
        io().restart();
        io().poll();
        running_.who = before;
    }

private:
    timeline& time_;
    dice& dice_;
    running& running_;
    std::map<std::size_t, instant> last_;  ///< Of each sender's messages: when it arrives.
};

}  // namespace aula::sim
