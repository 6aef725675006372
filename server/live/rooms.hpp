#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "domain/session.hpp"
#include "generated/messages.hpp"
#include "live/command_answer.hpp"

namespace aula {

/// What everybody outside `live` may ask of the rooms, from a coroutine on any thread that has an
/// io_context. A room that is not running is loaded from its log first; `not_found` when there is
/// no such session.
class rooms {
public:
    virtual ~rooms() = default;

    /// Has the system act in a session: `attach_deck`, `change_role`, `remove_participant`,
    /// `open_session` … Answers the event's seq once it is saved and shown, or the refusal.
    virtual boost::asio::awaitable<result<command_answer>> act(session_id where, command what) = 0;

    /// The same, but only where the session's room is running; a room that is not has nobody in it
    /// who could act, and `unknown_participant` is the answer.
    virtual boost::asio::awaitable<result<command_answer>> act_where_running(
        session_id where, command what
    ) = 0;

    /// Returns when everybody who was let in before has reached their room, so that what a room is
    /// told next comes after them.
    virtual boost::asio::awaitable<void> let_in_arrive() = 0;

    /// A copy of the session's state as it has been shown, for attendance and reports.
    virtual boost::asio::awaitable<result<std::shared_ptr<const session>>> state(session_id where
    ) = 0;

    /// How many participants are present now; 0 for a room that is not running.
    virtual boost::asio::awaitable<std::size_t> present(session_id where) = 0;

    /// Closes every connection that came in by this login (log-out) or of this participant
    /// (removal, a new link).
    virtual void disconnect(login_id login) = 0;
    virtual void disconnect(participant_id who, close_code why) = 0;

    /// A login goes on under another id: its connections belong to that one.
    virtual void rename(login_id before, login_id after) = 0;

    /// The session was deleted: its room closes and forgets it.
    virtual boost::asio::awaitable<void> forget(session_id where) = 0;
};

}  // namespace aula
