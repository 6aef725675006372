#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "live/peer_nodes.hpp"
#include "live/publication.hpp"

namespace aula {

/// The shard on which a room lives, as the room uses it. Called on that shard, except for `post`.
class room_host {
public:
    virtual ~room_host() = default;

    virtual timestamp now() const = 0;
    /// Runs `work` on the room's shard; from any thread.
    virtual void post(std::function<void()> work) = 0;

    // To the audience on a shard. An audience relies on publications, primers and welcomes keeping
    // the order in which the room made them.
    virtual void publish(std::size_t shard, std::shared_ptr<const publication> shown) = 0;
    /// `slot`: of the signal's kind.
    virtual void publish_signal(std::size_t shard, std::size_t slot, shared_frame frame) = 0;
    virtual void publish_media(std::size_t shard, shared_frame frame) = 0;

    /// Null where there is one server alone.
    virtual peer_nodes* nodes() = 0;
};

}  // namespace aula
