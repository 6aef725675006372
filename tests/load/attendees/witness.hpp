#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aula::load {

class attendee;

/// Is told everything that has to be true in the end: what was asked for, what was answered, what
/// was shown to whom.
class witness {
public:
    virtual ~witness() = default;
    /// `text` is the command as it went out, to be sent again as it is until there is an answer.
    virtual void sent(attendee& by, std::uint32_t number, std::string text) = 0;
    virtual void acked(attendee& by, std::uint32_t number, std::uint64_t seq) = 0;
    virtual void refused(attendee& by, std::uint32_t number, std::string_view reason) = 0;
    /// `number` is 0 for a message of somebody else.
    virtual void shown(const attendee& to, std::uint64_t seq, std::uint32_t number) = 0;
    /// A welcome: what `to` knows begins anew after `seq`.
    virtual void welcomed(const attendee& to, std::uint64_t seq) = 0;
};

/// What goes on between orders.
class activity {
public:
    virtual ~activity() = default;
    virtual void turn() = 0;
    virtual std::int64_t next_due() const = 0;
};

}  // namespace aula::load
