#include <doctest/doctest.h>

#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <thread>

#include "net/client_frames.hpp"
#include "net/net_world.hpp"
#include "net/upgraded_client.hpp"

using namespace aula;
using namespace aula::test;
namespace beast = boost::beast;
namespace websocket = beast::websocket;

namespace {

/// A WebSocket client that waits; Beast answers pings while it reads.
class ws_client {
public:
    explicit ws_client(std::uint16_t port, std::string_view origin = net_world::origin)
        : stream_(io_) {
        stream_.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
        const std::string from(origin);
        stream_.set_option(websocket::stream_base::decorator([from](websocket::request_type& ask) {
            ask.set(beast::http::field::origin, from);
            ask.set(beast::http::field::sec_websocket_protocol, websocket_subprotocol);
        }));
        stream_.handshake("127.0.0.1", "/ws", failed);
    }

    void hello(const std::string& ticket, session_id where, std::optional<seq_number> since = {}) {
        std::string text;
        encode(text, aula::hello{ticket, where, since});
        send(text);
    }
    void ask(std::uint32_t ref, command what) {
        std::string text;
        encode(text, asking(ref, std::move(what)));
        send(text);
    }
    void send(std::string_view text) { stream_.write(boost::asio::buffer(text), failed); }

    /// Reads until a message of this kind; fails the test when the server closes before.
    template <class Message>
    Message next() {
        for (;;) {
            auto said = read();
            REQUIRE(said);
            if (auto* one = std::get_if<Message>(&*said)) return *one;
        }
    }
    /// Reads until the server closes.
    std::uint16_t close_code() {
        while (read()) {
        }
        return stream_.reason().code;
    }
    std::optional<server_message> read() {
        beast::flat_buffer buffer;
        stream_.read(buffer, failed);
        if (failed) return {};
        auto said = decode_server(beast::buffers_to_string(buffer.data()));
        REQUIRE(said);
        return *said;
    }

    boost::system::error_code failed;

private:
    boost::asio::io_context io_;
    websocket::stream<boost::asio::ip::tcp::socket> stream_;
};

std::uint16_t number(close_code code) {
    return static_cast<std::uint16_t>(code);
}

}  // namespace

TEST_CASE("over real sockets a lecturer speaks and a student on another connection hears") {
    net_world world;
    const auto where = world.live().plan_session();
    ws_client desk(world.port()), seat(world.port());
    desk.hello(world.ticket(where, 1, "Hope", role::lecturer), where);
    seat.hello(world.ticket(where, 2, "Ada", role::attendee), where);
    desk.next<welcome>();
    CHECK(seat.next<welcome>().view.life.phase == session_phase::scheduled);
    desk.ask(1, open_session{});
    desk.ask(2, post_chat{"good morning"});
    CHECK(desk.next<ok>().ref == 1);
    CHECK(std::holds_alternative<session_opened>(seat.next<received_event>().logged.what));
    const auto said = seat.next<received_event>().logged;
    CHECK(std::get<chat_posted>(said.what).text == "good morning");
    CHECK(std::get<chat_posted>(said.what).name == "Hope");
}

TEST_CASE("pings and broadcasts share one socket without disturbing each other") {
    net_world world;
    const auto where = world.live().plan_session();
    ws_client desk(world.port());
    desk.hello(world.ticket(where, 1, "Hope", role::lecturer), where);
    desk.next<welcome>();
    desk.ask(1, open_session{});
    desk.next<ok>();
    for (std::uint32_t ref = 2; ref < 20; ++ref) {
        desk.ask(ref, post_chat{std::string(500, 'x')});
        CHECK(desk.next<ok>().ref == ref);
    }
}

TEST_CASE("a foreign origin, no origin and another subprotocol are refused before the upgrade") {
    net_world world;
    const std::string protocol = "Sec-WebSocket-Protocol: aula.v1\r\n";
    CHECK(exchange(world.port(), upgrade_request(protocol)).starts_with("HTTP/1.1 403"));
    const auto foreign = upgrade_request(protocol + "Origin: http://evil.test\r\n");
    CHECK(exchange(world.port(), foreign).starts_with("HTTP/1.1 403"));
    const auto other = upgrade_request("Origin: http://aula.test\r\nSec-WebSocket-Protocol: x\r\n");
    CHECK(exchange(world.port(), other).starts_with("HTTP/1.1 400"));
    CHECK(exchange(world.port(), "GET /ws HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 426")
    );
}

TEST_CASE("a ticket lets in once, only to its session, and what is no ticket does not") {
    net_world world;
    const auto where = world.live().plan_session();
    const auto ticket = world.ticket(where, 2, "Ada", role::attendee);
    {
        ws_client first(world.port());
        first.hello(ticket, where);
        first.next<welcome>();
    }
    for (const auto& wrong : {ticket, std::string("nonsense-nonsense-nonsense")}) {
        ws_client again(world.port());
        again.hello(wrong, where);
        CHECK(again.close_code() == number(close_code::ticket_refused));
    }
    ws_client elsewhere(world.port());
    elsewhere.hello(world.ticket(where, 2, "Ada", role::attendee), session_id{where.value + 1});
    CHECK(elsewhere.close_code() == number(close_code::ticket_refused));
}

TEST_CASE("whatever comes before a hello ends the connection") {
    net_world world;
    ws_client nonsense(world.port());
    nonsense.send("[]");
    CHECK(nonsense.close_code() == number(close_code::bad_hello));
    ws_client command(world.port());
    command.ask(1, open_session{});
    CHECK(command.close_code() == number(close_code::bad_hello));
}

TEST_CASE("a message that cannot be understood is refused; a client that sends only such is let go"
) {
    net_world world;
    const auto where = world.live().plan_session();
    ws_client client(world.port());
    client.hello(world.ticket(where, 2, "Ada", role::attendee), where);
    client.next<welcome>();
    client.send(R"({"type":"post_chat","ref":7,"key":"12345678","text":"x","extra":1})");
    const auto said = client.next<refused>();
    CHECK(said.ref == 7);
    CHECK(said.reason == refusal::bad_message);
    for (int times = 0; times < 21; ++times) client.send("{}");
    CHECK(client.close_code() == number(close_code::bad_message));
}

TEST_CASE("a message of more than 16 KiB ends the connection") {
    net_world world;
    const auto where = world.live().plan_session();
    ws_client client(world.port());
    client.hello(world.ticket(where, 2, "Ada", role::attendee), where);
    client.next<welcome>();
    client.send(std::string(17000, 'x'));
    CHECK(client.close_code() == number(close_code::too_large));
}

TEST_CASE("commands faster than the limit are refused with the time to wait") {
    net_world world;
    const auto where = world.live().plan_session();
    ws_client client(world.port());
    client.hello(world.ticket(where, 1, "Hope", role::lecturer), where);
    client.next<welcome>();
    for (std::uint32_t ref = 1; ref <= 25; ++ref) client.ask(ref, open_session{});
    for (;;) {
        const auto said = client.next<refused>();
        if (said.reason != refusal::too_fast) continue;
        REQUIRE(said.retry_after_ms);
        CHECK(*said.retry_after_ms > milliseconds{0});
        break;
    }
}

TEST_CASE("a person's connections share one budget of commands") {
    net_world world;
    const auto where = world.live().plan_session();
    std::vector<std::unique_ptr<ws_client>> devices;
    std::uint32_t ref = 0;
    for (int i = 0; i < 8; ++i) {
        auto& device = *devices.emplace_back(std::make_unique<ws_client>(world.port()));
        device.hello(world.ticket(where, 1, "Hope", role::lecturer), where);
        device.next<welcome>();
        for (int k = 0; k < 19; ++k) device.ask(++ref, open_session{});  // 20 would be one too many
    }
    int too_fast = 0;
    for (auto& device : devices) {
        for (int k = 0; k < 19;) {
            const auto said = device->read();
            REQUIRE(said);
            if (const auto* no = std::get_if<refused>(&*said)) {
                too_fast += no->reason == refusal::too_fast ? 1 : 0;
                ++k;
            }
            k += std::holds_alternative<ok>(*said) ? 1 : 0;
        }
    }
    CHECK(too_fast > 0);
}

TEST_CASE("the largest commands that may be given never end a connection, and all get through") {
    net_world world;
    // So few that some are refused, also where a sanitizer makes the server slow.
    world.settings().commands_per_second = world.settings().commands_burst = 10;
    const auto where = world.live().plan_session();
    ws_client client(world.port());
    client.hello(world.ticket(where, 1, "Hope", role::lecturer), where);
    client.next<welcome>();
    const auto give = [&client](std::uint32_t ref) {
        std::string text;
        encode(text, asking(ref, open_session{}));
        text.insert(1, std::string(limits::command_bytes_max - text.size(), ' '));
        client.send(text);
    };
    for (std::uint32_t ref = 1; ref <= limits::unacked_max; ++ref) give(ref);
    std::deque<std::pair<std::chrono::steady_clock::time_point, std::uint32_t>> later;
    for (std::size_t answered = 0; answered < limits::unacked_max;) {
        const auto said = client.read();
        REQUIRE(said);
        answered += std::holds_alternative<ok>(*said) ? 1 : 0;
        const auto* no = std::get_if<refused>(&*said);
        if (no == nullptr) continue;
        ++answered;
        if (no->reason != refusal::too_fast) continue;
        const auto due = std::chrono::steady_clock::now() + no->retry_after_ms.value();
        later.emplace_back(due, no->ref);
    }
    CHECK(later.size() > 0);
    for (const auto& [due, ref] : later) {
        auto at = due;
        for (int tries = 1;; ++tries) {
            std::this_thread::sleep_until(at);  // as the server has said
            give(ref);
            const auto no = client.next<refused>();
            if (no.reason == refusal::no_change) break;
            REQUIRE(no.reason == refusal::too_fast);
            REQUIRE(tries < 10);
            at = std::chrono::steady_clock::now() + no.retry_after_ms.value();
        }
    }
}

TEST_CASE("a client that heeds no time to wait is let go, and may come back") {
    net_world world;
    const auto where = world.live().plan_session();
    ws_client client(world.port());
    client.hello(world.ticket(where, 1, "Hope", role::lecturer), where);
    client.next<welcome>();
    for (std::uint32_t ref = 1; ref <= 400; ++ref) client.ask(ref, open_session{});
    CHECK(client.close_code() == number(close_code::too_fast));
}

TEST_CASE("a client that floods with bytes or with pings is let go, and may come back") {
    net_world world;
    const auto too_fast = closing(number(close_code::too_fast)).substr(2);
    for (const auto& one :
         {client_frame_of(0x89, ""), client_frame_of(0x8a, std::string(125, 'x'))}) {
        std::string flood;
        for (int i = 0; i < 20'000; ++i) flood += one;
        upgraded_client client(world.port());
        client.send(flood);
        CHECK(client.rest().find(too_fast + "too_fast") != std::string::npos);
    }
}

TEST_CASE("a client that says no hello in time is told so before the end") {
    net_world world;
    world.settings().hello_time = milliseconds{100};
    const auto bad_hello = closing(number(close_code::bad_hello)).substr(2) + "bad_hello";
    upgraded_client silent(world.port());
    CHECK(silent.until("bad_hello").substr(2) == bad_hello);
    upgraded_client half(world.port());
    half.send(client_frame_of(0x01, R"({"type":"hel)"));
    CHECK(half.until("bad_hello").substr(2) == bad_hello);
}

TEST_CASE("a person has so many connections; with one more the oldest ends, and stays away") {
    net_world world;
    const auto where = world.live().plan_session();
    std::vector<std::unique_ptr<ws_client>> devices;
    const auto come = [&](std::int64_t who) -> ws_client& {
        auto& device = *devices.emplace_back(std::make_unique<ws_client>(world.port()));
        device.hello(world.ticket(where, who, "Ada", role::attendee), where);
        device.next<welcome>();
        return device;
    };
    come(2);
    for (std::size_t i = 0; i < limits::person_sockets_max; ++i) come(1);
    auto& ninth = come(1);
    CHECK(devices[1]->close_code() == number(close_code::replaced));
    for (std::size_t i = 0; i < devices.size(); ++i) {
        if (i == 1) continue;
        devices[i]->send("{}");  // each of the others is answered
        CHECK(devices[i]->next<refused>().reason == refusal::bad_message);
    }
    ninth.ask(7, open_session{});
    CHECK(ninth.next<refused>().reason == refusal::not_permitted);
}

TEST_CASE("a client that speaks before the upgrade is answered is refused") {
    net_world world;
    const auto headers = "Origin: http://aula.test\r\nSec-WebSocket-Protocol: aula.v1\r\n";
    const auto said = exchange(world.port(), upgrade_request(headers) + "\x81\x80");
    CHECK(said.starts_with("HTTP/1.1 400"));
}

TEST_CASE("an upgrade without a correct key or with another version is refused") {
    net_world world;
    const std::string headers = "Origin: http://aula.test\r\nSec-WebSocket-Protocol: aula.v1\r\n";
    auto bad_key = upgrade_request(headers);
    bad_key.replace(bad_key.find("dGhl"), 4, "x");
    CHECK(exchange(world.port(), bad_key).starts_with("HTTP/1.1 400"));
    auto old = upgrade_request(headers);
    old.replace(old.find("Version: 13"), 11, "Version: 8");
    const auto said = exchange(world.port(), old);
    CHECK(said.starts_with("HTTP/1.1 426"));
    CHECK(said.find("Sec-WebSocket-Version: 13") != std::string::npos);
}

TEST_CASE("a close is answered with its own code, and the connection ends") {
    net_world world;
    upgraded_client client(world.port());
    client.send(client_frame_of(
        0x88,
        "\x03\xe8"
        "bye"
    ));
    CHECK(client.rest() == closing(1000));
    upgraded_client silent(world.port());
    silent.send(client_frame_of(0x88, ""));
    CHECK(silent.rest() == std::string("\x88\x00", 2));
}

TEST_CASE("a ping is answered with its payload") {
    net_world world;
    upgraded_client client(world.port());
    client.send(client_frame_of(0x89, "are you there") + client_frame_of(0x88, ""));
    CHECK(
        client.rest() ==
        "\x8a\x0d"
        "are you there" +
            std::string("\x88\x00", 2)
    );
}

TEST_CASE("a client that breaks the protocol is told so before the end (RFC 6455 §7.1.7)") {
    net_world world;
    upgraded_client unmasked(world.port());
    unmasked.send("\x81\x02{}" + std::string(3000, 'x'));
    CHECK(unmasked.rest() == closing(1002));
    upgraded_client not_text(world.port());
    not_text.send(client_frame_of(0x81, "\xff\xff"));
    CHECK(not_text.rest() == closing(1007));
}
