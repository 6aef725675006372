#pragma once

#include <utility>
#include <variant>

#include "generated/messages.hpp"

namespace aula {

/// Who asks. Rules own no clock: the room says when.
struct actor {
    participant_id id;         ///< The person it is about; none when the system acts for itself.
    role as = role::attendee;  ///< Read from the session's state (`role_of`) at this very command.
    timestamp at{};            ///< Not before the session's last event (`not_before`).
    bool is_system = false;    ///< The server itself: may do everything, but only what makes sense.
};

/// What the rules say to a command: the event it becomes, or why not.
class [[nodiscard]] ruling {
public:
    ruling(refusal why) : held_(std::in_place_index<1>, why) {}  // NOLINT: implicit by design
    template <class Event>
        requires std::constructible_from<event, Event>
    ruling(Event what) : held_(std::in_place_index<0>, std::move(what)) {}  // NOLINT

    explicit operator bool() const { return held_.index() == 0; }
    const event& operator*() const { return std::get<0>(held_); }
    const event* operator->() const { return &std::get<0>(held_); }
    refusal refused() const { return std::get<1>(held_); }

private:
    std::variant<event, refusal> held_;
};

}  // namespace aula
