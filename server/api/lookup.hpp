#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>

#include "api/call.hpp"
#include "api/problem.hpp"
#include "api/routes.hpp"

namespace aula {

/// Finds out, in one reading of the store, who asks and what the path names, and whether that
/// person may: fills `who`, `course`, `session` and `you` of the call. Answers what is in the way,
/// or nothing.
boost::asio::awaitable<std::optional<problem>> look_up(call& c, const route& by);

}  // namespace aula
