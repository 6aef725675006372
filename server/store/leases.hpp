#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/nodes.hpp"

namespace aula {

/// What a commit to a session's log has to show: that nobody else owns the room by now.
struct fence {
    std::int64_t epoch = 0;
    node_name owner;
};

/// The right to write one session's log. It has no end of its own: it lives as long as its node
/// does (nodes.hpp), and then belongs to whoever claims it first.
struct lease {
    node_name owner;
    std::int64_t incarnation = 0;
    std::int64_t epoch = 0;  ///< Grows by one with each change of owner, and never falls.

    bool is_mine(const node_name& name, std::int64_t as) const {
        return owner == name && incarnation == as;
    }
    fence as_fence() const { return {.epoch = epoch, .owner = owner}; }
};

}  // namespace aula

/// Which node owns which room (docs/decisions/0019-rooms-have-one-owner.md). A session that was
/// deleted has no lease.
namespace aula::leases {

/// Nothing when nobody ever had it, or it was given up. The owner may be dead: `nodes::all` tells.
result<std::optional<lease>> find(database& db, session_id session);

/// Whoever owns the room afterwards: `me`, when nobody did or its owner is gone (left, replaced by
/// a newer incarnation, written off, or silent while `me` is steady, and then it is written off);
/// otherwise the present owner. What a dead owner's process has begun at the database is ended
/// first. That a node is drained is for it to obey: the last one of all may have to.
///
/// `conflict` when this incarnation of `me` is over or was never enrolled; `not_found` for an
/// unknown session; `busy` when somebody else is at it for longer than 0.3 s: try again.
result<lease> claim(
    database& db, session_id session, const node_name& me, std::int64_t incarnation
);

/// Gives a room that is mine to another node that lives and is not drained. `conflict` when it is
/// not mine any more, or `to` is none of that.
result<lease> hand_over(database& db, session_id session, const lease& mine, const node_name& to);

/// Gives the room up: the next `claim` gets it. `conflict` when it is not mine any more.
result<void> release(database& db, session_id session, const lease& mine);

/// By session; those that were given up are not among them.
result<std::vector<std::pair<session_id, lease>>> all(database& db);

/// For a piece of work that must not be committed when the room is somebody else's: `fenced` then,
/// at the latest with `database::settle`; `not_found` for an unknown session. Until the transaction
/// ends nobody can claim the room. Takes no round trip of its own.
result<void> hold(database& db, session_id session, const fence& with);

}  // namespace aula::leases
