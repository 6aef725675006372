#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "net/outbox.hpp"

namespace aula {

/// Connections that nobody would miss yet. A connection stands here from its acceptance until
/// somebody known asks something on it that they may, or says hello; and again while its answer is
/// written, and until the next such request. What strangers ask is answered while they stand here.
///
/// Lives on: one shard.  When there is no room for one more connection, one that has stood here
/// long makes it, of the network that has most of them here. People who want to come in get on
/// within milliseconds, so it is those who only hold a place that lose it, and a door full of them
/// lets everybody else in. Nobody is cut before they had `time_to_speak`, or a crowd that comes
/// again at once whenever it is cut would push out everybody else in the turn in which they came.
/// Bound: one entry a connection.
class doorstep {
public:
    using clock = std::chrono::steady_clock;

    /// `everywhere` counts those of all doorsteps, and outlives this one.
    explicit doorstep(std::atomic<std::size_t>& everywhere) : everywhere_(everywhere) {}

    static constexpr std::chrono::milliseconds time_to_speak{250};

    /// One connection's place here. It does not stand at first.
    class spot {
    public:
        spot(std::shared_ptr<doorstep> on, outbox& who, std::string network)
            : on_(std::move(on)), who_(who), network_(std::move(network)) {}
        ~spot() { step_in(); }
        spot(const spot&) = delete;
        spot& operator=(const spot&) = delete;

        /// At the end of the line; no effect if it stands already.
        void stand(clock::time_point now = clock::now());
        void step_in();  ///< Has shown what it wants; no effect if it does not stand.

    private:
        friend class doorstep;
        std::shared_ptr<doorstep> on_;
        outbox& who_;
        const std::string network_;
        std::list<spot*>::iterator at_;
        clock::time_point since_{};
        bool is_standing_ = false;
    };

    /// Cuts a connection that has stood here long enough; false when there is none.
    bool clear_one(clock::time_point now = clock::now());

    /// Whether somebody stands here who will have to make room in a moment, but not yet.
    bool is_too_early(clock::time_point now = clock::now()) const;
    bool is_empty() const { return line_.empty(); }

private:
    static constexpr std::size_t candidates = 32;  ///< So many of the oldest are compared.

    std::atomic<std::size_t>& everywhere_;
    std::list<spot*> line_;
    std::unordered_map<std::string, std::size_t> standing_;  ///< By network.
};

}  // namespace aula
