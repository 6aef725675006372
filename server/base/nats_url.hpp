#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aula {

/// One server of NATS as the setting `bus.url` names it: `nats://` is plain, `tls://` is encrypted
/// and the server's certificate is checked. What stands before the host is a name and a password
/// or, alone, a token; what is special in a URL is written with `%`.
struct nats_url {
    bool is_tls = false;
    std::string user;
    std::string password;
    std::string token;
    std::string host;  ///< Without brackets.
    std::uint16_t port = 4222;

    /// For people: without password and token.
    std::string shown() const;
};

inline constexpr std::size_t nats_servers_max = 16;

/// The servers of a list with commas; nothing when one of them is not as it must be.
std::optional<std::vector<nats_url>> parse_nats_urls(std::string_view list);

/// The list for people; `(set)` when it cannot be read.
std::string without_secrets(std::string_view list);

}  // namespace aula
