#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace aula {

/// Bounds of the connection to NATS. Tests have other ones.
struct nats_limits {
    std::chrono::milliseconds connect{2000};  ///< From the look-up to the end of the handshake.
    std::chrono::milliseconds ping{400};      ///< How often the server is asked for a sign of life.
    int unanswered_max = 3;  ///< After so many pings without a word the connection is lost.
    std::chrono::milliseconds pause_max{2000};  ///< Between two attempts.
    std::size_t outgoing_bytes_max = 8 << 20;   ///< Waiting to be sent.
    std::size_t incoming_bytes_max = 32 << 20;  ///< Waiting for their subscriptions, all together …
    std::size_t incoming_messages_max = 8192;   ///< … and as many messages.
};

/// Where NATS is, and what it knows us by.
struct nats_settings {
    std::string url;                    ///< As the setting `bus.url`.
    std::filesystem::path credentials;  ///< Empty: none. Read again for each connection.
    std::filesystem::path ca;           ///< Empty: whom the system trusts.
    std::string client;                 ///< Our name in the server's own monitoring.
    nats_limits limits{};
};

}  // namespace aula
