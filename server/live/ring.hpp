#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string_view>

#include "base/ids.hpp"

namespace aula {

/// A byte position in everything a ring was ever given; it only grows.
using ring_position = std::uint64_t;

/// The newest frames for one class of viewer, as the bytes that go to their sockets: one contiguous
/// byte log that forgets its oldest frames.
///
/// Lives on: the audience's shard.  Bound: `capacity()` bytes, fixed at construction and shared by
/// every subscriber. The memory is mapped twice in a row, so that any run of bytes is contiguous
/// and one `send()` can take all of it (measured: one buffer beats an iovec of eight by 8–16 %).
/// Frames stay whole: what is forgotten is whole frames.
class ring {
public:
    /// Capacity is rounded up to whole pages. Throws std::system_error when the memory cannot be
    /// mapped.
    explicit ring(std::size_t capacity_bytes);
    ~ring();
    ring(const ring&) = delete;
    ring& operator=(const ring&) = delete;

    /// Everything of this class with a seq up to `base` is not in here; set before the first frame.
    void start_after(seq_number base) { base_ = base; }

    /// Appends one whole frame; the oldest ones are forgotten as needed. A frame longer than the
    /// capacity is an error of the caller (`ensure`).
    void append(std::string_view frame, seq_number seq);

    ring_position begin() const { return begin_; }
    ring_position end() const { return end_; }
    std::size_t capacity() const { return capacity_; }

    /// The bytes from a position that is still held up to the end.
    std::span<const char> from(ring_position at) const;

    /// From the first byte of a frame to behind its last.
    struct place {
        ring_position begin;
        ring_position end;
    };
    /// Where the frame of this event is; nothing when it was forgotten or never here.
    std::optional<place> find(seq_number seq) const;
    /// The bytes of a frame that is held, to be overwritten in their place.
    std::span<char> at(const place& of);

    /// The end of the frame that holds the byte before `at`: `at` itself when that is a boundary,
    /// as `begin()` always is.
    ring_position frame_end(ring_position at) const;

    /// Where somebody who has seen everything up to `since` goes on, or nothing when that was
    /// forgotten.
    bool can_resume(seq_number since) const { return since >= base_; }
    ring_position resume_at(seq_number since) const;

private:
    struct frame_mark {
        ring_position end;
        seq_number seq;
    };

    std::size_t capacity_;
    char* memory_;
    ring_position begin_ = 0;
    ring_position end_ = 0;
    seq_number base_ = 0;            ///< Every frame of this class after it is held.
    std::deque<frame_mark> frames_;  ///< In order of both fields.
};

}  // namespace aula
