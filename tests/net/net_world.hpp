#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <filesystem>
#include <memory>
#include <mutex>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>

#include "auth/tickets.hpp"
#include "base/metrics_text.hpp"
#include "live/live_world.hpp"
#include "net/http_answer.hpp"
#include "net/listener.hpp"
#include "net/listening_sockets.hpp"
#include "support/no_more_descriptors.hpp"

namespace aula::test {

/// Answers what it was asked, so that tests see what the network layer made of it.
class echo_api final : public http_api {
public:
    /// Somebody known asks, unless the query says `stranger`; `forbidden` is refused by its head.
    boost::asio::awaitable<http_admission> admit(http_request& request) override {
        http_admission out;
        if (request.path == "/forbidden") out.refused = plain_error(403, "You may not.");
        if (request.path == "/json") out.takes = body_kind::json;
        if (request.path == "/upload") out.takes = body_kind::file;
        out.is_known = request.query_value("stranger").empty();
        out.body_max = out.is_known ? 1024 * 1024 : 64 * 1024;
        co_return out;
    }
    boost::asio::awaitable<http_response> respond(http_request& request) override {
        if (request.path == "/throws") throw std::runtime_error("on purpose");
        if (request.path == "/no-memory") throw std::bad_alloc();
        if (request.path == "/no-files") {
            throw std::system_error(EMFILE, std::generic_category(), "on purpose");
        }
        if (request.path == "/no-room") {
            throw std::system_error(ENOSPC, std::generic_category(), "on purpose");
        }
        http_response said;
        said.headers.emplace_back("Content-Type", "text/plain");
        if (request.path == "/large") {
            said.body.assign(16 * 1024 * 1024, 'x');
            co_return said;
        }
        said.body = request.method + " " + request.path + " [" + request.body + "]";
        if (!request.body_file.empty()) {
            said.body += " " + std::to_string(std::filesystem::file_size(request.body_file));
        }
        co_return said;
    }
};

/// A free port of the loopback address.
inline boost::asio::ip::tcp::endpoint any_port() {
    return {boost::asio::ip::address_v4::loopback(), 0};
}

/// The live engine behind real listeners on a free port.
class net_world {
public:
    static constexpr auto origin = "http://aula.test";

    explicit net_world(
        const tls_context& tls = {}, live_settings with = quick_settings(),
        std::size_t connections_max = 18000
    )
        : world_(folder_.path(), with),
          parts_{api_, world_.all(), redeemer(), net_settings_for(folder_.path())} {
        parts_.settings.connections_max = connections_max;
        auto sockets = must(listening_sockets::open("server.listen", any_port(), 2));
        port_ = sockets.address().port();
        for (std::size_t index = 0; index < 2; ++index) {
            auto& home = world_.all().on(index).home();
            auto door = std::make_shared<listener>(home, parts_, open_);
            must(door->serve_tcp(sockets.take(), tls));
            doors_.push_back(std::move(door));
        }
    }

    ~net_world() { world_.stop(); }
    net_world(const net_world&) = delete;
    net_world& operator=(const net_world&) = delete;

    std::uint16_t port() const { return port_; }
    live_world& live() { return world_; }
    /// To be changed before the first connection.
    net_settings& settings() { return parts_.settings; }
    /// The same: the node that has issued a ticket which is none here.
    void ask_about_tickets(redeem_elsewhere issuer) { parts_.redeem_elsewhere = std::move(issuer); }

    /// What the listeners have counted, as a scrape shows it.
    bool counted(const std::string& line) const {
        std::vector<const net_metrics*> all;
        for (const auto& door : doors_) all.push_back(&door->counts());
        metrics_text page;
        report(page, all);
        return ("\n" + std::move(page).take()).find("\n" + line + "\n") != std::string::npos;
    }
    /// The same, as soon as a shard has got so far.
    bool comes_to_count(const std::string& line) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!counted(line)) {
            if (std::chrono::steady_clock::now() > until) return false;
            let_shards_turn();
        }
        return true;
    }
    /// What was posted to a shard before has run afterwards.
    void let_shards_turn() {
        for (const std::size_t index : {0U, 1U}) world_.on(index, [](live_shard&) {});
    }

    std::string ticket(session_id where, std::int64_t who, std::string name, role as) {
        return must(tickets_.issue(
            {participant_id{who}, login_id{who}, where, origin, std::move(name), as}, clock_.now(),
            tickets_.revision()
        ));
    }

private:
    redeem_ticket redeemer() {
        return [this](const std::string& text, session_id where, std::string_view from) {
            std::optional<viewer> out;
            const auto let_in = tickets_.redeem(text, where, from, clock_.now());
            if (let_in) out = viewer{let_in->who, let_in->login, let_in->name, let_in->as, {}};
            return out;
        };
    }
    static net_settings net_settings_for(const std::filesystem::path& folder) {
        net_settings with;
        with.origins = {origin};
        with.temporary = folder;
        with.head_time = milliseconds{300};
        return with;
    }

    temporary_folder folder_;
    server_clock clock_;
    tickets tickets_;
    echo_api api_;
    live_world world_;
    net_parts parts_;
    std::shared_ptr<std::atomic<std::size_t>> open_ = std::make_shared<std::atomic<std::size_t>>(0);
    std::vector<std::shared_ptr<listener>> doors_;
    std::uint16_t port_ = 0;
};

/// A plain socket for bytes that no library would send.
class raw_client {
public:
    explicit raw_client(std::uint16_t port) : raw_client() { connect(port); }
    /// Has its socket, and is connected later.
    raw_client() : socket_(io_, boost::asio::ip::tcp::v4()) {}
    void connect(std::uint16_t port) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }
    void send(std::string_view bytes) {
        boost::system::error_code ignored;  // the server may have hung up already, rightly
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }
    /// Takes few bytes that it does not read.
    void has_little_room() {
        socket_.set_option(boost::asio::socket_base::receive_buffer_size(4096));
    }
    /// Everything up to and including `end`.
    std::string until(std::string_view end) {
        std::string out;
        boost::asio::read_until(socket_, boost::asio::dynamic_buffer(out), end);
        return out;
    }
    /// Everything until the server closes.
    std::string rest() {
        std::string out;
        boost::system::error_code closed;
        boost::asio::read(socket_, boost::asio::dynamic_buffer(out), closed);
        return out;
    }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
};

inline std::string exchange(std::uint16_t port, std::string_view bytes) {
    raw_client client(port);
    client.send(bytes);
    return client.rest();
}

}  // namespace aula::test
