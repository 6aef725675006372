#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/session.hpp"
#include "live/command_answer.hpp"
#include "live/known_people.hpp"
#include "live/live_metrics.hpp"
#include "live/node_messages.hpp"
#include "live/publication.hpp"
#include "live/recent_frames.hpp"
#include "live/room_host.hpp"
#include "live/settings.hpp"
#include "live/signal_source.hpp"
#include "live/viewer.hpp"
#include "store/store.hpp"

namespace aula {

/// One live session on this server: what of its log has been shown, to whom it is shown, and who
/// has a connection here.
///
/// Lives on: one shard.  Commands are decided by `owned_room`, the only one in all servers; the
/// others follow it (`followed_room`). What every room does is here: it shows what is in the log,
/// in order, and primes and welcomes audiences from it.
class room : public std::enable_shared_from_this<room> {
public:
    room(
        session_id where, store& saved, const live_settings& settings,
        std::shared_ptr<room_host> host, live_metrics& counts
    );
    virtual ~room() = default;
    room& operator=(const room&) = delete;

    /// Reads what the log has beyond what is shown; `done` is called once, on this shard, also when
    /// that fails. `not_found` when there is no such session.
    using when_loaded = std::function<void(const result<void>&)>;
    void load(when_loaded done);

    primer attach(std::size_t shard);
    void detach(std::size_t shard);
    std::pair<seq_number, shared_frame> welcome(viewer_class which);

    /// `who` as their ticket says, with what they have seen; they came at `came`, which is some
    /// time ago when the room had to be loaded first.
    virtual void arrive(const viewer& who, connection_key which, timestamp came) = 0;
    virtual void depart(
        participant_id who, connection_key which, timestamp last_seen, leave_reason why
    ) = 0;

    /// A participant's command; a key that was answered before is answered the same again.
    virtual void submit(participant_id from, request_frame asked, answer_to answer) = 0;
    /// The system's own command.
    virtual void act(command what, answer_to answer) = 0;

    /// The bytes of a media frame, from a participant who is connected here. They go to the
    /// listeners at every node; what this participant may not send is dropped and counted.
    void take_media(participant_id from, std::string_view bytes);
    /// The same from another node, which has looked at the rule.
    void show_media(std::string_view bytes);

    /// Somebody has seen more of the log than is shown here: an owner shows all that is saved.
    virtual void read_rest() {}

    /// Calls back once everything decided so far is in the log or was given up: after that `shown`
    /// is what the log says.
    virtual void when_saved(std::function<void()> done) = 0;

    /// Grace times, checkpoints, the head-count; every `live_settings::tick()`.
    virtual void tick() = 0;
    /// Records how far everybody's presence goes; `done` once that is saved.
    virtual void checkpoint(std::function<void()> done) = 0;

    /// Ends this room's work, because another object takes over what it holds: whoever waits is
    /// refused as `busy`, or answered when their event turns out to be saved.
    virtual void retire() = 0;

    virtual bool is_idle(timestamp now) const = 0;
    /// Outcomes that wait to be saved.
    virtual std::size_t waiting() const = 0;

    std::size_t present() const { return shown_.people.present(); }
    const session& shown() const { return shown_; }
    session_id where() const { return where_; }

    /// Who has a connection here.
    virtual const known_people& known() const = 0;
    /// For the room that takes this one's place.
    virtual known_people give_known() = 0;

protected:
    /// Takes over what `before` has shown; its host stays, for answers that are still on their way
    /// to it.
    room(room&& before);

    /// Once the log has been read.
    virtual void loaded() = 0;
    /// The state that the next command will be decided against, as far as it is known here.
    virtual const session& ahead() const = 0;

    /// Folds an event that is in the log into what is shown, and adds it to what goes out.
    void add(publication& out, const logged_event& happened);
    /// To every audience: what was added.
    void publish(std::shared_ptr<publication> shown);
    void signal_heads(std::size_t present, timestamp now);
    void correct_viewer(const viewer& who, std::size_t shard);

    session_id where_;
    store& store_;
    const live_settings& settings_;
    const std::shared_ptr<room_host> host_;
    room_host& hooks_;  ///< The same.
    live_metrics& counts_;

    std::optional<time_span> planned_;  ///< As the plan was when the log was read.
    session shown_;
    seq_number shown_seq_ = 0;            ///< Of `shown_`.
    std::vector<std::size_t> audiences_;  ///< Shards that have one.
    timestamp used_at_{};

private:
    void read_on(when_loaded done);
    result<bool> take_page(const result<std::vector<logged_event>>& page);
    void encode_for_viewers(const logged_event& happened, publication& out);
    void note_for_audiences(publication& out, const event& what) const;
    void take_back(publication& out, seq_number seq);

    std::array<recent_frames, viewer_classes> recent_;
    std::array<shared_frame, viewer_classes> welcomes_;  ///< Of `shown_`; emptied by every event.
    signal_source<head_count> head_count_;
};

}  // namespace aula
