#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "base/ids.hpp"
#include "generated/messages.hpp"

namespace aula {

struct call;

/// Voids the tickets of people whose rights changed, and tells every session of the call's course
/// that has begun and is not over what changed about people, so that nobody keeps a right until
/// their next visit. Sessions that begin later read it from the roster. A room that cannot be
/// reached is logged.
boost::asio::awaitable<void> tell_rooms(call& c, std::vector<command> changes);

}  // namespace aula
