#include "bus/local_bus.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/ensure.hpp"
#include "base/log.hpp"

namespace aula {

class local_exchange::lane {
public:
    lane(const bus* owner, std::string subject, bus::take each)
        : owner(owner), subject(std::move(subject)), receiver_(std::move(each)) {}

    /// False when too much waits already.
    bool give(std::string_view body) {
        std::unique_lock lock(guard_);
        if (waiting_.size() >= local_bus::waiting_max) return false;
        waiting_.emplace_back(body);
        give_waiting(lock);
        return true;
    }
    void hold(bool is_held) {
        std::unique_lock lock(guard_);
        is_held_ = is_held;
        give_waiting(lock);
    }
    void close() { receiver_.close(); }

    const bus* const owner;
    const std::string subject;

private:
    void give_waiting(std::unique_lock<std::mutex>& lock) {
        if (std::exchange(is_being_given_, true)) return;
        while (!is_held_ && !waiting_.empty()) {
            const auto next = std::move(waiting_.front());
            waiting_.pop_front();
            lock.unlock();
            receiver_.call(next);
            lock.lock();
        }
        is_being_given_ = false;
    }

    gate<std::string_view> receiver_;
    std::mutex guard_;
    std::deque<std::string> waiting_;
    bool is_being_given_ = false;
    bool is_held_ = false;
};

void local_exchange::drop_every(std::size_t nth) {
    const std::lock_guard lock(guard_);
    drop_nth_ = nth;
    counted_ = 0;
}

void local_exchange::set_held(const bus& which, bool is_held) {
    std::vector<std::shared_ptr<lane>> its;
    {
        const std::lock_guard lock(guard_);
        seats_.at(&which).is_held = is_held;
        std::ranges::copy_if(lanes_, std::back_inserter(its), [&which](const auto& each) {
            return each->owner == &which;
        });
    }
    for (const auto& each : its) each->hold(is_held);
}

void local_exchange::set_cut(const bus& which, bool is_cut) {
    std::shared_ptr<gate<bool>> change;
    {
        const std::lock_guard lock(guard_);
        auto& place = seats_.at(&which);
        if (place.is_cut == is_cut || place.is_stopped) return;
        place.is_cut = is_cut;
        if (!is_cut) ++place.counts.reconnects;
        change = place.change;
    }
    if (change) change->call(!is_cut);
}

bool local_exchange::publish(local_bus& from, const std::string& subject, std::string_view body) {
    std::vector<std::shared_ptr<lane>> hearing;
    {
        const std::lock_guard lock(guard_);
        auto& sender = seats_.at(&from);
        if (sender.is_cut || sender.is_stopped || body.size() > bus::body_max) {
            ++sender.counts.refused;
            return false;
        }
        ++sender.counts.published;
        if (drop_nth_ != 0 && ++counted_ % drop_nth_ == 0) return true;
        std::ranges::copy_if(lanes_, std::back_inserter(hearing), [&](const auto& each) {
            const auto& place = seats_.at(each->owner);
            return each->subject == subject && !place.is_cut && !place.is_stopped;
        });
        for (const auto& each : hearing) ++seats_.at(each->owner).counts.received;
    }
    for (const auto& each : hearing) {
        if (each->give(body)) continue;
        const std::lock_guard lock(guard_);
        const auto place = seats_.find(each->owner);
        if (place == seats_.end()) continue;
        --place->second.counts.received;
        ++place->second.counts.dropped;
    }
    return true;
}

local_bus::local_bus(std::shared_ptr<local_exchange> in) : exchange_(std::move(in)) {
    const std::lock_guard lock(exchange_->guard_);
    exchange_->seats_[this];
}

local_bus::~local_bus() {
    stop();
    const std::lock_guard lock(exchange_->guard_);
    std::erase_if(exchange_->lanes_, [this](const auto& each) { return each->owner == this; });
    exchange_->seats_.erase(this);
}

bool local_bus::publish(const std::string& subject, std::string_view body) {
    ensure(is_subject(subject), "a subject is words with dots between them");
    if (body.size() > body_max) {
        log::error("bus: a message is too large", {{"subject", subject}, {"bytes", body.size()}});
    }
    return exchange_->publish(*this, subject, body);
}

std::unique_ptr<bus::subscription> local_bus::subscribe(const std::string& subject, take each) {
    struct listening final : subscription {
        std::shared_ptr<local_exchange> in;
        std::shared_ptr<local_exchange::lane> on;

        ~listening() override {
            {
                const std::lock_guard lock(in->guard_);
                std::erase(in->lanes_, on);
            }
            on->close();
        }
    };
    ensure(is_subject(subject), "a subject is words with dots between them");
    auto made = std::make_unique<listening>();
    made->in = exchange_;
    made->on = std::make_shared<local_exchange::lane>(this, subject, std::move(each));
    const std::lock_guard lock(exchange_->guard_);
    const auto& place = exchange_->seats_.at(this);
    if (place.is_stopped) made->on->close();
    made->on->hold(place.is_held);
    exchange_->lanes_.push_back(made->on);
    return made;
}

bool local_bus::is_connected() const {
    return statistics().is_connected;
}

void local_bus::on_change(std::function<void(bool)> tell) {
    const std::lock_guard lock(exchange_->guard_);
    exchange_->seats_.at(this).change = std::make_shared<gate<bool>>(std::move(tell));
}

bus_statistics local_bus::statistics() const {
    const std::lock_guard lock(exchange_->guard_);
    const auto& place = exchange_->seats_.at(this);
    auto counts = place.counts;
    counts.is_connected = !place.is_cut && !place.is_stopped;
    return counts;
}

void local_bus::stop() {
    std::vector<std::shared_ptr<local_exchange::lane>> mine;
    std::shared_ptr<gate<bool>> change;
    {
        const std::lock_guard lock(exchange_->guard_);
        auto& place = exchange_->seats_.at(this);
        place.is_stopped = true;
        change = place.change;
        std::ranges::copy_if(exchange_->lanes_, std::back_inserter(mine), [this](const auto& each) {
            return each->owner == this;
        });
    }
    for (const auto& each : mine) each->close();
    if (change) change->close();
}

}  // namespace aula
