#include "live/members.hpp"

#include <algorithm>

namespace aula {

const node_row* members::find(const node_name& name) const {
    const auto found = std::ranges::find(all, name, &node_row::name);
    return found == all.end() ? nullptr : &*found;
}

bool members::is_first(const node_name& self) const {
    const auto found = std::ranges::find_if(all, [](const node_row& row) {
        return !row.is_dead && !row.is_draining;
    });
    return found != all.end() && found->name == self;  // they are sorted
}

const node_row* members::emptiest_besides(const node_name& self) const {
    const node_row* best = nullptr;
    for (const auto& row : all) {
        if (row.name == self || row.is_dead || row.is_draining || row.load.is_cut_off) continue;
        if (best == nullptr || row.load.people < best->load.people) best = &row;
    }
    return best;
}

}  // namespace aula
