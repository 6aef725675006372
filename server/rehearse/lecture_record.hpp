#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "generated/codec.hpp"
#include "rehearse/latencies.hpp"
#include "rehearse/live_socket.hpp"
#include "rehearse/truth.hpp"

namespace aula::rehearsal {

/// A chat message that the server has acknowledged, and so must never lose.
struct acknowledged_post {
    participant_id who;
    std::string text;
    seq_number seq = 0;
};

/// A connection that ended without being meant to: when the server was last heard, and when that
/// was noticed. The server may have gone at any time between; or it slept, and goes on later.
struct outage {
    timestamp heard;
    timestamp noticed;
};

/// What really happened in one lecture, as seen by all its connections together.
///
/// `mistakes` are whole sentences about what no server may do; the first `mistakes_max` are kept,
/// all are counted.
class lecture_record {
public:
    static constexpr std::size_t mistakes_max = 20;

    void mistake(std::string sentence);

    /// A connection was shown this. Everybody must be shown the same.
    void saw(const logged_event& shown);
    /// A connection was shown this while it was there, not as something it had missed.
    void saw_live(const event& what, local_time connected_at);

    /// A command is on its way; the first time counts.
    void sent(const command& what);

    /// Looks at the end whether each acknowledged message stands in what was shown, once. What was
    /// shown as part of a welcome has no event; that it is in the log is asked elsewhere.
    void check_posts();

    /// A connection was lost that nobody had meant to lose.
    void lost_server(outage when);
    /// Somebody was let in, so the server is there; its clock said `at` when it wrote that.
    void found_server(timestamp at, local_time heard);

    /// A time that the server said, without what its clock is wrong by: a server that is started
    /// again with its clock an hour or more ahead has not slept for an hour.
    timestamp right_time(timestamp said) const;

    /// By the server's clock, as it was told fastest: on a busy machine an answer takes a second,
    /// and whoever went by that one's time would have left a second before they did.
    timestamp server_time(local_time at) const;

    /// A person's connections, with what a crash makes uncertain: it forgets what was not recorded
    /// since the last checkpoint, and that checkpoint may have counted somebody as present who was
    /// gone and whose absence had not been noticed yet.
    std::vector<presence> presences_of(participant_id who, milliseconds lost_with_server) const;

    std::map<participant_id, std::vector<presence>> presences;
    /// Kept open, so that only the server's patience ends them.
    std::vector<std::shared_ptr<live_socket>> silent;
    live_stretches live;
    std::optional<stretch> plan;             ///< As the rehearsal has planned it, if it has.
    std::optional<timestamp> corrected_end;  ///< As the rehearsal has corrected it.
    /// When it must have ended, if nobody ended it.
    std::optional<timestamp> own_end;
    std::vector<acknowledged_post> posts;
    latencies slides;
    latencies chat;
    latencies pauses;     ///< From the last word of a server that was lost until let in again.
    latencies answers;    ///< From the wish to its acknowledgement, retries included.
    milliseconds ping{};  ///< As the server announced them.
    milliseconds grace{};
    milliseconds silence{};
    int drops = 0;  ///< Scripted losses of a connection.
    int resumes = 0;
    int welcomes = 0;  ///< Declared resets of clients that wanted to resume.
    int outages = 0;   ///< Losses that nobody had planned.
    int peak = 0;      ///< Of the head count.
    int refusals = 0;
    std::size_t mistake_count = 0;
    std::vector<std::string> mistakes;

private:
    void note_phase(const logged_event& shown);

    timestamp end_of(const outage& lost) const;

    std::vector<outage> outages_at_;
    std::set<timestamp> let_in_;
    timestamp server_epoch_{};    ///< The server's time when our steady clock was zero.
    milliseconds clock_ahead_{};  ///< Of the server that runs now.
    std::map<seq_number, event> shown_;
    std::map<std::pair<deck_id, int>, local_time> slides_sent_;
    std::map<std::string, local_time> chats_sent_;
};

}  // namespace aula::rehearsal
