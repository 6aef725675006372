#include "cli/server_link.hpp"

namespace aula::cli {

result<http_target> running_server(const invocation& of) {
    if (!of.server.empty()) return http_target{.socket = {}, .url = of.server, .token = of.token};
    const auto settings = configuration(of);
    if (!settings) return settings.error();
    return http_target{.socket = settings->server.data / "aula.sock", .url = {}, .token = {}};
}

result<server_link> server_link::open(const invocation& of) {
    if (!of.server.empty()) {
        return server_link({.socket = {}, .url = of.server, .token = of.token}, nullptr);
    }
    const auto settings = configuration(of);
    if (!settings) return settings.error();
    http_target at{.socket = settings->server.data / "aula.sock", .url = {}, .token = {}};
    if (is_listening(at.socket)) return server_link(std::move(at), nullptr);
    auto own = application::start(*settings, application::doors::operators, of.client);
    if (!own) return own.error();
    return server_link(std::move(at), std::move(*own));
}

server_link::~server_link() {
    if (own_) own_->stop();
}

}  // namespace aula::cli
