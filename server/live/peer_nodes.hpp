#pragma once

#include <cstdint>
#include <string_view>

#include "live/node_messages.hpp"

namespace aula {

/// The other nodes of a cluster, as one room reaches them; called on the room's shard.
class peer_nodes {
public:
    virtual ~peer_nodes() = default;

    virtual const node_name& self() const = 0;
    virtual std::int64_t incarnation() const = 0;
    /// Whether this node's beats reach the database.
    virtual bool is_beating() const = 0;
    virtual bool has_bus() const = 0;

    /// To one node; false when it did not get on its way.
    virtual bool tell(const node_name& to, const node_message& said) = 0;
    /// To all who follow this room; without the bus to nobody, and they read the log.
    virtual void tell_followers(const node_message& said) = 0;
    /// A media frame to every other node where the session has subscribers; without the bus to
    /// none.
    virtual void tell_media(std::string_view bytes) = 0;
    /// The room may have another owner by now: the lease is looked at, after this turn of the loop.
    virtual void doubt_owner() = 0;
};

}  // namespace aula
