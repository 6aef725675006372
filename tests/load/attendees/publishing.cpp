#include "publishing.hpp"

#include <algorithm>

namespace aula::load {
namespace {

constexpr nanos longest_sleep = second / 20;
constexpr nanos drain_patience = 60 * second;  // a slow room must not work on into others' turns
constexpr nanos stall_patience = 10 * second;

}  // namespace

pacer::pacer(crowd& of, const std::vector<stream>& streams) : of_(of) {
    for (const auto& each : streams) lanes_.push_back({each, 0, began_});
}

void pacer::post_due(bool is_timed) {
    const auto at = now();
    for (std::size_t index = 0; index < lanes_.size(); ++index) {
        auto& lane = lanes_[index];
        while (lane.due <= at) {
            const auto where = lane.what.first_room + lane.posted % lane.what.rooms;
            of_.post(where, lane.what.by, index, is_timed);
            ++lane.posted;
            lane.due = began_ + of_seconds(static_cast<double>(lane.posted) / lane.what.rate);
        }
    }
}

nanos pacer::next_due() const {
    nanos first = now() + longest_sleep;
    for (const auto& lane : lanes_) first = std::min(first, lane.due);
    return first;
}

void drain(crowd& of, nanos patience) {
    auto& in = of.in();
    const auto deadline = now() + patience;
    while (in.book.outstanding() > 0 && now() < deadline) in.loop.turn(now() + longest_sleep);
}

void publish_paced(
    crowd& of, const std::vector<stream>& streams, nanos warm, nanos lasting, span& timed,
    rss_watch& memory
) {
    pacer posts(of, streams);
    const auto timed_from = now() + warm;
    const auto end = timed_from + lasting;
    while (now() < end) {
        if (!timed.is_started() && now() >= timed_from) timed.start();
        posts.post_due(timed.is_started());
        of.in().loop.turn(std::min(posts.next_due(), end));
        memory.look();
    }
    drain(of, drain_patience);
    timed.stop();
    memory.look();
}

void publish_saturating(
    crowd& of, std::size_t window, const authorship& by, nanos warm, nanos lasting, span& timed,
    rss_watch& memory
) {
    auto& in = of.in();
    const auto timed_from = now() + warm;
    const auto end = timed_from + lasting;
    auto progress = in.book.deliveries();
    auto progressed_at = now();
    while (now() < end) {
        if (!timed.is_started() && now() >= timed_from) timed.start();
        while (in.book.outstanding() < window && of.post(0, by, 0, timed.is_started())) {
        }
        in.loop.turn(now() + longest_sleep);
        memory.look();
        if (in.book.deliveries() != progress) {
            progress = in.book.deliveries();
            progressed_at = now();
        } else if (now() - progressed_at > stall_patience) {
            in.book.give_up_outstanding();
            progressed_at = now();
        }
    }
    timed.stop();
    drain(of, drain_patience);
    memory.look();
}

}  // namespace aula::load
