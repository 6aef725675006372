#include "cli/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/url/parse.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace aula::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::use_awaitable;
using message_type = http::request<http::string_body>;
using local_stream = beast::basic_stream<asio::local::stream_protocol>;

constexpr std::uint64_t answer_max = 256ULL << 20;

/// A URL taken apart. `host` as the certificate names it.
struct origin {
    bool is_tls = false;
    std::string host;
    std::string port;
};

std::optional<origin> parse_origin(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || (parsed->scheme() != "http" && parsed->scheme() != "https")) return {};
    origin found;
    found.is_tls = parsed->scheme() == "https";
    found.host = parsed->host_address();
    found.port = parsed->has_port() ? std::string(parsed->port()) : (found.is_tls ? "443" : "80");
    if (found.host.empty()) return {};
    return found;
}

void set_head(message_type& message, const http_target& at, const http_call& asked) {
    message.version(11);
    message.method_string(asked.method);
    message.target(asked.path);
    const auto where = parse_origin(at.url);
    message.set(http::field::host, where ? where->host + ":" + where->port : "localhost");
    message.set(http::field::user_agent, "aula/" AULA_VERSION);
    message.set(http::field::accept, asked.accept);
    message.set(http::field::connection, "close");
    if (!asked.content_type.empty()) message.set(http::field::content_type, asked.content_type);
    if (!at.token.empty()) message.set(http::field::authorization, "Bearer " + at.token);
}

template <class Stream>
asio::awaitable<http_answer> exchange(Stream& over, message_type& message) {
    message.prepare_payload();
    co_await http::async_write(over, message, use_awaitable);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(answer_max);
    co_await http::async_read(over, buffer, parser, use_awaitable);
    auto& received = parser.get();
    http_answer answer;
    answer.status = static_cast<int>(received.result_int());
    answer.content_type = received[http::field::content_type];
    answer.body = std::move(received.body());
    co_return answer;
}

asio::awaitable<http_answer> by_socket(
    const http_target& at, message_type& message, std::chrono::seconds deadline
) {
    const asio::local::stream_protocol::endpoint where(at.socket.string());
    local_stream stream(co_await asio::this_coro::executor);
    stream.expires_after(deadline);
    co_await stream.async_connect(where, use_awaitable);
    co_return co_await exchange(stream, message);
}

asio::awaitable<http_answer> by_network(
    const origin& to, message_type& message, std::chrono::seconds deadline
) {
    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto found = co_await resolver.async_resolve(to.host, to.port, use_awaitable);
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    stream.expires_after(deadline);
    co_await stream.async_connect(found, use_awaitable);
    if (!to.is_tls) co_return co_await exchange(stream, message);

    asio::ssl::context trust(asio::ssl::context::tls_client);
    trust.set_default_verify_paths();
    beast::ssl_stream<beast::tcp_stream> secure(std::move(stream), trust);
    secure.set_verify_mode(asio::ssl::verify_peer);
    secure.set_verify_callback(asio::ssl::host_name_verification(to.host));
    SSL_set_tlsext_host_name(secure.native_handle(), to.host.c_str());
    co_await secure.async_handshake(asio::ssl::stream_base::client, use_awaitable);
    co_return co_await exchange(secure, message);
}

result<http_answer> run(
    const http_target& at, message_type& message, std::chrono::seconds deadline
) {
    const auto whom = at.socket.empty() ? at.url : at.socket.string();
    const auto where = parse_origin(at.url);
    if (at.socket.empty() && !where) {
        return {error_code::invalid, whom + " is no address of a server (http:// or https://)"};
    }
    asio::io_context io(1);
    result<http_answer> answer(error_code::unavailable, whom + " does not answer");
    const auto done = [&](const std::exception_ptr& failed, http_answer got) {
        if (!failed) {
            answer = std::move(got);
            return;
        }
        try {
            std::rethrow_exception(failed);
        } catch (const boost::system::system_error& wrong) {
            answer = error{error_code::unavailable, whom + ": " + wrong.code().message()};
        }
    };
    if (at.socket.empty()) {
        asio::co_spawn(io, by_network(*where, message, deadline), done);
    } else {
        asio::co_spawn(io, by_socket(at, message, deadline), done);
    }
    io.run();
    return answer;
}

}  // namespace

result<http_answer> call(const http_target& at, const http_call& asked) {
    message_type message;
    set_head(message, at, asked);
    message.body() = asked.body;
    return run(at, message, asked.deadline);
}

bool is_listening(const std::filesystem::path& socket) {
    asio::io_context io(1);
    asio::local::stream_protocol::socket probe(io);
    boost::system::error_code failed;
    probe.connect(asio::local::stream_protocol::endpoint(socket.string()), failed);
    return !failed;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hex = "0123456789ABCDEF";
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char letter : text) {
        if (unreserved.find(letter) != std::string_view::npos) {
            out += letter;
            continue;
        }
        const auto byte = static_cast<unsigned char>(letter);
        ((out += '%') += hex[byte >> 4]) += hex[byte & 15];
    }
    return out;
}

}  // namespace aula::cli
