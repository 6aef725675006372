#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/course_store.hpp"

namespace aula {

struct call;

/// After sessions were deleted: stops rendering their decks, closes their rooms, and removes the
/// decks' uploads, those of their pages that no other deck shares, and the files of letters.
boost::asio::awaitable<void> clear_away(call& c, const left_behind& gone);

}  // namespace aula
