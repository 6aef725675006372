#pragma once

#include <memory>

#include "base/ids.hpp"
#include "live/room_host.hpp"

namespace aula {

class hall;
class live_shard;

/// The shard `at`, as a host for one session's room. Everything it publishes goes by post, also to
/// this very shard, so that the order is kept.
std::shared_ptr<room_host> host_on(live_shard& at, hall& all, session_id where);

}  // namespace aula
