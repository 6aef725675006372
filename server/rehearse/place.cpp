#include "rehearse/place.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/url/parse.hpp>

namespace aula::rehearsal {

namespace asio = boost::asio;

result<place> find_place(const std::string& public_url, const std::string& server) {
    const auto known_as = boost::urls::parse_uri(public_url);
    const auto at = boost::urls::parse_uri(server.empty() ? public_url : server);
    if (!known_as || !at || (at->scheme() != "http" && at->scheme() != "https")) {
        return {error_code::invalid, "The server's address must be an http or https URL."};
    }
    place found;
    found.is_tls = at->scheme() == "https";
    found.host = at->host_address();
    found.authority = known_as->encoded_host_and_port();
    found.origin = std::string(known_as->scheme()) + "://" + found.authority;
    const std::string port = at->has_port() ? std::string(at->port()) : found.is_tls ? "443" : "80";
    asio::io_context io;
    asio::ip::tcp::resolver resolver(io);
    boost::system::error_code failed;
    for (const auto& each : resolver.resolve(found.host, port, failed)) {
        found.addresses.push_back(each.endpoint());
    }
    if (found.addresses.empty()) {
        return {error_code::unavailable, "There is no address for " + found.host + "."};
    }
    return found;
}

asio::ssl::context& client_tls() {
    static asio::ssl::context context = [] {
        asio::ssl::context made(asio::ssl::context::tls_client);
        made.set_default_verify_paths();
        made.set_verify_mode(asio::ssl::verify_peer);
        return made;
    }();
    return context;
}

}  // namespace aula::rehearsal
