#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/nats_url.hpp"
#include "base/result.hpp"
#include "bus/bus.hpp"
#include "bus/nats_connection.hpp"
#include "bus/nats_settings.hpp"

namespace aula {

/// The bus of nodes on several machines: NATS, without its persistence. Two threads of its own, one
/// for the connection and one that calls the subscriptions.
///
/// Connects in the background, for as long as it takes, which the log tells. `invalid`, with the
/// remedy, for what time does not mend: an address that is none, a file that cannot be read.
result<std::unique_ptr<bus>> open_nats_bus(const nats_settings& settings);

/// For `aula doctor`: connects to each server once, as the bus does, and goes.
struct nats_finding {
    nats_url server;
    result<nats_peer> peer;
};
result<std::vector<nats_finding>> inspect_nats(const nats_settings& settings);

}  // namespace aula
