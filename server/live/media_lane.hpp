#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "live/live_metrics.hpp"
#include "live/ring.hpp"
#include "live/sink.hpp"

namespace aula {

/// Whether these are the bytes of a media frame: a known kind, a whole header, not too long.
bool is_media_frame(std::string_view bytes);

/// A session's media frames on one shard, and the subscribers that listen to them.
///
/// Lives on: the audience's shard.  Bound: `limits::media_ring_bytes`, from the first frame on, and
/// 16 bytes a listener. The frames are not numbered: a listener that the ring overtakes, or that is
/// more than `media_behind_max_ms` behind, skips to what is new. Frames are collected for the
/// time of `window` and go out in rounds, in one `send()` a listener. A socket that is blocked is
/// passed over, so that the log always comes first.
class media_lane {
public:
    explicit media_lane(live_metrics& counts) : counts_(counts) {}

    /// Begins `media_start_ms` before the newest frame.
    void join(sink& to, timestamp now);
    void leave(sink& to);  ///< Does nothing for a sink that does not listen.
    std::size_t size() const { return listeners_.size(); }

    /// One whole WebSocket frame. Throws std::system_error or std::bad_alloc, and has done nothing,
    /// when there is no memory for the first one.
    void append(std::string_view frame, timestamp now);

    /// Frames wait, and the time of a window has passed since the last round began.
    bool is_due(timestamp now) const;
    void begin_round(timestamp now);
    /// Goes on with the round until `until`. True: there are listeners left.
    bool go_on(std::chrono::steady_clock::time_point until);

private:
    struct listener {
        sink* to;
        ring_position cursor;
    };

    milliseconds window() const;
    void give(listener& to);

    live_metrics& counts_;
    std::optional<ring> frames_;  ///< Of each frame, the time stands in the place of a seq.
    std::vector<listener> listeners_;
    std::size_t next_ = 0;       ///< Where the round goes on.
    std::size_t to_visit_ = 0;   ///< Listeners that the round has not come to yet.
    ring_position too_old_ = 0;  ///< Of this round: a cursor before it skips …
    ring_position start_ = 0;    ///< … to here.
    bool is_new_ = false;        ///< A frame has come since the last round began.
    timestamp came_at_{};        ///< The newest frame.
    timestamp began_at_{};       ///< The last round.
};

}  // namespace aula
