#include "rehearse/web_client.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <thread>
#include <vector>

#include "base/json.hpp"

using namespace aula;
using namespace aula::rehearsal;

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Answers requests over TCP one after the other, with the `Set-Cookie` lines given for each.
class cookie_server {
public:
    explicit cookie_server(std::vector<std::string> cookies)
        : door_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        thread_ = std::thread([this, cookies = std::move(cookies)] {
            for (const auto& each : cookies) answer(each);
        });
    }
    ~cookie_server() { thread_.join(); }
    cookie_server(const cookie_server&) = delete;
    cookie_server& operator=(const cookie_server&) = delete;

    place where() {
        place at;
        at.origin = "http://aula.example";
        at.authority = "aula.example";
        at.addresses.push_back(door_.local_endpoint());
        return at;
    }

private:
    void answer(const std::string& cookies) {
        auto peer = door_.accept();
        std::string head;
        asio::read_until(peer, asio::dynamic_buffer(head), "\r\n\r\n");
        const std::string all =
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n" + cookies + "\r\n{}";
        asio::write(peer, asio::buffer(all));
    }

    asio::io_context io_;
    tcp::acceptor door_;
    std::thread thread_;
};

/// The cookies after each request.
std::vector<std::string> jar_after(std::vector<std::string> answers) {
    const auto requests = answers.size();
    cookie_server server(std::move(answers));
    const auto at = server.where();
    web_client browser(at);
    std::vector<std::string> jars;
    asio::io_context io;
    const auto ask = [&]() -> asio::awaitable<void> {
        for (std::size_t i = 0; i < requests; ++i) {
            const auto said = co_await browser.get("/");
            CHECK(said);
            jars.push_back(browser.cookies());
        }
    };
    asio::co_spawn(io, ask(), asio::detached);
    io.run();
    return jars;
}

}  // namespace

TEST_CASE("a browser keeps a login beside the cookie of a proxy, and the newest of each") {
    const auto jars = jar_after({
        "Set-Cookie: aula=secret; Path=/; HttpOnly\r\nSet-Cookie: aula_node=n1; path=/\r\n",
        "",
        "Set-Cookie: aula_node=n2; path=/\r\n",
        "Set-Cookie: aula_node=; Max-Age=0\r\n",
    });
    REQUIRE(jars.size() == 4);
    CHECK(jars[0] == "aula=secret; aula_node=n1");
    CHECK(jars[1] == "aula=secret; aula_node=n1");
    CHECK(jars[2] == "aula=secret; aula_node=n2");
    CHECK(jars[3] == "aula=secret");
}
