#include "rehearse/truth.hpp"

#include <algorithm>

namespace aula::rehearsal {
namespace {

constexpr milliseconds none{0};

/// A connection, ended in one of the ways that are right.
struct credit {
    timestamp from;
    timestamp to;
    milliseconds bridges;  ///< A shorter gap to the next connection is no gap.
};

/// Every millisecond at which something begins or ends, counted once: the figure for one way of
/// ending connections.
milliseconds live_time(std::vector<credit> connections, const std::vector<stretch>& live) {
    std::ranges::sort(connections, {}, &credit::from);
    milliseconds sum{0};
    for (const auto& window : live) {
        timestamp counted_until = window.from;
        std::optional<timestamp> here_until;
        milliseconds bridged{0};
        for (const auto& each : connections) {
            // A short gap is bridged from where the person was last seen.
            const bool is_bridged = here_until && each.from - *here_until < bridged;
            const auto from =
                std::max(is_bridged ? std::min(*here_until, each.from) : each.from, counted_until);
            const auto to = std::min(each.to, window.to);
            if (from < to) {
                sum += to - from;
                counted_until = to;
            }
            here_until = here_until ? std::max(*here_until, each.to) : each.to;
            bridged = each.bridges;
        }
    }
    return sum;
}

/// The least that the server may know.
std::vector<credit> proven_part(const std::vector<presence>& connections, milliseconds grace) {
    std::vector<credit> out;
    for (const auto& each : connections) {
        if (each.is_cut && each.proven < each.from) continue;
        out.push_back({each.from, std::max(each.from, each.proven), each.is_cut ? none : grace});
    }
    return out;
}

/// The most that the server may know. A room opens some time after the server is back, and until
/// then it may have credited everybody whom the crash cut off.
std::vector<credit> whole(const std::vector<presence>& connections, milliseconds grace) {
    std::vector<credit> out;
    for (const auto& each : connections) {
        const auto bridges = each.is_cut ? grace + cut_grain : grace;
        const auto until = std::max(each.from, each.until);
        out.push_back({each.asked.value_or(each.from), until, bridges});
    }
    return out;
}

}  // namespace

void live_stretches::started(timestamp at) {
    if (!live_since_) live_since_ = at;
}

void live_stretches::stopped(timestamp at) {
    if (live_since_) ended_.push_back({*live_since_, at});
    live_since_.reset();
}

milliseconds live_stretches::total() const {
    milliseconds sum{0};
    for (const auto& each : ended_) sum += each.to - each.from;
    return sum;
}

std::vector<stretch> counted_stretches(
    const std::vector<stretch>& live, const std::optional<stretch>& plan,
    const std::optional<timestamp>& corrected_end
) {
    const auto cut_to = [](const std::vector<stretch>& all, timestamp from, timestamp to) {
        std::vector<stretch> kept;
        for (const auto& each : all) {
            if (each.to <= from || each.from >= to) continue;
            kept.push_back({std::max(each.from, from), std::min(each.to, to)});
        }
        return kept;
    };
    const auto led = corrected_end ? cut_to(live, timestamp::min(), *corrected_end) : live;
    if (!plan) return led;
    const auto planned = cut_to(led, plan->from, plan->to);
    return planned.empty() ? led : planned;
}

live_range true_live_time(
    const std::vector<presence>& connections, const std::vector<stretch>& live, milliseconds grace
) {
    return {
        .least = live_time(proven_part(connections, grace), live),
        .most = live_time(whole(connections, grace), live),
    };
}

milliseconds distance(milliseconds figure, const live_range& from) {
    if (figure < from.least) return from.least - figure;
    return std::max(figure - from.most, milliseconds{0});
}

}  // namespace aula::rehearsal
