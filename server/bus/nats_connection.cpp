#include "bus/nats_connection.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <random>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/strict_json.hpp"
#include "bus/bus.hpp"
#include "bus/nats_credentials.hpp"

namespace aula {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

const auto as_result = asio::as_tuple(asio::use_awaitable);

std::string words_of(const boost::system::error_code& failed) {
    if (failed == asio::error::eof) return "it closed the connection";
    return failed.message();
}

/// So that an address that swallows everything does not use up every attempt.
std::vector<asio::ip::tcp::endpoint> in_any_order(const asio::ip::tcp::resolver::results_type& of) {
    std::vector<asio::ip::tcp::endpoint> all;
    for (const auto& each : of) all.push_back(each.endpoint());
    std::minstd_rand random(std::random_device{}());
    std::ranges::shuffle(all, random);
    return all;
}

result<void> trust(asio::ssl::context& into, const std::filesystem::path& ca) {
    boost::system::error_code failed;
    if (ca.empty()) {
        into.set_default_verify_paths(failed);
    } else {
        into.load_verify_file(ca.string(), failed);
    }
    if (!failed) return {};
    return {
        error_code::invalid, "bus.ca = " + ca.string() + " cannot be used (" + failed.message() +
                                 "): it must be a PEM file with certificates."
    };
}

}  // namespace

result<void> check_ca(const std::filesystem::path& file) {
    asio::ssl::context unused(asio::ssl::context::tls_client);
    return trust(unused, file);
}

nats_connection::nats_connection(asio::io_context& on, nats_url where, const nats_settings& as)
    : where_(std::move(where)), as_(as), socket_(on), resolver_(on), deadline_(on) {}

asio::awaitable<result<nats_peer>> nats_connection::open() {
    limit(as_.limits.connect);
    const auto connected = co_await connect();
    if (!connected) co_return connected.error();
    const auto greeted = co_await greeting();
    if (!greeted) co_return greeted.error();
    if (auto fine = read_greeting(*greeted); !fine) co_return fine.error();
    if (where_.is_tls) {
        const auto encrypted = co_await encrypt();
        if (!encrypted) co_return encrypted.error();
    }
    const auto is_in = co_await be_let_in();
    if (!is_in) co_return is_in.error();
    deadline_.cancel();
    co_return peer_;
}

asio::awaitable<result<void>> nats_connection::connect() {
    const auto port = std::to_string(where_.port);
    const auto [unknown, found] = co_await resolver_.async_resolve(where_.host, port, as_result);
    if (unknown) {
        give_up(words_of(unknown));
        co_return refused("cannot be found (" + why() + "): is the name in bus.url right?");
    }
    const auto at = in_any_order(found);
    const auto [failed, reached] = co_await asio::async_connect(socket_, at, as_result);
    if (failed || !is_open()) {
        give_up(words_of(failed));
        co_return refused(
            "cannot be reached (" + why() + "): is nats-server running there, and is bus.url right?"
        );
    }
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return result<void>();
}

asio::awaitable<result<std::string>> nats_connection::greeting() {
    const auto said = co_await next();
    if (said && std::holds_alternative<nats_info>(*said)) {
        co_return std::string(std::get<nats_info>(*said).json);
    }
    give_up("its first word is not INFO");
    co_return refused(
        "does not greet as NATS does (" + why() + "): is it a nats-server, and is it alive?"
    );
}

/// {"server_id":"…","version":"2.12.7","max_payload":1048576,"tls_required":true,"nonce":"…", …}
result<void> nats_connection::read_greeting(const std::string& json) {
    const auto parsed = parse_strict_json(json);
    if (!parsed || !parsed->is_object()) return refused("greets with JSON that cannot be read.");
    try {
        peer_.version = parsed->value("version", "");
        peer_.body_max = parsed->value("max_payload", std::size_t{0});
        challenge_ = parsed->value("nonce", "");
        const bool must = parsed->value("tls_required", false);
        const bool may = must || parsed->value("tls_available", false);
        if (must && !where_.is_tls) return refused("wants TLS: write tls:// in bus.url.");
        if (!may && where_.is_tls) {
            return refused(
                "offers no TLS: turn it on there, or write nats:// in bus.url where nobody can "
                "listen on the way."
            );
        }
    } catch (const nlohmann::json::exception&) {
        return refused("greets with JSON that cannot be read.");
    }
    return {};
}

asio::awaitable<result<void>> nats_connection::encrypt() {
    // What came before the encryption could be anybody's.
    if (!parser_.is_empty()) {
        give_up("it went on without TLS");
        co_return refused("cannot be trusted: " + why() + ".");
    }
    tls_.emplace(socket_);
    if (auto fine = expect_certificate(); !fine) co_return fine.error();
    const auto [failed] =
        co_await tls_->stream.async_handshake(asio::ssl::stream_base::client, as_result);
    if (!failed && is_open()) co_return result<void>();
    const auto verdict = ::SSL_get_verify_result(tls_->stream.native_handle());
    give_up(verdict == X509_V_OK ? words_of(failed) : ::X509_verify_cert_error_string(verdict));
    co_return refused(
        "is not trusted (" + why() + "): its certificate must name " + where_.host +
        " and be signed by whom bus.ca holds."
    );
}

/// The stream takes the context's settings when it is made, but the certificates at the handshake.
result<void> nats_connection::expect_certificate() {
    auto* tls = tls_->stream.native_handle();
    if (auto fine = trust(tls_->trust, as_.ca); !fine) return fine;
    ::SSL_set_verify(tls, SSL_VERIFY_PEER, nullptr);
    ::SSL_set_min_proto_version(tls, TLS1_2_VERSION);
    ::SSL_set_tlsext_host_name(tls, where_.host.c_str());
    if (::SSL_set1_host(tls, where_.host.c_str()) == 1) return {};
    return refused("has a name that no certificate can have.");
}

result<std::string> nats_connection::connect_line() const {
    nlohmann::json about{
        {"verbose", false},      {"pedantic", false}, {"tls_required", where_.is_tls},
        {"name", as_.client},    {"lang", "aula"},    {"version", AULA_VERSION},
        {"protocol", 1},         {"echo", true},      {"headers", false},
        {"no_responders", false}
    };
    if (!where_.token.empty()) about["auth_token"] = where_.token;
    if (!where_.user.empty() || !where_.password.empty()) {
        about["user"] = where_.user;
        about["pass"] = where_.password;
    }
    if (!as_.credentials.empty()) {
        const auto known_by = nats_credentials::read(as_.credentials);
        if (!known_by) return known_by.error();
        const auto signature = known_by->sign(challenge_);
        if (!signature) return signature.error();
        about["jwt"] = known_by->token();
        about["sig"] = *signature;
    }
    return "CONNECT " + about.dump() + "\r\nPING\r\n";
}

asio::awaitable<result<void>> nats_connection::be_let_in() {
    const auto line = connect_line();
    if (!line) co_return line.error();
    const auto asked_at = steady_clock::now();
    co_await write(*line);
    for (;;) {
        const auto said = co_await next();
        if (!said) {
            co_return refused("ended the handshake (" + why() + "); its log may say why.");
        }
        if (std::holds_alternative<nats_pong>(*said)) break;
        if (const auto* no = std::get_if<nats_complaint>(&*said)) {
            give_up(std::string(no->text));
            co_return refused(
                "does not let us in (" + why() +
                "): the login in bus.url, or the file bus.credentials, must be one that it knows."
            );
        }
    }
    peer_.round_trip =
        std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - asked_at);
    co_return result<void>();
}

asio::awaitable<std::optional<nats_operation>> nats_connection::next() {
    while (is_open()) {
        auto found = parser_.next();
        if (!found) {
            give_up(found.error().detail);
        } else if (*found) {
            co_return *found;
        } else {
            const auto room = asio::buffer(received_);
            boost::system::error_code failed;
            std::size_t size = 0;
            if (tls_) {
                std::tie(failed, size) = co_await tls_->stream.async_read_some(room, as_result);
            } else {
                std::tie(failed, size) = co_await socket_.async_read_some(room, as_result);
            }
            heard_at_ = steady_clock::now();
            parser_.feed({received_.data(), size});
            if (failed) give_up(words_of(failed));
        }
    }
    co_return std::optional<nats_operation>();
}

asio::awaitable<bool> nats_connection::write(std::string bytes) {
    if (!is_open()) co_return false;
    const auto all = asio::buffer(bytes);
    boost::system::error_code failed;
    std::size_t size = 0;
    if (tls_) {
        std::tie(failed, size) = co_await asio::async_write(tls_->stream, all, as_result);
    } else {
        std::tie(failed, size) = co_await asio::async_write(socket_, all, as_result);
    }
    if (failed) give_up(words_of(failed));
    co_return is_open();
}

void nats_connection::give_up(const std::string& why) {
    if (why_) return;
    why_ = why;
    boost::system::error_code ignored;
    resolver_.cancel();
    deadline_.cancel();
    socket_.close(ignored);
}

void nats_connection::limit(std::chrono::milliseconds patience) {
    deadline_.expires_after(patience);
    deadline_.async_wait([self = shared_from_this(),
                          patience](boost::system::error_code cancelled) {
        if (cancelled) return;
        self->give_up("no answer for " + std::to_string(patience.count()) + " ms");
    });
}

error nats_connection::refused(const std::string& why) const {
    return {error_code::unavailable, where_.shown() + " " + why};
}

}  // namespace aula
