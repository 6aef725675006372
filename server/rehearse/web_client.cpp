#include "rehearse/web_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <sstream>

#include "base/json.hpp"
#include "rehearse/closing_timer.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

using tcp_socket = asio::ip::tcp::socket;

constexpr auto request_time = std::chrono::seconds(10);
constexpr std::size_t answer_bytes_max = std::size_t{64} << 20;
const auto as_answer = asio::as_tuple(asio::use_awaitable);

error no_answer(const boost::system::error_code& why) {
    return {error_code::unavailable, "The server does not answer: " + why.message() + "."};
}

result<response> parsed(const std::string& text) {
    http::response_parser<http::string_body> parser;
    parser.eager(true);
    boost::system::error_code failed;
    parser.put(asio::buffer(text), failed);
    if (!failed) parser.put_eof(failed);
    if (failed) return no_answer(failed);
    return parser.release();
}

/// The connection ends with the answer, as every request asks for.
template <class Stream>
asio::awaitable<result<response>> exchange(Stream& over, const request& asked) {
    std::ostringstream text;
    text << asked;
    const std::string bytes = text.str();
    const auto [not_written, written] =
        co_await asio::async_write(over, asio::buffer(bytes), as_answer);
    if (not_written) co_return no_answer(not_written);
    std::string answer;
    auto into = asio::dynamic_buffer(answer, answer_bytes_max);
    const auto [not_read, read] = co_await asio::async_read(over, into, as_answer);
    const bool is_at_end =
        not_read == asio::error::eof || not_read == asio::ssl::error::stream_truncated;
    if (not_read && !is_at_end) co_return no_answer(not_read);
    co_return parsed(answer);
}

asio::awaitable<result<response>> exchange_tls(
    tcp_socket plain, const place& at, const request& asked
) {
    asio::ssl::stream<tcp_socket> stream(std::move(plain), client_tls());
    const closing_timer limit(stream.next_layer(), request_time);
    SSL_set_tlsext_host_name(stream.native_handle(), at.host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(at.host));
    const auto [failed] =
        co_await stream.async_handshake(asio::ssl::stream_base::client, as_answer);
    if (failed) co_return no_answer(failed);
    co_return co_await exchange(stream, asked);
}

asio::awaitable<result<response>> send(const place& at, const request& asked) {
    tcp_socket socket(co_await asio::this_coro::executor);
    {
        const closing_timer limit(socket, request_time);
        const auto [failed, used] = co_await asio::async_connect(socket, at.addresses, as_answer);
        if (failed) co_return no_answer(failed);
    }
    if (at.is_tls) co_return co_await exchange_tls(std::move(socket), at, asked);
    const closing_timer limit(socket, request_time);
    co_return co_await exchange(socket, asked);
}

/// Takes every cookie's name and value, without its attributes; one that is emptied goes.
void take_cookies(const response& answer, std::map<std::string, std::string, std::less<>>& into) {
    const auto [begin, end] = answer.equal_range(http::field::set_cookie);
    for (auto each = begin; each != end; ++each) {
        const std::string set(each->value());
        const auto pair = set.substr(0, set.find(';'));
        const auto equals = pair.find('=');
        if (equals == std::string::npos) continue;
        into[pair.substr(0, equals)] = pair.substr(equals + 1);
    }
    std::erase_if(into, [](const auto& each) { return each.second.empty(); });
}

}  // namespace

asio::awaitable<result<void>> web_client::log_in(std::string token) {
    std::string body = nlohmann::json{{"token", std::move(token)}}.dump();
    const auto answer = co_await post("/api/v1/logins", std::move(body));
    if (!answer) co_return answer.error();
    const bool has_login = cookies_.contains("aula") || cookies_.contains("__Host-aula");
    if (!has_login) co_return error{error_code::internal, "Logging in gave no cookie."};
    co_return result<void>();
}

asio::awaitable<result<nlohmann::json>> web_client::get(std::string path) {
    return ask("GET", std::move(path), {});
}

asio::awaitable<result<nlohmann::json>> web_client::post(std::string path, std::string body) {
    return ask("POST", std::move(path), std::move(body));
}

std::string web_client::cookies() const {
    std::string all;
    for (const auto& [name, value] : cookies_) {
        all += (all.empty() ? "" : "; ") + name + "=" + value;
    }
    return all;
}

asio::awaitable<result<nlohmann::json>> web_client::ask(
    std::string method, std::string path, std::string body
) {
    request asked(http::string_to_verb(method), path, 11);
    asked.set(http::field::host, at_.authority);
    asked.set(http::field::origin, at_.origin);
    asked.set("Sec-Fetch-Site", "same-origin");
    asked.set(http::field::connection, "close");
    if (!cookies_.empty()) asked.set(http::field::cookie, cookies());
    if (method == "POST") asked.set(http::field::content_type, "application/json");
    asked.body() = std::move(body);
    asked.prepare_payload();
    auto answer = co_await send(at_, asked);
    if (!answer) co_return answer.error();
    take_cookies(*answer, cookies_);
    if (answer->result_int() >= 300) {
        const auto said =
            method + " " + path + " was answered " + std::to_string(answer->result_int());
        co_return error{
            answer->result_int() < 500 ? error_code::invalid : error_code::busy,
            said + ": " + answer->body()
        };
    }
    auto parsed = nlohmann::json::parse(answer->body(), nullptr, false);
    if (parsed.is_discarded())
        co_return error{error_code::internal, path + " is not answered by JSON."};
    co_return result<nlohmann::json>(std::move(parsed));
}

}  // namespace aula::rehearsal
