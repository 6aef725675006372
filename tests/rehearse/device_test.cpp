#include "rehearse/device.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "live/frames.hpp"
#include "net/handshake.hpp"
#include "rehearse/pause.hpp"

using namespace aula;
using namespace aula::rehearsal;

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A server that does what a test tells it to, and one device that wants in. All on one thread.
class one_visitor {
public:
    one_visitor() : door_(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        at_.origin = "http://aula.example";
        at_.authority = "aula.example";
        at_.addresses.push_back(door_.local_endpoint());
        seat in;
        in.at = &at_;
        in.browser = &browser_;
        in.record = &record;
        in.tickets_path = "/tickets";
        in.session = {1};
        in.person = {7};
        in.name = "Student 0007";
        in.may_lose_server = true;
        guest = std::make_shared<device>(io_.get_executor(), std::move(in));
    }

    void play(asio::awaitable<void> script) {
        const auto rethrow = [this](const std::exception_ptr& thrown) {
            io_.stop();
            if (thrown) std::rethrow_exception(thrown);
        };
        asio::co_spawn(io_, std::move(script), rethrow);
        io_.run();
    }

    /// Gives a ticket and takes in who comes with it, up to their hello.
    asio::awaitable<tcp::socket> greeted() {
        {
            auto [asked, head] = co_await next_request();
            CHECK(head.starts_with("POST /tickets"));
            const std::string given = R"({"ticket":"a"})";
            const auto answer = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " +
                                std::to_string(given.size()) + "\r\n\r\n" + given;
            co_await asio::async_write(asked, asio::buffer(answer), asio::use_awaitable);
        }
        auto [peer, head] = co_await next_request();
        const std::string name = "Sec-WebSocket-Key: ";
        const auto from = head.find(name) + name.size();
        const auto key = accept_key(head.substr(from, head.find("\r\n", from) - from));
        REQUIRE(key);
        const auto answer =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Protocol: aula.v1\r\nSec-WebSocket-Accept: " +
            *key + "\r\n\r\n";
        co_await asio::async_write(peer, asio::buffer(answer), asio::use_awaitable);
        std::string hello(2, ' ');
        co_await asio::async_read(peer, asio::buffer(hello), asio::use_awaitable);
        co_return std::move(peer);
    }

    bool is_somebody_at_the_door() {
        boost::system::error_code none;
        door_.non_blocking(true);
        const auto who = door_.accept(none);
        return !none;
    }

private:
    asio::awaitable<std::pair<tcp::socket, std::string>> next_request() {
        auto peer = co_await door_.async_accept(asio::use_awaitable);
        std::string head;
        co_await asio::async_read_until(
            peer, asio::dynamic_buffer(head), "\r\n\r\n", asio::use_awaitable
        );
        co_return std::pair(std::move(peer), std::move(head));
    }

    asio::io_context io_;  // outlives every connection
    tcp::acceptor door_;
    place at_;
    web_client browser_{at_};

public:
    lecture_record record;
    std::shared_ptr<device> guest;
};

asio::awaitable<void> until(std::function<bool()> holds) {
    const auto give_up = local_time::clock::now() + std::chrono::seconds{10};
    while (!holds() && local_time::clock::now() < give_up) co_await pause(milliseconds{1});
}

std::string accepted_at(timestamp now) {
    accepted said;
    said.you = {{7}, "Student 0007", role::attendee};
    said.session = {1};
    said.server_time = now;
    std::string payload, frame;
    encode(payload, said);
    append_text_frame(frame, payload);
    return frame;
}

}  // namespace

TEST_CASE("whoever goes while they wait to be let in does not come back by themselves") {
    one_visitor stage;
    const auto script = [&]() -> asio::awaitable<void> {
        stage.guest->come();
        auto peer = co_await stage.greeted();
        stage.guest->leave(departure::close);
        peer.close();
        // The first try of whoever stays comes within a second.
        co_await pause(milliseconds{1500});
        CHECK_FALSE(stage.is_somebody_at_the_door());
        CHECK(stage.record.presences.at({7}).size() == 1);  // for a moment they may have been in
        stage.guest->come();
        peer = co_await stage.greeted();
    };
    stage.play(script());
}

TEST_CASE("somebody who was sent away and gives up before the next try may have been in") {
    one_visitor stage;
    const auto script = [&]() -> asio::awaitable<void> {
        stage.guest->come();
        auto peer = co_await stage.greeted();
        peer.close();
        co_await until([&] { return !stage.guest->has_connection(); });
        stage.guest->leave(departure::close);
        CHECK(stage.record.presences.at({7}).size() == 1);
        CHECK(stage.record.presences.at({7}).front().is_cut);
    };
    stage.play(script());
}

TEST_CASE("whoever closes may be credited until the server has answered that") {
    one_visitor stage;
    const auto script = [&]() -> asio::awaitable<void> {
        stage.guest->come();
        auto peer = co_await stage.greeted();
        const auto now = server_clock().now();
        co_await asio::async_write(peer, asio::buffer(accepted_at(now)), asio::use_awaitable);
        co_await until([&] { return stage.record.server_time({}) != timestamp{}; });
        stage.guest->leave(departure::close);
        const auto& all = stage.record.presences.at({7});
        const auto left_at = all.at(0).until;
        co_await pause(milliseconds{200});  // a busy server
        CHECK(all[0].until == left_at);
        co_await asio::async_write(peer, asio::buffer(close_frame(1000, {})), asio::use_awaitable);
        co_await until([&] { return all[0].until != left_at; });
        CHECK(all[0].until - left_at >= milliseconds{200});
        CHECK(all[0].proven <= left_at);
    };
    stage.play(script());
}
