#include <nlohmann/json.hpp>

#include "api/call.hpp"
#include "api/resources.hpp"
#include "store/store.hpp"

namespace aula::resources {

answer health(call& c) {
    const bool is_full = c.parts.kept.statistics().is_storage_full;
    co_return json_answer({{"status", is_full ? "read_only" : "ok"}, {"version", AULA_VERSION}});
}

}  // namespace aula::resources
