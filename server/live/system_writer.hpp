#pragma once

#include <functional>
#include <optional>

#include "live/command_answer.hpp"
#include "live/log_writer.hpp"
#include "live/room_host.hpp"
#include "live/room_presence.hpp"
#include "live/session_clock.hpp"
#include "store/sessions.hpp"

namespace aula {

/// Says in a session's log what the server itself has seen: who came and went, the plan, and how
/// far everybody's presence goes.
///
/// Lives on: the room's shard.  It is a part of the room, and holds none of what it is given.
class system_writer {
public:
    system_writer(log_writer& log, session_clock& clock, room_presence& people, room_host& host)
        : log_(log), clock_(clock), people_(people), host_(host) {}

    /// The server as an author, who speaks of somebody or of the session as a whole.
    actor author(participant_id about = {}) const;
    /// "No change" is a fine answer.
    void say(const system_word& one, answer_to answer = [](const result<command_answer>&) {});
    /// The acts in order, each against what the log has by then.
    void perform(const room_presence::acts& all);
    void tell_plan(const std::optional<time_span>& planned);

    /// `done` is called once the checkpoint is saved, or was given up.
    void checkpoint(std::function<void()> done);
    timestamp checkpointed_at() const { return checkpointed_at_; }
    /// A new log needs none before this much time has passed.
    void begin(timestamp now) { checkpointed_at_ = now; }

private:
    log_writer& log_;
    session_clock& clock_;
    room_presence& people_;
    room_host& host_;
    timestamp checkpointed_at_{};
};

}  // namespace aula
