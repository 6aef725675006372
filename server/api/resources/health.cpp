#include <nlohmann/json.hpp>

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

}  // namespace

answer health(call& c) {
    if (c.parts.is_apart()) {
        co_return json_answer({{"status", "cut_off"}, {"version", AULA_VERSION}}, 503);
    }
    const bool is_full = c.parts.kept.statistics().is_storage_full;
    co_return json_answer({{"status", is_full ? "read_only" : "ok"}, {"version", AULA_VERSION}});
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
