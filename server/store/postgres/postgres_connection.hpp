#pragma once

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "store/open_store.hpp"

namespace aula {

/// A socket to PostgreSQL, and how long is waited for what comes out of it. Used by one thread.
///
/// Nothing here blocks for longer than it is told: connecting goes on a step at a time, and every
/// wait for an answer has a deadline. (One thing is not ours to bound: the look-up of a host's
/// name, which the system's resolver does.)
class postgres_connection {
public:
    using instant = std::chrono::steady_clock::time_point;
    enum class progress { connecting, ready, failed };

    /// Begins to connect, with the `first` of the URL's servers; `advance` goes on with it.
    postgres_connection(const std::string& url, const postgres_times& times, std::size_t first = 0);

    /// Goes on for at most so long.
    progress advance(std::chrono::milliseconds patience);

    /// Sends what is waiting and reads until the next result is there. False when the connection
    /// is lost, or when nothing has come by then.
    bool wait_for_result(instant deadline);

    /// Sends as much as the socket takes.
    bool flush() { return PQflush(connection_.get()) >= 0; }

    /// Whether it is still there, as far as can be seen without asking.
    bool looks_alive();

    PGconn* get() const { return connection_.get(); }
    std::string message() const;

private:
    struct closer {
        void operator()(PGconn* connection) const { PQfinish(connection); }
    };

    bool wait(short events, instant deadline) const;

    std::unique_ptr<PGconn, closer> connection_;
    PostgresPollingStatusType wants_ = PGRES_POLLING_WRITING;
};

}  // namespace aula
