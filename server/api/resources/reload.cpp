#include "base/json.hpp"

#include "api/background.hpp"
#include "api/call.hpp"
#include "api/resources.hpp"

namespace aula::resources {

answer reload(call& c) {
    auto work = c.parts.reload;
    if (!work) co_return refuse(conflict("This server cannot be reloaded."));
    const auto outcome = co_await c.behind.run(std::move(work));
    if (!outcome) co_return refuse(outcome.error());
    co_return json_answer({{"changed", outcome->taken}, {"needs_restart", outcome->needs_restart}});
}

}  // namespace aula::resources
