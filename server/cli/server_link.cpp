#include "cli/server_link.hpp"

#include <utility>

#include "cli/application.hpp"

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

server_link::server_link(http_target at, std::unique_ptr<application> own)
    : own_(std::move(own)), api_(std::move(at)) {}

server_link::server_link(server_link&&) noexcept = default;
server_link& server_link::operator=(server_link&&) noexcept = default;

server_link::~server_link() {
    if (own_) own_->stop();
}

}  // namespace aula::cli
