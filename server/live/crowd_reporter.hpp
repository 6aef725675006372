#pragma once

#include <optional>
#include <unordered_set>
#include <vector>

#include "live/crowd.hpp"
#include "live/node_messages.hpp"

namespace aula {

/// Tells the owner of a room, over a bus that may lose any message, who has a connection to it
/// here.
///
/// Lives on: the room's shard.  Reports are numbered. Each says of everybody who came or went since
/// the report before how it is with them now, so that saying it twice does no harm. Everybody is
/// reported again when the owner finds a gap, is silent for `timing::report_answer_max`, or is
/// another node. An empty report every `timing::report_pause` says that this node still follows.
class crowd_reporter {
public:
    static constexpr std::size_t stays_max =
        1000;  ///< Or a few more in one report, so that it fits the bus.

    crowd_reporter(session_id where, node_name from) : where_(where), from_(std::move(from)) {}

    /// Everybody from now on is the business of this owner.
    void begin(std::int64_t incarnation, std::int64_t epoch, const crowd& all);
    /// Somebody came or went.
    void changed(participant_id who) { changed_.insert(who); }

    /// What is to be said now, if anything; to be asked until it is nothing.
    std::optional<crowd_report> next(const crowd& all, timestamp now);
    /// It did not reach the bus.
    void failed(const crowd& all);
    void heard(const report_heard& said, const crowd& all);

    /// Whether the owner has heard of everybody: then those who are gone can be forgotten.
    bool is_settled() const { return changed_.empty() && heard_ == next_number_; }

private:
    void begin_anew(const crowd& all);
    static void say(const crowd::person& of, participant_id who, timestamp now, crowd_report& to);

    session_id where_;
    node_name from_;
    std::int64_t incarnation_ = 0;
    std::int64_t epoch_ = 0;
    std::uint64_t next_number_ = 0;
    std::uint64_t heard_ = 0;  ///< Of the reports, the first one that has not been heard.
    bool is_first_ = false;    ///< The next one begins to report everybody.
    std::unordered_set<participant_id> changed_;
    timestamp said_at_{};
    timestamp unheard_since_{};
};

}  // namespace aula
