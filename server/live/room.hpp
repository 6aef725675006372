#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/session.hpp"
#include "live/crowd.hpp"
#include "live/live_metrics.hpp"
#include "live/publication.hpp"
#include "live/recent_frames.hpp"
#include "live/settings.hpp"
#include "live/viewer.hpp"
#include "store/store.hpp"

namespace aula {

/// What a command came to: the seq of its event, a refusal, or what kept the room from answering.
using command_answer = std::variant<seq_number, refusal>;
/// Called on the room's shard, after the commit.
using answer_to = std::function<void(result<command_answer>)>;

/// What a room needs from its surroundings; all of it is called on the room's shard.
struct room_hooks {
    std::function<void(std::size_t shard, std::shared_ptr<const publication>)> publish;
    std::function<void(std::size_t shard, shared_frame)> publish_head_count;
    std::function<void(std::function<void()>)> post;  ///< Onto the room's shard, from any thread.
    std::function<timestamp()> now;
};

/// The single writer of one live session: decides commands in order, saves their events, and only
/// then shows them.
///
/// Lives on: one shard.  It holds the state twice: `decided_`, ahead by what is being saved, and
/// `shown_`, what everybody has been shown; when saving fails, the first falls back to the second
/// and nothing has happened. When the log turns out to be ahead of it (a save whose end nobody
/// could find out had been done after all), it reads what it missed and shows that. At most one
/// batch is being saved; the next one gathers meanwhile, so that commits group by themselves.
/// Bound: `outcomes_max` waiting, beyond that `busy`.
class room : public std::enable_shared_from_this<room> {
public:
    room(
        session_id where, store& saved, const live_settings& settings, room_hooks hooks,
        live_metrics& counts
    );

    /// Reads the log. `not_found` when there is no such session.
    boost::asio::awaitable<result<void>> load();

    primer attach(std::size_t shard);
    void detach(std::size_t shard);
    std::pair<seq_number, shared_frame> welcome(viewer_class which);

    /// `who` as their ticket says, with what they have seen.
    void arrive(const viewer& who, connection_key which);
    void depart(participant_id who, connection_key which, timestamp last_seen, leave_reason why);

    /// A participant's command; a key that was answered before is answered the same again.
    void submit(participant_id from, request_frame asked, answer_to answer);
    /// The system's own command.
    void act(command what, answer_to answer);

    /// Calls back once everything decided so far is in the log or was given up: after that `shown`
    /// is what the log says.
    void when_saved(std::function<void()> done);

    /// Grace times, checkpoints, the head-count; every `live_settings::tick()`.
    void tick();
    /// Records how far everybody's presence goes; `done` once that is saved.
    void checkpoint(std::function<void()> done);

    bool is_idle(timestamp now) const;
    std::size_t present() const { return shown_.people.present(); }
    std::size_t waiting() const { return outcomes_.size() + being_saved_; }
    const session& shown() const { return shown_; }

private:
    struct outcome {
        answer_to answer;
        command_answer ruled;
        std::shared_ptr<logged_event> happened;  ///< Empty for a refusal.
    };
    using batch = std::vector<outcome>;

    void rule(const actor& by, const command& what, std::string key, answer_to answer);
    void enqueue(outcome out);
    void save_soon();
    void save_next();
    void settle(batch saved, const result<void>& committed);
    void complain_of(const error& failed) const;
    void give_up(batch failed, refusal why);
    void catch_up();
    void take_missed(const result<std::vector<logged_event>>& missed);
    void show(const batch& saved);
    void encode_for_viewers(const logged_event& happened, publication& out);
    void note_for_audiences(publication& out, const event& what) const;
    void system_command(
        participant_id about, const command& what,
        answer_to answer = [](const result<command_answer>&) {}
    );
    void note_leave(const crowd::absence& gone);
    void say_leave(const crowd::absence& gone);
    void recover_presence();
    void correct_viewer(const viewer& who, std::size_t shard);
    void reconcile();
    void count_heads(timestamp now);
    timestamp next_instant();

    session_id where_;
    store& store_;
    const live_settings& settings_;
    room_hooks hooks_;
    live_metrics& counts_;

    session decided_;
    session shown_;
    seq_number last_seq_ = 0;   ///< Of `decided_`.
    seq_number shown_seq_ = 0;  ///< Of `shown_`.

    batch outcomes_;
    bool is_saving_ = false;
    bool is_save_planned_ = false;
    std::size_t being_saved_ = 0;  ///< Outcomes of the batch that is on its way.

    crowd crowd_;
    std::vector<std::size_t> audiences_;  ///< Shards that have one.
    std::array<recent_frames, viewer_classes> recent_;
    std::array<shared_frame, viewer_classes> welcomes_;  ///< Of `shown_`; emptied by every event.
    shared_frame head_count_;
    std::size_t counted_ = 0;
    timestamp counted_at_{};
    timestamp checkpointed_at_{};
    timestamp used_at_{};
    bool must_reconcile_ = false;
    bool is_recovering_ = false;  ///< That is on its way.
    bool is_recovered_ = false;   ///< What the last process left open is closed, and saved.
    /// Who left, until that is saved: by then the crowd has forgotten when.
    std::unordered_map<participant_id, crowd::absence> unsaved_absences_;
};

}  // namespace aula
