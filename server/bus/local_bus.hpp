#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "bus/bus.hpp"
#include "bus/gate.hpp"

namespace aula {

class local_bus;

/// What several `local_bus` of one process have in common. Thread-safe.
class local_exchange {
public:
    /// From now on the bus is not connected, in either direction; `on_change` is called before this
    /// returns. `heal` takes it back.
    void cut(const bus& which) { set_cut(which, true); }
    void heal(const bus& which) { set_cut(which, false); }

    /// What is published from now on reaches that bus when it is released, in order.
    void hold(const bus& which) { set_held(which, true); }
    void release(const bus& which) { set_held(which, false); }

    /// Every n-th message from now on is lost, counted over all buses; 0: none.
    void drop_every(std::size_t nth);

private:
    friend class local_bus;

    /// A subscription and what waits for it. Whoever publishes gives it what waits, unless somebody
    /// else is at it: so the receiver may publish, and is never called twice at once.
    class lane;
    /// One bus's place here.
    struct seat {
        bool is_cut = false;
        bool is_stopped = false;
        bool is_held = false;
        std::shared_ptr<gate<bool>> change;
        bus_statistics counts;
    };

    void set_cut(const bus& which, bool is_cut);
    void set_held(const bus& which, bool is_held);
    bool publish(local_bus& from, const std::string& subject, std::string_view body);

    mutable std::mutex guard_;
    std::map<const bus*, seat> seats_;
    std::vector<std::shared_ptr<lane>> lanes_;
    std::size_t drop_nth_ = 0;
    std::size_t counted_ = 0;
};

/// The bus of nodes that live in one process, for tests that run several: messages are given on the
/// publisher's thread, before `publish` returns (unless another thread is at the same
/// subscription).
class local_bus final : public bus {
public:
    static constexpr std::size_t waiting_max = 8192;  ///< Messages for one subscription.

    explicit local_bus(std::shared_ptr<local_exchange> in);
    ~local_bus() override;

    bool publish(const std::string& subject, std::string_view body) override;
    std::unique_ptr<subscription> subscribe(const std::string& subject, take each) override;
    bool is_connected() const override;
    void on_change(std::function<void(bool is_connected)> tell) override;
    bus_statistics statistics() const override;
    void stop() override;

private:
    std::shared_ptr<local_exchange> exchange_;
};

}  // namespace aula
