#pragma once

#include <list>
#include <memory>

#include "net/outbox.hpp"

namespace aula {

/// Connections that nobody would miss yet: they have not sent a whole request, or none since the
/// last answer, or no hello after the upgrade.
///
/// Lives on: one shard.  When there is no room for one more connection, whoever has stood here
/// longest makes it. People who want to come in get on within milliseconds, so it is those who only
/// hold a place that lose it, and a door full of them lets everybody else in. Bound: one entry a
/// connection.
class doorstep {
public:
    /// One connection's place here. It does not stand at first.
    class spot {
    public:
        spot(std::shared_ptr<doorstep> on, outbox& who) : on_(std::move(on)), who_(who) {}
        ~spot() { step_in(); }
        spot(const spot&) = delete;
        spot& operator=(const spot&) = delete;

        void stand();    ///< At the end of the line; no effect if it stands already.
        void step_in();  ///< Has shown what it wants; no effect if it does not stand.

    private:
        friend class doorstep;
        std::shared_ptr<doorstep> on_;
        outbox& who_;
        std::list<spot*>::iterator at_;
        bool is_standing_ = false;
    };

    /// Cuts the connection that has stood here longest; false when nobody does.
    bool clear_one();

private:
    std::list<spot*> line_;
};

}  // namespace aula
