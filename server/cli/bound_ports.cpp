#include "cli/bound_ports.hpp"

#include <utility>

#include "base/config_rules.hpp"

namespace aula::cli {
namespace {

namespace asio = boost::asio;

result<listening_sockets> bind_setting(
    const std::string& setting, const std::string& listen, std::size_t count
) {
    const auto at = resolve_listen(setting, listen);
    if (!at) return at.error();
    return listening_sockets::open(setting, *at, count);
}

}  // namespace

std::uint16_t bound_ports::port() const {
    return everybody ? everybody->address().port() : std::uint16_t{0};
}

result<bound_ports> bind_ports(const config& with, std::size_t shards) {
    bound_ports ports;
    auto everybody = bind_setting("server.listen", with.server.listen, shards);
    if (!everybody) return everybody.error();
    ports.everybody = *std::move(everybody);
    if (with.metrics.listen.empty()) return ports;
    auto metrics = bind_setting("metrics.listen", with.metrics.listen, 1);
    if (!metrics) return metrics.error();
    ports.metrics = *std::move(metrics);
    return ports;
}

server_addresses addresses_of(const bound_ports& ports, const config& with) {
    server_addresses at;
    if (!ports.everybody) return at;
    at.listen = text_of(ports.everybody->address());
    at.url = with.server.public_url;
    if (ports.metrics) at.metrics = text_of(ports.metrics->address());
    return at;
}

result<asio::ip::tcp::endpoint> resolve_listen(
    const std::string& setting, const std::string& listen
) {
    const auto at = parse_listen(listen);
    asio::io_context io(1);
    asio::ip::tcp::resolver resolver(io);
    boost::system::error_code failed;
    const auto found = resolver.resolve(
        at->host, std::to_string(at->port), asio::ip::resolver_base::passive, failed
    );
    if (failed) {
        return {error_code::unavailable, setting + " = " + listen + ": " + failed.message() + "."};
    }
    return found.begin()->endpoint();
}

}  // namespace aula::cli
