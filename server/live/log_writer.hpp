#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/session.hpp"
#include "live/command_answer.hpp"
#include "live/live_metrics.hpp"
#include "store/event_log.hpp"
#include "store/store.hpp"

namespace aula {

using saved_events = std::vector<std::shared_ptr<const logged_event>>;

/// The room for which a log is written. Every call comes on the room's shard, except for `post`.
class writers_room {
public:
    virtual ~writers_room() = default;

    /// What has been shown: every event that is saved, once `show` has returned.
    virtual const session& shown() const = 0;
    virtual void show(const saved_events& saved) = 0;
    /// What was decided has not happened, or was refused as `busy`: it has to be said again.
    virtual void not_saved() = 0;
    /// An event was decided, and is about to be saved: what it asks of the server comes next.
    virtual void event_decided() = 0;
    /// A commit was refused, because another node may own the room.
    virtual void fenced() = 0;

    /// Runs `work` on the room's shard; from any thread.
    virtual void post(std::function<void()> work) = 0;
    /// Keeps the room, and the writer with it, until the store has answered.
    virtual std::shared_ptr<writers_room> keep() = 0;
};

/// The single writer of one session's log: decides commands in order, saves their events, and only
/// then has them shown. It knows nothing of people who come and go.
///
/// Lives on: the room's shard.  It holds `decided`, a state that is ahead of the shown one by what
/// is being saved. When saving fails, `decided` falls back to the shown state, and nothing has
/// happened. When the log turns out to be ahead of the shown state (a save whose end was unknown
/// had been done after all), it reads what it missed and has that shown. At most one batch is being
/// saved; the next one gathers meanwhile, so that commits group by themselves.
/// Bound: `outcomes_max` outcomes that wait, beyond that `busy`.
class log_writer {
public:
    /// `with`: what each commit has to show; empty where there is one server alone.
    log_writer(
        session_id where, store& into, std::optional<fence> with, std::size_t outcomes_max,
        live_metrics& counts, writers_room& in
    );

    /// Begins at what the room has read and shown.
    void begin() { decided_ = room_.shown(); }

    /// The state against which the next command is decided.
    const session& decided() const { return decided_; }

    /// `answer` is called after the commit; at once only with `busy`. A refusal waits too, because
    /// it may rest on what is not saved yet. Without `key` a repetition is not noticed.
    void rule(const actor& by, const command& what, std::string key, answer_to answer);
    /// Answers a repeated command as it was answered before, once that is saved.
    void answer_again(seq_number before, answer_to answer);
    /// Calls back once all that was decided so far is in the log, or was given up.
    void when_saved(std::function<void()> done);

    /// Nothing is saved from now on: waiting commands are refused as `busy`, and a batch that is on
    /// its way is answered when the store has answered.
    void retire();
    bool is_retired() const { return is_retired_; }
    bool is_quiet() const { return outcomes_.empty() && !is_saving_; }
    std::size_t waiting() const { return outcomes_.size() + being_saved_; }

private:
    struct outcome {
        answer_to answer;
        command_answer ruled;
        std::shared_ptr<const logged_event> happened;  ///< Empty for a refusal.
    };
    using batch = std::vector<outcome>;

    void enqueue(outcome out);
    void save_soon();
    void save_next();
    void saved(batch taken, const result<void>& committed);
    void settle(batch taken, const result<void>& committed);
    void show(const batch& saved);
    void give_up(batch failed, refusal why);
    void fall_back();
    void catch_up();
    void take_missed(const result<std::vector<logged_event>>& missed);
    void note_failed(const error& failed);
    void note_saved();

    const session_id where_;
    store& store_;
    const std::optional<fence> fence_;
    const std::size_t outcomes_max_;
    live_metrics& counts_;
    writers_room& room_;

    session decided_;
    batch outcomes_;
    std::size_t being_saved_ = 0;  ///< Outcomes of the batch that is on its way.
    bool is_retired_ = false;
    bool is_saving_ = false;
    bool is_save_planned_ = false;
    bool is_failing_ = false;  ///< The last save failed, and the log says so.
};

}  // namespace aula
