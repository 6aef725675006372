#include "bus/switchboard.hpp"

#include <utility>
#include <vector>

#include "base/log.hpp"
#include "bus/nats_protocol.hpp"

namespace aula {

switchboard::switchboard(std::size_t outgoing_bytes_max, std::function<void()> ring)
    : outgoing_bytes_max_(outgoing_bytes_max), ring_(std::move(ring)) {}

bool switchboard::publish(const std::string& subject, std::string_view body) {
    const std::lock_guard lock(guard_);
    if (body.size() > body_max_there_) {
        if (too_large_.is_due()) {
            log::error(
                "bus: a message is too large",
                {{"subject", subject}, {"bytes", body.size()}, {"bytes_max", body_max_there_}}
            );
        }
        return refuse();
    }
    const bool has_room = outgoing_.size() + body.size() <= outgoing_bytes_max_;
    if (!is_connected_ || !has_room) return refuse();
    append_publish(outgoing_, subject, body);
    ++outgoing_messages_;
    ++counts_.published;
    ring_once();
    return true;
}

bool switchboard::refuse() {
    ++counts_.refused;
    return false;
}

std::uint64_t switchboard::add(const std::string& subject, std::shared_ptr<receiver> to) {
    const std::lock_guard lock(guard_);
    if (is_stopped_) {
        to->close();
        return 0;
    }
    const auto made = ++subscriptions_made_;
    subscriptions_.emplace(made, entry{subject, std::move(to)});
    append(subscribe_line(subject, made));
    return made;
}

void switchboard::remove(std::uint64_t subscription) {
    const std::lock_guard lock(guard_);
    if (subscriptions_.erase(subscription) != 0) append(unsubscribe_line(subscription));
}

bool switchboard::is_connected() const {
    const std::lock_guard lock(guard_);
    return is_connected_;
}

bus_statistics switchboard::statistics() const {
    const std::lock_guard lock(guard_);
    auto counts = counts_;
    counts.received = received.value();
    counts.dropped = dropped.value();
    counts.reconnects = connections_ > 1 ? connections_ - 1 : 0;
    counts.is_connected = is_connected_;
    return counts;
}

void switchboard::stop() {
    std::vector<std::shared_ptr<receiver>> all;
    {
        const std::lock_guard lock(guard_);
        is_stopped_ = true;
        is_connected_ = false;
        ring_ = nullptr;
        for (auto& [number, each] : subscriptions_) all.push_back(std::move(each.to));
        subscriptions_.clear();
    }
    for (const auto& each : all) each->close();
}

void switchboard::connect(std::size_t body_max_there) {
    const std::lock_guard lock(guard_);
    if (is_stopped_) return;
    is_connected_ = true;
    has_rung_ = true;
    body_max_there_ = body_max_there;
    ++connections_;
    outgoing_.clear();
    for (const auto& [number, each] : subscriptions_) append(subscribe_line(each.subject, number));
}

bool switchboard::disconnect() {
    const std::lock_guard lock(guard_);
    dropped.add(outgoing_messages_);
    outgoing_messages_ = 0;
    outgoing_.clear();
    return std::exchange(is_connected_, false);
}

std::string switchboard::take_outgoing() {
    std::string taken;
    const std::lock_guard lock(guard_);
    taken.swap(outgoing_);
    outgoing_messages_ = 0;
    has_rung_ = !taken.empty();
    return taken;
}

void switchboard::say(std::string_view line) {
    const std::lock_guard lock(guard_);
    append(line);
}

std::shared_ptr<receiver> switchboard::find(std::uint64_t subscription) const {
    const std::lock_guard lock(guard_);
    const auto found = subscriptions_.find(subscription);
    return found == subscriptions_.end() ? nullptr : found->second.to;
}

void switchboard::append(std::string_view line) {
    if (!is_connected_) return;
    outgoing_ += line;
    ring_once();
}

void switchboard::ring_once() {
    if (has_rung_ || !ring_) return;
    has_rung_ = true;
    ring_();
}

}  // namespace aula
