#pragma once

#include <string>

namespace aula {

/// Where a running server is reached. All are empty for a subcommand's own server.
struct server_addresses {
    std::string listen;   ///< `127.0.0.1:8080`, with the port that was bound.
    std::string url;      ///< The public URL.
    std::string metrics;  ///< `127.0.0.1:9464`; empty when metrics are off.
};

}  // namespace aula
