#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "live/live_metrics.hpp"
#include "live/media_lane.hpp"
#include "live/publication.hpp"
#include "live/ring.hpp"
#include "live/settings.hpp"
#include "live/signal_slots.hpp"
#include "live/sink.hpp"
#include "live/viewer.hpp"

namespace aula {

/// What an audience needs from its surroundings.
struct audience_hooks {
    std::function<void(viewer_class)> ask_welcome;  ///< Answered by `audience::welcome`.
    std::function<void(std::function<void()>)>
        at_turn_end;  ///< Runs once the ready handlers have run.
    std::function<timestamp()> now;
    /// Whatever the log has beyond what is shown is to be shown; empty where nothing else can have
    /// shown it.
    std::function<void()> ask_rest = {};
};

/// A session's subscribers on one shard, and three lanes to them: the log, which is two rings of
/// frames and a cursor for each subscriber, signals and media frames.
///
/// Lives on: one shard.  Bound: `participants_max` seats; memory per seat does not grow with
/// traffic. Whatever comes in one turn of the loop goes out in one `send()` per subscriber at its
/// end, in slices of `slice_time` between which input is read. Signals and pings ride along with
/// broadcasts where they can. A subscriber that its ring overtakes closes as `lagging` and resumes
/// by seq. Words that are taken back are overwritten in the rings; a subscriber whose socket may
/// still hold them is dropped, and resumes too.
class audience : public std::enable_shared_from_this<audience> {
public:
    audience(
        session_id where, const live_settings& settings, audience_hooks hooks, live_metrics& counts
    );

    session_id where() const { return where_; }
    std::size_t size() const { return seats_.size(); }
    audience_measure measure() const;

    // From the room.
    void prime(const primer& start);
    void append(const publication& shown);
    void signal(std::size_t slot, shared_frame frame);
    void media(std::string_view frame);  ///< One whole WebSocket frame.
    void welcome(viewer_class which, seq_number seq, shared_frame frame);

    // From connections. A seat is known by its sink.
    bool join(sink& to, viewer who);  ///< False when the audience is full.
    void leave(sink& to);
    void writable(sink& to);
    void heard(sink& to, timestamp now);
    timestamp last_heard(const sink& to) const;

    /// Pings, silent and stalled connections; every `live_settings::tick()`.
    void tick(timestamp now);
    void close_all(close_code why);

private:
    /// `ahead`: has seen, at another server, what is not shown here yet.
    enum class seat_state : std::uint8_t { arriving, ahead, awaiting_welcome, seated };
    struct seat {
        ring_position cursor = 0;
        sink* to = nullptr;
        std::uint32_t signals_seen = 0;  ///< A version of `signal_slots`.
        viewer_class which = viewer_class::attendees;
        seat_state state = seat_state::arriving;
        bool is_ping_due = false;
    };
    struct seat_facts {  // beside the seats: not read on the way of a broadcast
        viewer who;
        timestamp last_heard;
        timestamp ping_at;  ///< The next one is due.
        timestamp blocked_since{};
        timestamp ahead_until{};  ///< Then they start from what there is.
        /// Some of the last welcome may not have gone out yet.
        bool is_welcome_waiting = false;
    };
    struct cached_welcome {
        shared_frame frame;
        seq_number seq = 0;
        ring_position at = 0;
        bool is_asked = false;
    };
    /// What a newcomer gets before anything else; a welcome only when they do not resume.
    struct greeting {
        shared_frame accepted;
        shared_frame welcome;
    };

    ring& ring_of(viewer_class which) { return rings_[slot_of(which)]; }
    const ring& ring_of(viewer_class which) const { return rings_[slot_of(which)]; }
    void admit(std::size_t index);
    bool must_wait(std::size_t index);
    void admit_those_ahead();
    void give_welcome(std::size_t index);
    shared_frame accepted_frame(std::size_t index, bool is_resumed, seq_number seq) const;
    void change_role(participant_id who, role as);
    void begin_anew(participant_id who);
    void take_back(seq_number seq);
    bool may_hold(std::size_t index, const std::optional<ring::place>& frame) const;

    void watch(std::size_t index, timestamp now);
    void ping_if_due(std::size_t index, timestamp now);
    void pinged(std::size_t index);

    void wake();
    void flush_slice();
    void start_media_round(timestamp now);
    void flush_media_slice();
    void flush(std::size_t index);
    void send_ring(seat& to);
    void greet(std::size_t index, const greeting& first);
    bool settle_ring(seat& to, std::size_t due, std::size_t& taken);

    session_id where_;
    const live_settings& settings_;
    audience_hooks hooks_;
    live_metrics& counts_;
    std::array<ring, viewer_classes> rings_;
    std::array<cached_welcome, viewer_classes> welcomes_;
    const shared_frame ping_;
    signal_slots signals_;
    timestamp signal_at_{};  ///< When the oldest one came that has not been given to everybody.
    bool is_signal_due_ = false;
    media_lane media_;
    bool is_media_awake_ = false;
    timestamp ticked_at_{};
    timestamp awake_since_{};  ///< From then on we would have heard whoever speaks.
    seq_number shown_ = 0;
    bool is_primed_ = false;
    bool is_one_ahead_ = false;

    std::vector<seat> seats_;  ///< Contiguous: this is what a broadcast walks over.
    std::vector<seat_facts> facts_;
    std::size_t next_ = 0;      ///< Where the round of flushing goes on.
    std::size_t to_visit_ = 0;  ///< Seats that have not been looked at since the last append.
    bool is_awake_ = false;

    static constexpr std::chrono::milliseconds slice_time{1};
    static constexpr std::chrono::milliseconds ahead_max{5000};
};

}  // namespace aula
