#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"

namespace aula::rehearsal {

/// One connection of a person, by its own account and the server's clock.
///
/// A client knows when it went, but when it went without a word the server can only credit it until
/// the last thing it heard: somewhere between `proven` and `until`.
struct presence {
    timestamp from;
    timestamp proven;  ///< The last proof of life that was sent; not after `until`.
    timestamp until;
    /// A crash came soon: `proven` is what must have been recorded, before `from` if nothing; and
    /// whoever comes back, however soon, may count as somebody new.
    bool is_cut = false;
    /// When they asked to be let in, if the answer may have been late: the credit begins somewhere
    /// between that and `from`.
    std::optional<timestamp> asked = {};
};

/// How exactly the end of a connection is known that a crash has cut.
constexpr milliseconds cut_grain{250};

struct stretch {
    timestamp from;
    timestamp to;
    bool operator==(const stretch&) const = default;
};

/// When a session was live, from the events that everybody is shown.
class live_stretches {
public:
    void started(timestamp at);
    void stopped(timestamp at);  ///< Paused or ended.

    /// A stretch that has not ended is left out.
    const std::vector<stretch>& all() const { return ended_; }
    milliseconds total() const;

private:
    std::optional<timestamp> live_since_;
    std::vector<stretch> ended_;
};

/// What counts of live stretches: the part within the planned time, or, where the two do not
/// overlap, all of it. An end that was corrected comes first. Written without the server's own
/// code, too.
std::vector<stretch> counted_stretches(
    const std::vector<stretch>& live, const std::optional<stretch>& plan,
    const std::optional<timestamp>& corrected_end
);

/// Between which two figures a person's live time must be.
struct live_range {
    milliseconds least{};
    milliseconds most{};
};

/// The union of a person's connections, gaps shorter than `grace` closed, as far as the session was
/// live. Written without the server's own attendance code, so that the two can disagree.
live_range true_live_time(
    const std::vector<presence>& connections, const std::vector<stretch>& live, milliseconds grace
);

/// How far a figure is outside a range; zero inside.
milliseconds distance(milliseconds figure, const live_range& from);

}  // namespace aula::rehearsal
