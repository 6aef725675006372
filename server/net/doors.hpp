#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <mutex>
#include <vector>

namespace aula {

/// The doorsteps of all shards: connections and descriptors are counted together, but each shard
/// knows only whom it can spare itself. Whoever has nobody asks the others.
///
/// Thread-safe. Used only when the house is full.
class doors {
public:
    /// Cuts, on its own shard and later, some who have stood there long enough.
    using ask = std::function<void()>;

    void add(const void* door, ask make_room) {
        const std::scoped_lock only(mutex_);
        all_.push_back({door, std::move(make_room)});
    }

    void remove(const void* door) {
        const std::scoped_lock only(mutex_);
        std::erase_if(all_, [door](const neighbour& each) { return each.door == door; });
    }

    /// How many stand on all doorsteps together; each doorstep counts its own in here.
    std::atomic<std::size_t> standing{0};

    /// Has the others make room; false when nobody stands anywhere, and the house is full of
    /// people.
    bool ask_others(const void* door) {
        if (standing == 0) return false;
        const std::scoped_lock only(mutex_);
        bool is_asked = false;
        for (const auto& each : all_) {
            if (each.door == door) continue;
            each.make_room();
            is_asked = true;
        }
        return is_asked;
    }

private:
    struct neighbour {
        const void* door;
        ask make_room;
    };
    std::mutex mutex_;
    std::vector<neighbour> all_;
};

}  // namespace aula
