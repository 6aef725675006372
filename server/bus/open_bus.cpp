#include "bus/open_bus.hpp"

#include "bus/nats_bus.hpp"

namespace aula {

result<std::unique_ptr<bus>> open_bus(const config& of) {
    if (of.bus.url.empty()) return std::unique_ptr<bus>();
    return open_nats_bus(nats_settings_of(of));
}

nats_settings nats_settings_of(const config& of) {
    return {
        .url = of.bus.url,
        .credentials = of.bus.credentials,
        .ca = of.bus.ca,
        .client = of.cluster.name + "." + of.cluster.node,
    };
}

}  // namespace aula
