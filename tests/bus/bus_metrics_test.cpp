#include "bus/bus_metrics.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "base/metrics_text.hpp"
#include "bus/bus.hpp"

using namespace aula;

TEST_CASE("every number of the bus is on the page of metrics") {
    metrics_text page;
    report(
        page, {.published = 1,
               .refused = 2,
               .received = 3,
               .dropped = 4,
               .reconnects = 5,
               .is_connected = true}
    );
    const auto text = std::move(page).take();
    for (const auto* line :
         {"aula_bus_published_total 1\n", "aula_bus_refused_total 2\n",
          "aula_bus_received_total 3\n", "aula_bus_dropped_total 4\n",
          "aula_bus_reconnects_total 5\n", "aula_bus_connected 1\n"}) {
        CAPTURE(line);
        CHECK(text.find(std::string("\n") + line) != std::string::npos);
    }
}
