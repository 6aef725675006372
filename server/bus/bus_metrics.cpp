#include "bus/bus_metrics.hpp"

#include "base/metrics_text.hpp"
#include "bus/bus.hpp"

namespace aula {

void report(metrics_text& to, const bus_statistics& of) {
    to.gauge("aula_bus_connected", "1 while the bus to the other nodes is connected.");
    to.sample(of.is_connected ? 1 : 0);
    to.counter("aula_bus_reconnects_total", "Connections to the bus after the first one.");
    to.sample(of.reconnects);
    to.counter("aula_bus_published_total", "Messages to other nodes that the bus took.");
    to.sample(of.published);
    to.counter(
        "aula_bus_refused_total", "Messages that it did not take: not connected, or too much waits."
    );
    to.sample(of.refused);
    to.counter("aula_bus_received_total", "Messages that came over the bus.");
    to.sample(of.received);
    to.counter(
        "aula_bus_dropped_total", "Messages lost here, cut off while they waited or too many."
    );
    to.sample(of.dropped);
}

}  // namespace aula
