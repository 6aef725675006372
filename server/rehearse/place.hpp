#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace aula::rehearsal {

/// Where people connect, resolved once, and what they say about where they are.
///
/// The address may be another than the one people know the server by (a tunnel, a port behind a
/// proxy): `origin` is the public one, because the server believes no other.
struct place {
    bool is_tls = false;
    std::string host;       ///< For the certificate.
    std::string origin;     ///< `https://aula.example.org`
    std::string authority;  ///< The `Host` of every request.
    std::vector<boost::asio::ip::tcp::endpoint> addresses;
};

/// `public_url` is what join links begin with; `server` overrules where to connect when not empty.
/// Blocks for the name look-up.
result<place> find_place(const std::string& public_url, const std::string& server);

/// Certificates are verified against the system's.
boost::asio::ssl::context& client_tls();

}  // namespace aula::rehearsal
