#include "live/followers.hpp"

#include <utility>

namespace aula {
namespace {

std::vector<participant_id> taken_out(std::unordered_set<participant_id>& of) {
    std::vector<participant_id> out(of.begin(), of.end());
    of.clear();
    return out;
}

}  // namespace

followers::news followers::take(const crowd_report& said, timestamp said_at) {
    const auto [at, is_new] = nodes_.try_emplace(said.from);
    auto& known = at->second;
    if (is_new) known.number = ++last_number_;
    news out;
    out.node = known.number;
    out.lost_at = std::exchange(known.said_at, said_at);
    if (!is_new && known.incarnation != said.incarnation) {
        out.lost = taken_out(known.people);
        known.is_known = false;
    }
    known.incarnation = said.incarnation;
    const bool is_next = known.is_known && said.number == known.last_report + 1;
    if (!said.is_first && !is_next) {
        out.is_gap = true;
        return out;
    }
    known.is_known = true;
    known.last_report = said.number;
    if (said.is_first) known.unconfirmed = known.people;
    for (const auto& each : said.stays) {
        if (each.gone) {
            known.people.erase(each.who);
            known.gone[each.who] = said_at;
        } else {
            known.people.insert(each.who);
            known.gone.erase(each.who);
        }
        known.unconfirmed.erase(each.who);
    }
    if (said.is_whole) {
        out.missing = taken_out(known.unconfirmed);
        for (const auto who : out.missing) known.people.erase(who);
    }
    return out;
}

std::vector<participant_id> followers::gone_from(const node_name& name, timestamp since) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end()) return {};
    auto& gone = found->second.gone;
    std::erase_if(gone, [since](const auto& each) { return each.second < since; });
    std::vector<participant_id> all;
    for (const auto& [who, gone_at] : gone) all.push_back(who);
    return all;
}

followers::news followers::drop(const node_name& name) {
    news out;
    auto taken = nodes_.extract(name);
    if (taken.empty()) return out;
    out.node = taken.mapped().number;
    out.lost = taken_out(taken.mapped().people);
    out.lost_at = taken.mapped().said_at;
    return out;
}

std::vector<node_name> followers::names() const {
    std::vector<node_name> all;
    for (const auto& [name, known] : nodes_) all.push_back(name);
    return all;
}

std::int64_t followers::incarnation_of(const node_name& name) const {
    const auto found = nodes_.find(name);
    return found == nodes_.end() ? 0 : found->second.incarnation;
}

std::vector<node_name> followers::silent_since(timestamp when) const {
    std::vector<node_name> all;
    for (const auto& [name, known] : nodes_) {
        if (known.said_at < when && known.people.empty()) all.push_back(name);
    }
    return all;
}

std::vector<followers::missed> followers::missed_since(timestamp when) const {
    std::vector<missed> all;
    for (const auto& [name, known] : nodes_) {
        if (known.said_at >= when) continue;
        for (const auto who : known.people) all.push_back({who, known.number, known.said_at});
    }
    return all;
}

}  // namespace aula
