#pragma once

#include <sys/types.h>

#include <csignal>
#include <string>

#include "support/ports.hpp"
#include "support/temporary_folder.hpp"

namespace aula::test {

/// A nats-server of the test's own, from Debian's package: on a port of the loopback address,
/// as a child that goes when the test goes. It keeps its port. What fails here throws, with one
/// sentence.
class nats_server {
public:
    /// Started. `more` is added to its configuration, which is read at each start.
    explicit nats_server(std::string more = {});
    ~nats_server();
    nats_server(const nats_server&) = delete;
    nats_server& operator=(const nats_server&) = delete;

    /// Waits until it takes connections.
    void start();
    /// It says good-bye to its clients.
    void stop() { end(SIGTERM); }
    void kill() { end(SIGKILL); }
    /// It hangs: connections stay, nothing is answered any more when this returns.
    void freeze();
    void thaw() { ::kill(pid_, SIGCONT); }

    int port() const { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "nats://" + address(); }

private:
    void end(int signal);
    bool takes_connections() const;

    temporary_folder folder_;
    std::string more_;
    int port_ = lasting_port();
    pid_t pid_ = 0;
};

}  // namespace aula::test
