#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_fwd.hpp"
#include "store/leases.hpp"
#include "store/nodes.hpp"

/// What `aula nodes` shows: who serves, as the database knows it.
namespace aula::cli {

struct nodes_seen {
    std::vector<node_row> nodes;
    std::vector<std::pair<session_id, lease>> leases;
};

/// `live`, `draining` or `dead`.
std::string_view state_of(const node_row& node);

/// A table for people.
std::string nodes_text(const nodes_seen& seen);

/// For programs: times in milliseconds, and the sessions whose rooms each incarnation owns.
nlohmann::json nodes_json(const nodes_seen& seen);

}  // namespace aula::cli
