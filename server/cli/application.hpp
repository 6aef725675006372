#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "api/embedded_files.hpp"
#include "base/config.hpp"
#include "base/result.hpp"

namespace aula::cli {

/// The whole server, wired by hand: store, rooms, decks, mail, API and listeners.
///
/// Runs on threads of its own from `start` until `stop`; the thread that holds it only waits.
class application {
public:
    /// Which doors are open: everybody's and the operator's, or the operator's alone.
    enum class doors { all, operators };

    /// The error says what is wrong with the data folder, the address or the certificate, and what
    /// to do about it.
    static result<std::unique_ptr<application>> start(
        const config& with, doors open, std::span<const embedded_file> client
    );

    virtual ~application() = default;

    /// Where the metrics are; 0 when they are off.
    virtual std::uint16_t metrics_port() const = 0;

    /// Reads certificate and key again; what cannot be used is refused and the old one kept.
    virtual result<void> reload() = 0;

    /// Drains: no new connections, people are told to come back, everything shown is saved.
    virtual void stop() = 0;
};

}  // namespace aula::cli
