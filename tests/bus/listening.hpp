#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "bus/bus.hpp"
#include "bus/local_bus.hpp"
#include "bus/nats_bus.hpp"
#include "support/nats_server.hpp"

namespace aula::test {

/// A slow machine must not fail a test.
constexpr std::chrono::seconds patience{60};

template <class Condition>
bool eventually(Condition holds) {
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!holds()) {
        if (std::chrono::steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    return true;
}

/// What a subscription was given.
class inbox {
public:
    bus::take take() {
        return [this](std::string_view body) {
            const std::lock_guard lock(guard_);
            bodies_.emplace_back(body);
            has_come_.notify_all();
        };
    }
    /// All, once there are so many.
    std::vector<std::string> wait_for(std::size_t count) {
        std::unique_lock lock(guard_);
        has_come_.wait_for(lock, patience, [&] { return bodies_.size() >= count; });
        return bodies_;
    }
    bool has(std::string_view body) {
        const std::lock_guard lock(guard_);
        return std::find(bodies_.begin(), bodies_.end(), body) != bodies_.end();
    }
    void clear() {
        const std::lock_guard lock(guard_);
        bodies_.clear();
    }

private:
    std::mutex guard_;
    std::condition_variable has_come_;
    std::vector<std::string> bodies_;
};

/// An inbox and its subscription.
struct listener {
    inbox in;
    std::unique_ptr<bus::subscription> held;

    listener(bus& on, const std::string& subject) : held(on.subscribe(subject, in.take())) {}

    /// Until what `from` publishes arrives here; nothing of it is left.
    bool hears(bus& from, const std::string& subject) {
        const bool is_heard = eventually([&] {
            from.publish(subject, "is anybody there");
            return in.has("is anybody there");
        });
        from.publish(subject, "no more of it");
        const bool is_quiet = eventually([&] { return in.has("no more of it"); });
        in.clear();
        return is_heard && is_quiet;
    }
};

inline nats_settings plain_settings(const std::string& url) {
    nats_settings settings;
    settings.url = url;
    settings.client = "test";
    return settings;
}

inline std::unique_ptr<bus> open_nats(const nats_settings& settings) {
    auto opened = open_nats_bus(settings);
    if (!opened) FAIL(opened.error().detail);
    return *std::move(opened);
}

/// Opened and connected.
inline std::unique_ptr<bus> connected(const nats_settings& settings) {
    auto made = open_nats(settings);
    REQUIRE(eventually([&] { return made->is_connected(); }));
    return made;
}

// The places on which the same suite runs.

struct on_local {
    std::shared_ptr<local_exchange> exchange = std::make_shared<local_exchange>();

    std::unique_ptr<bus> open() const { return std::make_unique<local_bus>(exchange); }
};

struct on_nats {
    nats_server server;

    std::unique_ptr<bus> open() const { return connected(plain_settings(server.url())); }
};

}  // namespace aula::test
