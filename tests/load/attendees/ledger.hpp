#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "histogram.hpp"
#include "witness.hpp"

namespace aula::load {

/// A message as the log or a screen has it.
struct numbered {
    std::uint64_t seq = 0;
    std::uint32_t number = 0;
    auto operator<=>(const numbered&) const = default;
};

/// How what the attendees were shown differs from a log.
struct difference {
    std::size_t missing = 0;  ///< In the log, and not shown to somebody who was there.
    std::size_t alien = 0;    ///< Shown to somebody, and not in the log.
    std::size_t compared = 0;
    difference& operator+=(const difference& other);
};

/// What one screen shows, against the log behind `after`; both are in order of seq.
difference compare(
    const std::vector<numbered>& log, const std::vector<numbered>& screen, std::uint64_t after
);

/// Everything that was asked for, answered and shown, as the people in the rooms know it.
///
/// One thread. Grows with every message; `take_acked` and the end of a session empty it.
class ledger final : public witness {
public:
    struct acknowledged {
        std::uint32_t number = 0;
        std::uint64_t seq = 0;
        std::uint32_t person = 0;
        std::uint16_t room = 0;
    };

    void sent(attendee& by, std::uint32_t number, std::string text) override;
    void acked(attendee& by, std::uint32_t number, std::uint64_t seq) override;
    void refused(attendee& by, std::uint32_t number, std::string_view reason) override;
    void shown(const attendee& to, std::uint64_t seq, std::uint32_t number) override;
    void welcomed(const attendee& to, std::uint64_t seq) override;

    /// The commands of this person that have no answer yet, oldest first.
    std::vector<std::string> unanswered_of(const attendee& by) const;
    std::size_t unanswered() const { return unanswered_.size(); }
    /// The greatest seq that somebody in the room was told of, by an answer.
    std::uint64_t acked_up_to(std::size_t room) const;

    /// What was acknowledged since the last time.
    std::vector<acknowledged> take_acked();
    /// What this person's screen shows, against the log of their room.
    difference compare_with(const std::vector<numbered>& log, const attendee& of) const;

    /// `{acked, contradicted, unanswered, welcomes, refused, ack, refusal}` since the last time.
    nlohmann::json take_figures();

private:
    struct asked {
        const attendee* by = nullptr;
        std::string text;
        nanos at = 0;
    };
    struct screen {
        std::uint64_t after = 0;
        std::vector<numbered> messages;
    };

    std::map<std::uint32_t, asked> unanswered_;  ///< By number, which is the order of asking.
    std::unordered_map<std::uint32_t, std::uint64_t> answers_;
    std::vector<acknowledged> acked_;
    std::map<std::size_t, std::uint64_t> acked_up_to_;
    std::vector<screen> screens_;  ///< By the attendee's number.
    std::map<std::string, std::uint64_t, std::less<>> refusals_;
    std::uint64_t acks_ = 0, contradicted_ = 0, welcomes_ = 0;
    histogram ack_, refusal_;
};

}  // namespace aula::load
