#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/temporary_folder.hpp"

namespace aula::test {

/// A PostgreSQL of the test's own, from Debian's package: in a temporary folder, on a socket in it,
/// as a child that goes when the test goes. Never as root, which PostgreSQL refuses: as `nobody`.
/// It syncs, as a real one does. What fails here throws, with one sentence.
class postgres_server {
public:
    /// Initialized and started. `data` is where its files are to be, when not in the folder.
    explicit postgres_server(std::filesystem::path data = {});
    ~postgres_server();
    postgres_server(const postgres_server&) = delete;
    postgres_server& operator=(const postgres_server&) = delete;

    /// Waits until it takes connections.
    void start();
    /// Open transactions are rolled back, connections closed.
    void stop();
    /// Stops, and starts with these settings too, such as `ssl=on`.
    void restart_with(std::vector<std::string> settings);
    /// As in a crash: every process of it at once, with nothing said and nothing written.
    void kill();

    std::string url(const std::string& database) const { return url_through(path(), database); }
    static std::string url_through(
        const std::filesystem::path& socket_folder, const std::string& database
    );

    /// Holds its socket, `.s.PGSQL.5432`.
    const std::filesystem::path& path() const { return folder_.path(); }

private:
    void end(int signal);
    std::string status() const;

    temporary_folder folder_;
    std::filesystem::path data_;
    std::vector<std::string> settings_;
    pid_t pid_ = 0;
};

/// The one that all tests of a program share; it starts when it is first asked for.
postgres_server& shared_postgres();

/// A person without root's powers, whom root can become.
constexpr unsigned nobody_id = 65534;

}  // namespace aula::test
