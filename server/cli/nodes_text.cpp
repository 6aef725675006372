#include "cli/nodes_text.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "client/text_table.hpp"

namespace aula::cli {
namespace {

/// `0.4 s`, `12 min`, `5 h`, `3 d`: as much as somebody who looks needs.
std::string roughly(milliseconds time) {
    using std::chrono::duration_cast;
    if (time < std::chrono::minutes{1}) {
        const auto tenths = std::max<std::int64_t>(0, time.count() / 100);
        return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
    }
    if (time < std::chrono::hours{2}) {
        return std::to_string(duration_cast<std::chrono::minutes>(time).count()) + " min";
    }
    const auto hours = duration_cast<std::chrono::hours>(time).count();
    return hours < 48 ? std::to_string(hours) + " h" : std::to_string(hours / 24) + " d";
}

}  // namespace

std::string_view state_of(const node_row& node) {
    if (node.is_dead) return "dead";
    return node.is_draining ? "draining" : "live";
}

std::string nodes_text(const nodes_seen& seen) {
    text_table table(
        {"node", "state", "version", "rooms", "people", "up for", "last beat", "address"}
    );
    for (const auto& node : seen.nodes) {
        table.add(
            {node.name, std::string(state_of(node)), node.version, std::to_string(node.load.rooms),
             std::to_string(node.load.people), roughly(node.age), roughly(node.silence) + " ago",
             node.address}
        );
    }
    return table.text();
}

nlohmann::json nodes_json(const nodes_seen& seen) {
    auto listed = nlohmann::json::array();
    for (const auto& node : seen.nodes) {
        auto sessions = nlohmann::json::array();
        for (const auto& [session, of] : seen.leases) {
            if (of.is_mine(node.name, node.incarnation)) sessions.push_back(session.text());
        }
        listed.push_back(
            {{"name", node.name},
             {"state", state_of(node)},
             {"version", node.version},
             {"address", node.address},
             {"incarnation", node.incarnation},
             {"started_at", to_iso8601(node.started_at)},
             {"beat_at", to_iso8601(node.beat_at)},
             {"age_ms", node.age.count()},
             {"silence_ms", node.silence.count()},
             {"is_alone", node.is_alone},
             {"rooms", node.load.rooms},
             {"people", node.load.people},
             {"sessions", std::move(sessions)}}
        );
    }
    return {{"nodes", std::move(listed)}};
}

}  // namespace aula::cli
