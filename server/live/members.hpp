#pragma once

#include <vector>

#include "store/nodes.hpp"

namespace aula {

/// The nodes as the database has them, at one moment.
struct members {
    std::vector<node_row> all;
    timestamp read_at{};  ///< By this node's clock, when the database told their silence.

    const node_row* find(const node_name& name) const;
    /// Whether `self` is the first of those who live; somebody has to do what one has to do.
    bool is_first(const node_name& self) const;
    /// Of those besides `self` who can take a room, the one with the fewest people.
    const node_row* emptiest_besides(const node_name& self) const;
};

}  // namespace aula
