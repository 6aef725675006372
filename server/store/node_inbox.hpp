#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/nodes.hpp"

/// What nodes say to each other while the bus is away: slow, and never the truth either
/// (docs/decisions/0021-when-the-bus-is-away.md).
namespace aula::node_inbox {

struct note {
    std::int64_t sender = 0;  ///< The incarnation of the node that says it.
    std::int64_t number = 0;  ///< The sender's own, growing.
    std::string body;         ///< Text.
    milliseconds age{0};      ///< Since it was said; the way counts.
};

/// Into the inbox of one node. A node that is dead or unknown gets nothing, and that is no error:
/// nobody would ever take it out.
result<void> put(database& db, const node_name& to, const note& said);
/// Into the inbox of every living node but the one that says it.
result<void> put_to_others(database& db, const node_name& self, const note& said);

/// Takes out everything that is there for this node; of each sender in the order of its numbers.
result<std::vector<note>> take(database& db, const node_name& self);

}  // namespace aula::node_inbox
