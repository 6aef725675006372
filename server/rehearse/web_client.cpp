#include "rehearse/web_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "base/json.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using request = http::request<http::string_body>;
using response = http::response<http::string_body>;

constexpr auto request_time = std::chrono::seconds(10);
const auto as_answer = asio::as_tuple(asio::use_awaitable);

error no_answer(const boost::system::error_code& why) {
    return {error_code::unavailable, "The server does not answer: " + why.message() + "."};
}

template <class Stream>
asio::awaitable<result<response>> exchange(Stream& over, request asked) {
    const auto [not_written, written] = co_await http::async_write(over, asked, as_answer);
    if (not_written) co_return no_answer(not_written);
    beast::flat_buffer buffer;
    response answer;
    const auto [not_read, read] = co_await http::async_read(over, buffer, answer, as_answer);
    if (not_read) co_return no_answer(not_read);
    co_return answer;
}

asio::awaitable<result<response>> exchange_tls(
    beast::tcp_stream plain, const place& at, request asked
) {
    asio::ssl::stream<beast::tcp_stream> stream(std::move(plain), client_tls());
    SSL_set_tlsext_host_name(stream.native_handle(), at.host.c_str());
    stream.set_verify_callback(asio::ssl::host_name_verification(at.host));
    const auto [failed] =
        co_await stream.async_handshake(asio::ssl::stream_base::client, as_answer);
    if (failed) co_return no_answer(failed);
    co_return co_await exchange(stream, std::move(asked));
}

asio::awaitable<result<response>> send(const place& at, request asked) {
    beast::tcp_stream stream(co_await asio::this_coro::executor);
    stream.expires_after(request_time);
    const auto [failed, used] = co_await stream.async_connect(at.addresses, as_answer);
    if (failed) co_return no_answer(failed);
    if (at.is_tls) co_return co_await exchange_tls(std::move(stream), at, std::move(asked));
    co_return co_await exchange(stream, std::move(asked));
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
    auto answer = co_await send(at_, std::move(asked));
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
