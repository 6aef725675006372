#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/course_store.hpp"

namespace aula {

struct call;

/// After sessions were deleted: closes their rooms, and removes the pages of their decks that no
/// other deck shares.
boost::asio::awaitable<void> clear_away(call& c, const left_behind& gone);

}  // namespace aula
