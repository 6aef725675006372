#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace aula::cli {

/// The service manager that started us, told what we are doing: sd_notify(3) without its library. A
/// message is one datagram to the socket in NOTIFY_SOCKET; without that variable nobody is told.
///
/// Safe from any thread; never waits. A manager that does not listen is not our trouble.
class supervisor {
public:
    /// Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment,
    /// so that no child speaks in our name.
    static supervisor from_environment();

    supervisor() = default;
    explicit supervisor(std::string socket, std::optional<milliseconds> watchdog = {});
    ~supervisor();
    supervisor(supervisor&& other) noexcept;
    supervisor& operator=(supervisor&&) = delete;

    void ready(std::string_view status) const;
    void reloading() const;  ///< To be followed by `ready`.
    void stopping() const;
    void alive() const;  ///< Within `watchdog()`, again and again.

    /// After how long without `alive` we are killed; nothing when nobody watches.
    std::optional<milliseconds> watchdog() const { return watchdog_; }

private:
    void tell(const std::string& message) const;

    std::string socket_;
    std::optional<milliseconds> watchdog_;
    int descriptor_ = -1;
};

}  // namespace aula::cli
