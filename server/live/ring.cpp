#include "live/ring.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/ensure.hpp"

namespace aula {
namespace {

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

/// The same memory twice, one copy right behind the other. Without a file, because a room must open
/// also when no descriptor is left: of a shared mapping, `mremap` from a length of 0 makes a second
/// one (mremap(2)).
char* map_twice(std::size_t bytes) {
    constexpr int access = PROT_READ | PROT_WRITE;
    constexpr int shared = MAP_SHARED | MAP_ANONYMOUS;
    void* const place = ::mmap(nullptr, 2 * bytes, access, shared, -1, 0);
    if (place == MAP_FAILED) fail("a ring's memory");
    const auto first = static_cast<char*>(place);
    constexpr int there = MREMAP_MAYMOVE | MREMAP_FIXED;
    if (::mremap(first, 0, bytes, there, first + bytes) == MAP_FAILED) {
        const int why = errno;
        ::munmap(place, 2 * bytes);
        errno = why;
        fail("a ring's second mapping");
    }
    return first;
}

std::size_t whole_pages(std::size_t bytes) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    return (std::max(bytes, page) + page - 1) / page * page;
}

}  // namespace

ring::ring(std::size_t capacity_bytes)
    : capacity_(whole_pages(capacity_bytes)), memory_(map_twice(capacity_)) {}

ring::~ring() {
    ::munmap(memory_, 2 * capacity_);
}

void ring::append(std::string_view frame, seq_number seq) {
    ensure(frame.size() <= capacity_, "a frame fits its ring");
    while (end_ + frame.size() - begin_ > capacity_) {
        begin_ = frames_.front().end;
        base_ = frames_.front().seq;
        frames_.pop_front();
    }
    std::memcpy(memory_ + end_ % capacity_, frame.data(), frame.size());
    end_ += frame.size();
    frames_.push_back({end_, seq});
}

std::span<const char> ring::from(ring_position at) const {
    ensure(at >= begin_ && at <= end_, "a cursor stands inside its ring");
    return {memory_ + at % capacity_, static_cast<std::size_t>(end_ - at)};
}

std::optional<ring::place> ring::find(seq_number seq) const {
    const auto found = std::ranges::lower_bound(frames_, seq, {}, &frame_mark::seq);
    if (found == frames_.end() || found->seq != seq) return {};
    return place{found == frames_.begin() ? begin_ : std::prev(found)->end, found->end};
}

std::span<char> ring::at(const place& of) {
    ensure(of.begin >= begin_ && of.end <= end_, "a frame stands inside its ring");
    return {memory_ + of.begin % capacity_, static_cast<std::size_t>(of.end - of.begin)};
}

ring_position ring::frame_end(ring_position at) const {
    if (at == begin_) return at;  // no frame that is held ends here, and yet it is a boundary
    const auto after = std::ranges::lower_bound(frames_, at, {}, &frame_mark::end);
    return after == frames_.end() ? end_ : after->end;
}

ring_position ring::resume_at(seq_number since) const {
    const auto next = std::ranges::upper_bound(frames_, since, {}, &frame_mark::seq);
    if (next == frames_.begin()) return begin_;
    return std::prev(next)->end;
}

}  // namespace aula
