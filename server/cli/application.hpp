#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "api/embedded_files.hpp"
#include "api/server_addresses.hpp"
#include "base/config.hpp"
#include "base/result.hpp"
#include "cli/reload.hpp"

namespace aula::cli {

/// What the process around a server has for it.
struct surroundings {
    read_again again = {};                  ///< What a reload reads; without it there is none.
    std::function<void()> on_beat = [] {};  ///< About once a second while every thread answers.
};

/// What a drain came to.
struct farewell {
    std::int64_t told = 0;          ///< WebSockets that were open, and told to come back.
    std::int64_t cut = 0;           ///< Of those, the ones that did not go by themselves.
    std::int64_t requests_cut = 0;  ///< Requests that were not answered in time.
    std::int64_t decks = 0;         ///< To be converted after the next start.
    std::int64_t letters = 0;       ///< To be sent after the next start.
};

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
        const config& with, doors open, std::span<const embedded_file> client,
        surroundings around = {}
    );

    virtual ~application() = default;

    /// Where the metrics are; 0 when they are off.
    virtual std::uint16_t metrics_port() const = 0;

    /// Where it listens; from any thread.
    virtual server_addresses addresses() const = 0;

    /// Reads configuration and certificate again and takes over what can change under way; new
    /// connections have it, existing ones stay. If anything cannot be used, nothing is changed.
    /// Says in the log what came of it. From any thread but a shard.
    virtual result<config_change> reload() = 0;

    /// Drains: not ready any more, no new connections, presence is saved, people are told to come
    /// back, requests that have begun are answered or cut, everything decided is saved. Takes seven
    /// seconds at most if the disk does its part.
    virtual farewell stop() = 0;
};

}  // namespace aula::cli
