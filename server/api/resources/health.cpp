#include "base/json.hpp"

#include "api/call.hpp"
#include "api/resources.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

/// Nothing when somebody who is sent here now will be served.
std::string_view why_not_ready(const api_parts& parts) {
    const auto phase = parts.phase();
    if (phase == server_phase::starting) return "starting";
    if (phase != server_phase::serving) return "draining";
    if (parts.kept.statistics().is_storage_full) return "storage";
    return parts.aside();
}

std::string_view status_of(const api_parts& parts) {
    if (parts.is_apart()) return "cut_off";
    return parts.kept.statistics().is_storage_full ? "read_only" : "ok";
}

/// Where the server listens concerns nobody but its operator.
void add_addresses(const server_addresses& at, nlohmann::ordered_json& to) {
    if (at.listen.empty()) return;
    to["listen"] = at.listen;
    to["url"] = at.url;
    if (!at.metrics.empty()) to["metrics"] = at.metrics;
}

}  // namespace

answer health(call& c) {
    nlohmann::ordered_json said{{"status", status_of(c.parts)}, {"version", AULA_VERSION}};
    if (c.request.is_local_operator) add_addresses(c.parts.settings.addresses, said);
    co_return json_answer(said, c.parts.is_apart() ? 503 : 200);
}

answer ready(call& c) {
    const auto why = why_not_ready(c.parts);
    if (why.empty()) co_return json_answer({{"ready", true}});
    co_return json_answer({{"ready", false}, {"why", why}}, 503);
}

answer live(call& c) {
    const auto stuck = c.parts.stuck();
    if (stuck.empty()) co_return json_answer({{"live", true}});
    co_return json_answer({{"live", false}, {"stuck", stuck}}, 503);
}

}  // namespace aula::resources
