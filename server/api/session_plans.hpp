#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace aula {

class rooms;
class store;

/// Tells the rooms of these sessions the time for which they are planned by now, so that the log
/// has it. A session that has ended, and one whose room does not run and has nothing to log, is
/// left out. Stops at the first room that cannot save: `busy` or `storage_full`.
boost::asio::awaitable<result<void>> tell_plans(
    store& kept, rooms& live, std::vector<session_id> where
);

}  // namespace aula
