#pragma once

#include "base/metrics.hpp"

namespace aula {

/// How people come in by REST; every shard counts here, and any thread reads.
struct api_metrics {
    shared_counter logins;
    shared_counter logins_too_many;   ///< Refused: this network opens too many links.
    shared_counter logins_failed;     ///< Refused: a dead link, or the store could not save it.
    shared_counter tickets_too_many;  ///< Refused: this person asks for too many.
};

}  // namespace aula
