#pragma once

#include <vector>

#include "base/clock.hpp"

namespace aula {

/// A stretch of time: `from` belongs to it, `to` does not.
struct time_span {
    timestamp from;
    timestamp to;

    milliseconds length() const { return to - from; }
    bool operator==(const time_span&) const = default;
};

/// Stretches in order of time that do not touch each other. Everything attendance counts is an
/// expression over these.
using time_spans = std::vector<time_span>;

/// The union of stretches that are already in order of `from`; a gap shorter than `grace` is no
/// gap. Empty stretches close gaps but add nothing of their own.
time_spans merged(const time_spans& in_order, milliseconds grace);

/// What two lists have in common. Both are ordered and free of overlap, and so is the answer.
time_spans intersection(const time_spans& one, const time_spans& other);

/// What is in the first list and not in the second. Both are ordered and free of overlap.
time_spans rest_of(const time_spans& of, const time_spans& without);

milliseconds total(const time_spans& of);

/// Of a clock that was ahead: what is recorded from `from` on happened `by` earlier.
inline void move_earlier(timestamp& at, timestamp from, milliseconds by) {
    if (at >= from) at -= by;
}

}  // namespace aula
