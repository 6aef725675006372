#include "store/postgres/postgres_connection.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/clock.hpp"
#include "store/postgres/postgres_error.hpp"
#include "store/postgres/postgres_hosts.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

void ignore_notice(void*, const PGresult*) {}

std::string seconds_of(milliseconds time) {
    return std::to_string(std::max<std::int64_t>(2, time.count() / 1000));
}

/// What comes first may be overruled by the URL, which is `dbname`; what comes behind it may not.
PGconn* start(const std::string& url, const postgres_times& times, std::size_t first) {
    const auto connect = seconds_of(times.connect);
    const auto unanswered = std::to_string(times.answer.count());
    const auto servers = postgres_hosts(url).from(first);
    const std::array<const char*, 12> names{
        "connect_timeout",
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "application_name",
        "tcp_user_timeout",
        "dbname",
        "client_encoding",
        "host",
        "hostaddr",
        "port",
        nullptr
    };
    const std::array<const char*, 12> values{
        connect.c_str(),
        "10",
        "5",
        "3",
        "aula",
        unanswered.c_str(),
        url.c_str(),
        "UTF8",
        servers.host.c_str(),
        servers.hostaddr.c_str(),
        servers.port.c_str(),
        nullptr
    };
    return PQconnectStartParams(names.data(), values.data(), 1);
}

}  // namespace

postgres_connection::postgres_connection(
    const std::string& url, const postgres_times& times, std::size_t first
)
    : connection_(start(url, times, first)) {
    if (connection_) PQsetNoticeReceiver(connection_.get(), ignore_notice, nullptr);
}

postgres_connection::progress postgres_connection::advance(milliseconds patience) {
    const auto deadline = steady_clock::now() + patience;
    while (connection_ && PQstatus(connection_.get()) != CONNECTION_BAD) {
        const bool to_read = wants_ == PGRES_POLLING_READING;
        if (!wait(to_read ? POLLIN : POLLOUT, deadline)) return progress::connecting;
        wants_ = PQconnectPoll(connection_.get());
        if (wants_ == PGRES_POLLING_FAILED) return progress::failed;
        if (wants_ == PGRES_POLLING_OK) {
            PQsetnonblocking(connection_.get(), 1);
            return progress::ready;
        }
    }
    return progress::failed;
}

bool postgres_connection::wait_for_result(instant deadline) {
    for (;;) {
        const int unsent = PQflush(connection_.get());
        if (PQisBusy(connection_.get()) == 0) return true;
        if (unsent < 0) return false;
        const short events = unsent > 0 ? POLLIN | POLLOUT : POLLIN;
        if (!wait(events, deadline)) return false;
        if (PQconsumeInput(connection_.get()) == 0) return false;
    }
}

bool postgres_connection::looks_alive() {
    // A server that goes says so, and then closes: two things to read.
    for (int looks = 0; looks < 3 && wait(POLLIN, steady_clock::now()); ++looks) {
        if (PQconsumeInput(connection_.get()) == 0) return false;
        PQisBusy(connection_.get());  // takes in what was read
    }
    return PQstatus(connection_.get()) == CONNECTION_OK;
}

std::string postgres_connection::message() const {
    return connection_ ? one_line(PQerrorMessage(connection_.get())) : "out of memory";
}

bool postgres_connection::wait(short events, instant deadline) const {
    pollfd socket{.fd = PQsocket(connection_.get()), .events = events, .revents = 0};
    for (;;) {
        const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
        const int patience = static_cast<int>(std::max<std::int64_t>(0, left.count()));
        const int ready = ::poll(&socket, 1, patience);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
    }
}

}  // namespace aula
