#pragma once

#include <memory>

#include "base/config.hpp"
#include "base/result.hpp"
#include "bus/bus.hpp"
#include "bus/nats_settings.hpp"

namespace aula {

/// The bus that the settings name: null for one node alone. Errors as for `open_nats_bus`.
result<std::unique_ptr<bus>> open_bus(const config& of);

nats_settings nats_settings_of(const config& of);

}  // namespace aula
