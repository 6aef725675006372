#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "time.hpp"

namespace aula::load {

/// Whoever is told that a descriptor can be read or written.
class watcher {
public:
    virtual ~watcher() = default;
    virtual void ready(std::uint32_t events) = 0;
};

/// One epoll, edge-triggered: what is told as ready must be read until it would block.
///
/// A descriptor leaves the loop by being closed. A watcher that ends itself is handed to `retire`,
/// because further events of the same turn may still name it.
class event_loop {
public:
    event_loop();
    ~event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;

    void watch(int descriptor, watcher& by);
    void forget(int descriptor);
    void retire(std::unique_ptr<watcher> done) { retired_.push_back(std::move(done)); }

    /// Handles what is ready, waiting for it until `deadline` at the latest.
    void turn(nanos deadline);

private:
    int epoll_;
    std::vector<std::unique_ptr<watcher>> retired_;
};

}  // namespace aula::load
