#pragma once

#include <map>
#include <vector>

#include "base/ids.hpp"
#include "domain/session.hpp"
#include "domain/spans.hpp"
#include "live/settings.hpp"
#include "sim/ledger.hpp"
#include "sim/timeline.hpp"

namespace aula::sim {

/// When each person was connected to each session, as nobody but the simulator can know it: what
/// attendance has to come to.
class presence_truth {
public:
    explicit presence_truth(const timeline& in) : time_(in) {}

    void entered(session_id where, participant_id who, std::int64_t link);
    void heard(std::int64_t link);
    /// `was_seen`: the close was; otherwise the credit ends at the last proof of life.
    void left(std::int64_t link, bool was_seen);
    void crashed();

    /// Credit from `since` on may have been lost until now: the server had crashed, could not save
    /// or stood still.
    void excuse(instant since) {
        excuses_.push_back({at(since), at(time_.now()) + time_to_recover});
    }

    /// The server stood still from `since` until now and gives everybody `more` to be heard again:
    /// a connection that broke meanwhile counts until then, and whoever comes back on another one
    /// before that was never away.
    void slept(instant since, milliseconds more) {
        sleeps_.push_back({at(since), at(time_.now()) + more});
    }

    /// I6: the log's intervals are these, but for what is excused and for `slack` at every end.
    void check(
        const ledger& log, session_id where, const live_settings& with, milliseconds slack,
        verdict& to
    ) const;
    std::size_t present(session_id where) const;

private:
    struct stay {
        timestamp from;
        timestamp heard;
        std::optional<timestamp> to;
    };
    struct whose {
        session_id where;
        participant_id who;
        std::size_t index;
    };
    static constexpr milliseconds time_to_recover{500};
    static timestamp at(instant when) { return virtual_clock::at(when); }
    enum class gaps : std::uint8_t { any, without_crash };  ///< Which ones the grace time closes.
    time_spans stays_of(session_id where, participant_id who, milliseconds grace, gaps closed)
        const;
    bool has_crash_in(const time_span& gap) const;
    bool is_unnoticed(const time_span& gap) const;
    /// A checkpoint takes everybody for present whose absence is not noticed yet; when a crash
    /// follows, the credit ends there.
    time_spans until_noticed(time_spans stays, milliseconds unnoticed) const;
    time_spans excused() const;

    const timeline& time_;
    std::map<std::pair<session_id, participant_id>, std::vector<stay>> stays_;
    std::map<std::int64_t, whose> open_;
    time_spans excuses_;
    time_spans sleeps_;
    std::vector<timestamp> crashes_;
};

}  // namespace aula::sim
