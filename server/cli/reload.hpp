#pragma once

#include <functional>
#include <optional>

#include "base/clock.hpp"
#include "base/config.hpp"
#include "base/config_change.hpp"
#include "base/result.hpp"
#include "mail/mailbox.hpp"
#include "net/tls.hpp"

namespace aula::cli {

/// Reads the configuration once more, from the same places as at the start.
using read_again = std::function<loaded_config()>;

/// Everything that a reload needs, read and checked before anything is changed: all of it is taken
/// over, or nothing.
struct reload_plan {
    config fresh;
    mailbox sender;
    tls_context tls;  ///< Null without TLS.
};

/// The error has every reason, one a line, with file and line where it has them.
result<reload_plan> plan_reload(const loaded_config& read, timestamp now);

/// Says in the log what a reload came to: one line, and a second one for what waits for a restart.
void log_reload(const result<config_change>& outcome);

}  // namespace aula::cli
