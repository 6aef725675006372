#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/hall.hpp"
#include "net/http_connection.hpp"
#include "store/sqlite/sqlite_database.hpp"

namespace aula::fuzz {

/// A store on a database in memory that does everything at once, on the caller's thread. What was
/// written goes with it.
class store_in_memory final : public store {
public:
    store_in_memory();
    ~store_in_memory() override;
    void stop() override {}
    store_statistics statistics() const override { return {}; }

    static session_id planned_session();

protected:
    void submit(kind which, std::unique_ptr<job> work) override;
};

/// What the network layer made of a request.
struct seen_request {
    std::string method, path, body;
    bool operator==(const seen_request&) const = default;
};

/// The real connections, rooms and audiences, on the caller's thread and one shard: `settle` runs
/// whatever is ready. Only the sockets' other ends, the store's disk and the API are not real.
class server_in_memory final : http_api {
public:
    server_in_memory();
    ~server_in_memory() override;

    /// A new connection's other end, for a client to own.
    int connect();
    void settle();

    /// Whoever shows this ticket, of at least 16 letters, has the role of its first letter.
    static std::string ticket_for(role as);
    static constexpr auto origin = "http://aula.test";
    session_id where() const { return store_in_memory::planned_session(); }
    const std::vector<seen_request>& seen() const { return seen_; }

private:
    boost::asio::awaitable<http_admission> admit(http_request& request) override;
    boost::asio::awaitable<http_response> respond(http_request& request) override;
    static net_settings settings();

    store_in_memory store_;
    server_clock clock_;
    shard_set shards_;
    std::unique_ptr<hall> hall_;
    std::shared_ptr<net_metrics> counts_;
    std::shared_ptr<std::atomic<std::size_t>> open_;
    std::unique_ptr<net_parts> parts_;
    std::vector<seen_request> seen_;
};

/// A client of it: sends bytes, gathers what comes back.
class client_in_memory {
public:
    explicit client_in_memory(server_in_memory& to) : to_(to), socket_(to.connect()) {}
    ~client_in_memory();
    client_in_memory(const client_in_memory&) = delete;
    client_in_memory& operator=(const client_in_memory&) = delete;

    /// Each piece is answered before the next one goes.
    void send(std::string_view bytes, std::size_t piece = std::string_view::npos);
    void hang_up();  ///< Nothing more comes from here.
    void settle();

    std::string& received() { return received_; }
    bool is_over() const { return is_over_; }  ///< The server sends nothing more.

private:
    void gather();

    server_in_memory& to_;
    int socket_;
    std::string received_;
    bool is_over_ = false;
};

}  // namespace aula::fuzz
