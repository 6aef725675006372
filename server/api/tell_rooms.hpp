#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "base/ids.hpp"
#include "generated/messages.hpp"

namespace aula {

struct call;
class rooms;
class store;
class tickets;

/// Where a change about people has to be known.
struct told_places {
    store& kept;
    rooms& live;
    tickets& doors;
    course_id course;
};

/// Voids the tickets of people whose rights changed, and tells every session of the course that
/// goes on, or where somebody is, what changed about people, so that nobody keeps a right until
/// their next visit. Others read it from the roster when people come in. A room that cannot be
/// reached is logged; false then.
boost::asio::awaitable<bool> tell_rooms(told_places of, std::vector<command> changes);

/// The same, for the call's course.
boost::asio::awaitable<void> tell_rooms(call& c, std::vector<command> changes);

}  // namespace aula
