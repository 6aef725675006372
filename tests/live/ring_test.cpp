#include "live/ring.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "support/no_more_descriptors.hpp"

using namespace aula;

namespace {

std::string text_from(const ring& of, ring_position at) {
    const auto bytes = of.from(at);
    return {bytes.begin(), bytes.end()};
}

std::size_t page_size() {
    return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace

TEST_CASE("a ring gives back what it was given, from any frame on") {
    ring frames(4096);
    frames.append("one.", 1);
    frames.append("two.", 3);
    CHECK(text_from(frames, 0) == "one.two.");
    CHECK(text_from(frames, frames.resume_at(1)) == "two.");
    CHECK(text_from(frames, frames.resume_at(2)) == "two.");
    CHECK(frames.resume_at(3) == frames.end());
}

TEST_CASE("a ring forgets whole frames, oldest first, and says what it cannot resume any more") {
    ring frames(page_size());
    const std::string big(frames.capacity() / 2, 'x');
    frames.append(big, 5);
    frames.append(big, 6);
    CHECK(frames.can_resume(0));
    frames.append("y", 7);
    CHECK_FALSE(frames.can_resume(4));
    CHECK(frames.can_resume(5));
    CHECK(frames.begin() == big.size());
    CHECK(frames.frame_end(frames.begin()) == frames.begin());
    CHECK(text_from(frames, frames.resume_at(6)) == "y");
}

TEST_CASE("a ring needs no file: a room opens also when no descriptor is left") {
    const test::no_more_descriptors full;
    ring frames(page_size());
    frames.append(std::string(page_size() - 2, 'a'), 1);
    frames.append("wraps around", 2);
    CHECK(text_from(frames, frames.resume_at(1)) == "wraps around");
}

TEST_CASE("bytes that wrap around the ring's end are still one run") {
    ring frames(page_size());
    const std::string almost(frames.capacity() - 10, 'x');
    frames.append(almost, 1);
    frames.append("0123456789abcdefghij", 2);
    CHECK(text_from(frames, frames.resume_at(1)) == "0123456789abcdefghij");
}

TEST_CASE("a position inside a frame has that frame's end") {
    ring frames(4096);
    frames.append("aaaa", 1);
    frames.append("bbbb", 2);
    CHECK(frames.frame_end(0) == 0);  // where the first one begins is inside of none
    CHECK(frames.frame_end(1) == 4);
    CHECK(frames.frame_end(4) == 4);
    CHECK(frames.frame_end(5) == 8);
    CHECK(frames.frame_end(8) == 8);
}

TEST_CASE("a ring that starts in the middle of a log resumes only what it was told") {
    ring frames(4096);
    frames.start_after(40);
    CHECK(frames.can_resume(40));
    CHECK_FALSE(frames.can_resume(39));
    frames.append("x", 42);
    CHECK(text_from(frames, frames.resume_at(40)) == "x");
}

TEST_CASE("a ring finds the frame of an event, also one that wraps around, and lets it be changed"
) {
    ring frames(page_size());
    frames.append(std::string(frames.capacity() - 10, 'x'), 3);
    frames.append("0123456789abcdefghij", 6);  // the first one is forgotten
    frames.append("last", 7);
    CHECK_FALSE(frames.find(3));
    CHECK_FALSE(frames.find(5));
    CHECK_FALSE(frames.find(8));
    const auto place = frames.find(6);
    REQUIRE(place);
    CHECK(place->begin == frames.begin());
    std::ranges::fill(frames.at(*place), '.');
    CHECK(text_from(frames, frames.begin()) == std::string(20, '.') + "last");
}
