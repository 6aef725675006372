#pragma once

#include <memory>

#include "base/result.hpp"
#include "cli/invocation.hpp"
#include "client/rest_client.hpp"

namespace aula::cli {

class application;

/// The server that a subcommand talks to: the one of `--server`, or the one that runs on the data
/// folder, or, when none does, one started inside this process for as long as the link lives.
class server_link {
public:
    static result<server_link> open(const invocation& of);

    server_link(server_link&&) noexcept;
    server_link& operator=(server_link&&) noexcept;
    ~server_link();

    const rest_client& api() const { return api_; }

private:
    server_link(http_target at, std::unique_ptr<application> own);

    std::unique_ptr<application> own_;
    rest_client api_;
};

/// Where the server is, without ever starting one: of `--server`, or of the data folder's socket.
result<http_target> running_server(const invocation& of);

/// Does one thing with an open link; the exit code is 1 when there is no server to talk to.
template <class Work>
int with_server(const invocation& of, Work work) {
    auto link = server_link::open(of);
    if (!link) return fail(link.error());
    return work(link->api());
}

}  // namespace aula::cli
