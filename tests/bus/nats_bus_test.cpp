#include "bus/nats_bus.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "bus/listening.hpp"
#include "bus/nats_operator.hpp"
#include "support/captured_stderr.hpp"
#include "support/certificate.hpp"

using namespace aula;
using namespace aula::test;
using std::chrono::steady_clock;

namespace {

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// Why the only server of these settings does not let us in; empty when it does.
std::string reason(const nats_settings& settings) {
    const auto found = inspect_nats(settings);
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    const auto& peer = found->front().peer;
    return peer ? "" : peer.error().detail;
}

/// Two servers that pass everything on to each other.
struct pair_of_servers {
    int first_route = free_port();
    int second_route = free_port();
    nats_server first{configuration(first_route, second_route)};
    nats_server second{configuration(second_route, first_route)};

    std::string urls() const { return first.url() + "," + second.url(); }

    static std::string configuration(int own, int other) {
        return "cluster: {name: test, listen: \"127.0.0.1:" + std::to_string(own) +
               "\", routes: [\"nats://127.0.0.1:" + std::to_string(other) + "\"]}";
    }
};

/// Says one thing to whoever connects first, and nothing more.
class greeter {
public:
    explicit greeter(std::string word)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), port_(free_port()) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        at.sin_port = htons(static_cast<std::uint16_t>(port_));
        REQUIRE(::bind(socket_, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0);
        REQUIRE(::listen(socket_, 1) == 0);
        thread_ = std::thread([this, word = std::move(word)] {
            const int peer = ::accept(socket_, nullptr, nullptr);
            ::send(peer, word.data(), word.size(), MSG_NOSIGNAL);
            std::array<char, 4096> heard{};
            while (::recv(peer, heard.data(), heard.size(), 0) > 0) {
            }
            ::close(peer);
        });
    }
    ~greeter() {
        thread_.join();
        ::close(socket_);
    }
    greeter(const greeter&) = delete;
    greeter& operator=(const greeter&) = delete;

    std::string url(const std::string& scheme) const {
        return scheme + "://127.0.0.1:" + std::to_string(port_);
    }

private:
    int socket_;
    int port_;
    std::thread thread_;
};

std::string tls_configuration(const certificate_files& of) {
    return "tls: {cert_file: \"" + of.certificate.string() + "\", key_file: \"" + of.key.string() +
           "\"}";
}

nats_settings tls_settings_for(const nats_server& server, const std::filesystem::path& ca) {
    auto settings = plain_settings("tls://" + server.address());
    settings.ca = ca;
    return settings;
}

}  // namespace

TEST_CASE("a bus whose server is away opens, says so without the password, and connects later") {
    nats_server server("authorization: {user: aula, password: hunter2}");
    server.kill();
    const auto settings = plain_settings("nats://aula:hunter2@" + server.address());
    captured_stderr log;
    const auto made = open_nats(settings);
    std::vector<bool> changes;
    std::mutex guard;
    made->on_change([&](bool is_connected) {
        const std::lock_guard lock(guard);
        changes.push_back(is_connected);
    });
    CHECK(eventually([&] { return has(log.text(), "cannot be reached"); }));
    CHECK_FALSE(made->is_connected());
    CHECK_FALSE(made->publish("aula.x", "too early"));
    listener here(*made, "aula.x");
    server.start();
    CHECK(here.hears(*made, "aula.x"));
    CHECK(made->is_connected());
    const std::lock_guard lock(guard);
    CHECK(changes == std::vector<bool>{true});
    CHECK(has(log.text(), "nats://aula:…@" + server.address()));
    CHECK(has(log.text(), "is nats-server running there"));
    CHECK_FALSE(has(log.text(), "hunter2"));
}

TEST_CASE("a server that is killed and comes back is found again, with the subscriptions") {
    nats_server server;
    const auto from = connected(plain_settings(server.url()));
    const auto to = connected(plain_settings(server.url()));
    listener here(*to, "aula.x");
    REQUIRE(here.hears(*from, "aula.x"));
    std::atomic<int> losses = 0;
    to->on_change([&](bool is_connected) { losses += is_connected ? 0 : 1; });
    server.kill();
    CHECK(eventually([&] { return !from->is_connected() && !to->is_connected(); }));
    CHECK_FALSE(from->publish("aula.x", "nobody is there"));
    CHECK(eventually([&] { return losses == 1; }));
    server.start();
    CHECK(here.hears(*from, "aula.x"));
    from->publish("aula.x", "after all");
    CHECK(here.in.wait_for(1) == std::vector<std::string>{"after all"});
    CHECK(from->statistics().reconnects >= 1);
    CHECK(to->statistics().reconnects >= 1);
}

TEST_CASE("of two servers one may be killed") {
    pair_of_servers both;
    const auto from = connected(plain_settings(both.urls()));
    const auto to = connected(plain_settings(both.urls()));
    const auto beyond = connected(plain_settings(both.second.url()));
    listener here(*to, "aula.x");
    REQUIRE(here.hears(*from, "aula.x"));
    REQUIRE(here.hears(*beyond, "aula.x"));
    both.first.kill();
    CHECK(here.hears(*beyond, "aula.x"));
    CHECK(here.hears(*from, "aula.x"));
    both.first.start();
    both.second.kill();
    CHECK(here.hears(*from, "aula.x"));
}

TEST_CASE("a server that hangs is noticed and left for another one") {
    pair_of_servers both;
    const auto made = connected(plain_settings(both.urls()));
    std::atomic<int> losses = 0;
    made->on_change([&](bool is_connected) { losses += is_connected ? 0 : 1; });
    listener here(*made, "aula.x");
    const auto froze_at = steady_clock::now();
    both.first.freeze();
    both.second.freeze();
    CHECK(eventually([&] { return losses == 1; }));
    const auto took = steady_clock::now() - froze_at;
    CHECK(took > std::chrono::milliseconds{700});
    CHECK(took < std::chrono::seconds{10});  // 1.6 s on a machine that has nothing else to do
    CHECK_FALSE(made->publish("aula.x", "nobody is there"));
    both.second.thaw();
    CHECK(here.hears(*made, "aula.x"));
}

TEST_CASE("publishing to a server that hangs does not block, and is refused when too much waits") {
    const nats_server unharmed;
    nats_server server;
    auto settings = plain_settings(server.url());
    settings.limits.ping = std::chrono::hours{1};  // so that it is not noticed
    const auto made = connected(settings);
    server.freeze();
    const std::string large(bus::body_max, 'x');
    int refused = 0;
    for (int i = 0; i < 64; ++i) refused += made->publish("aula.x", large) ? 0 : 1;
    CHECK(made->is_connected());
    CHECK(refused > 0);
    CHECK(refused < 64);
    CHECK(made->statistics().refused == static_cast<std::uint64_t>(refused));
}

TEST_CASE("what is not taken fast enough is dropped and counted, and the connection stays") {
    nats_server server;
    auto settings = plain_settings(server.url());
    settings.limits.incoming_messages_max = 10;
    const auto from = connected(plain_settings(server.url()));
    const auto to = connected(settings);
    std::latch may_go_on(1);
    std::atomic<bool> is_held_up = false;
    std::atomic<int> given = 0;
    const auto held = to->subscribe("aula.x", [&](std::string_view body) {
        ++given;
        if (body != "wait" || is_held_up.exchange(true)) return;
        may_go_on.wait();
    });
    captured_stderr log;
    CHECK(eventually([&] {
        from->publish("aula.x", "wait");
        return is_held_up.load();
    }));
    for (int i = 0; i < 100; ++i) from->publish("aula.x", "more");
    CHECK(eventually([&] { return to->statistics().dropped >= 90; }));
    CHECK(has(log.text(), "faster than they are taken"));
    CHECK(to->is_connected());
    may_go_on.count_down();
    const int before = given;
    CHECK(eventually([&] {
        from->publish("aula.x", "more");
        return given > before + 11;
    }));
    CHECK(to->statistics().reconnects == 0);
}

TEST_CASE("a wrong password is refused with the remedy, and is not in it") {
    const nats_server server("authorization: {user: aula, password: right}");
    CHECK(reason(plain_settings("nats://aula:right@" + server.address())).empty());
    for (const auto* wrong : {"nats://aula:hunter2@", "nats://hunter2@", "nats://"}) {
        CAPTURE(wrong);
        const auto why = reason(plain_settings(wrong + server.address()));
        CHECK(has(why, "does not let us in (Authorization Violation)"));
        CHECK(has(why, "the login in bus.url"));
        CHECK_FALSE(has(why, "hunter2"));
    }
}

TEST_CASE("a token opens, and a password may have what is special in a URL") {
    const nats_server with_token("authorization: {token: \"s3cr3t\"}");
    CHECK(reason(plain_settings("nats://s3cr3t@" + with_token.address())).empty());
    CHECK(has(reason(plain_settings("nats://other@" + with_token.address())), "not let us in"));
    const nats_server special("authorization: {user: \"a:b\", password: \"p@/\\\"ü\"}");
    CHECK(reason(plain_settings("nats://a%3Ab:p%40%2F%22%C3%BC@" + special.address())).empty());
}

TEST_CASE("credentials open what their operator has signed, and nothing else") {
    const temporary_folder folder;
    const nats_operator known;
    const nats_server server(known.server_configuration());
    auto settings = plain_settings(server.url());
    CHECK(has(reason(settings), "Authorization Violation"));
    settings.credentials = folder.write("node.creds", known.credentials_of_a_user());
    CHECK(reason(settings).empty());
    settings.credentials = folder.write("other.creds", nats_operator().credentials_of_a_user());
    CHECK(has(reason(settings), "Authorization Violation"));
    settings.credentials = folder.path() / "missing.creds";
    const auto opened = open_nats_bus(settings);
    REQUIRE(!opened);
    CHECK(has(opened.error().detail, "missing.creds cannot be read"));
}

TEST_CASE("TLS with an own CA opens, and messages go over it") {
    const temporary_folder folder;
    const auto ca = make_authority(folder, "ca");
    const nats_server server(
        tls_configuration(make_signed(folder, "server", {.by = ca, .names = "IP:127.0.0.1"}))
    );
    const auto made = connected(tls_settings_for(server, ca.certificate));
    listener here(*made, "aula.x");
    REQUIRE(here.hears(*made, "aula.x"));
    const std::string large(bus::body_max, 'x');
    for (int i = 0; i < 10; ++i) CHECK(made->publish("aula.x", large));
    CHECK(here.in.wait_for(10).size() == 10);
}

TEST_CASE("a server that TLS does not vouch for is refused") {
    const temporary_folder folder;
    const auto ca = make_authority(folder, "ca");
    const auto other = make_authority(folder, "other");
    const nats_server server(
        tls_configuration(make_signed(folder, "server", {.by = ca, .names = "IP:127.0.0.1"}))
    );
    CHECK(reason(tls_settings_for(server, ca.certificate)).empty());
    CHECK(has(reason(tls_settings_for(server, other.certificate)), "is not trusted"));
    CHECK(has(reason(tls_settings_for(server, {})), "is not trusted"));
    const nats_server elsewhere(tls_configuration(
        make_signed(folder, "elsewhere", {.by = ca, .names = "DNS:elsewhere.example"})
    ));
    const auto why = reason(tls_settings_for(elsewhere, ca.certificate));
    CHECK(has(why, "must name 127.0.0.1"));
    CHECK(has(why, "mismatch"));
    auto missing = tls_settings_for(server, folder.path() / "missing.pem");
    CHECK(!open_nats_bus(missing));
}

TEST_CASE("TLS and the scheme of the URL must agree") {
    const temporary_folder folder;
    const auto ca = make_authority(folder, "ca");
    const nats_server encrypted(
        tls_configuration(make_signed(folder, "server", {.by = ca, .names = "IP:127.0.0.1"}))
    );
    const nats_server plain;
    CHECK(has(reason(plain_settings(encrypted.url())), "wants TLS: write tls://"));
    CHECK(has(reason(tls_settings_for(plain, ca.certificate)), "offers no TLS"));
}

TEST_CASE("what may not be said is logged, and the connection stays") {
    nats_server server(
        "authorization: {users: [{user: a, password: a, permissions: {publish: \"aula.>\", "
        "subscribe: \"aula.>\"}}]}"
    );
    const auto made = connected(plain_settings("nats://a:a@" + server.address()));
    captured_stderr log;
    made->publish("other.x", "a message");
    CHECK(eventually([&] { return has(log.text(), "not permitted"); }));
    listener here(*made, "aula.x");
    CHECK(here.hears(*made, "aula.x"));
    CHECK(made->statistics().reconnects == 0);
}

TEST_CASE("every wait of the handshake has an end") {
    nats_server server;
    auto settings = plain_settings(server.url());
    settings.limits.connect = std::chrono::milliseconds{300};
    server.freeze();  // it takes connections, and does not greet
    CHECK(has(reason(settings), "no answer for 300 ms"));
    const greeter then_silent("INFO {\"version\":\"2.12.7\",\"max_payload\":1048576} \r\n");
    settings.url = then_silent.url("nats");
    CHECK(has(reason(settings), "no answer for 300 ms"));
    const greeter without_tls("INFO {\"tls_required\":true,\"max_payload\":1048576} \r\n");
    settings.url = without_tls.url("tls");
    CHECK(has(reason(settings), "no answer for 300 ms"));
}

TEST_CASE("what a server says before TLS begins is not taken for its word") {
    const greeter meddled_with("INFO {\"tls_required\":true} \r\nPING\r\n");
    CHECK(has(reason(plain_settings(meddled_with.url("tls"))), "it went on without TLS"));
}

TEST_CASE("what is no NATS is told so") {
    const greeter web_server("HTTP/1.1 400 Bad Request\r\n\r\n");
    CHECK(has(reason(plain_settings(web_server.url("nats"))), "is it a nats-server"));
    const greeter confused("INFO [1]\r\n");
    CHECK(has(reason(plain_settings(confused.url("nats"))), "JSON that cannot be read"));
}

TEST_CASE("a bus goes at once, whether it is connected, connecting or waiting") {
    nats_server server;
    for (int i = 0; i < 20; ++i) {
        const auto made = open_nats(plain_settings(server.url()));
        if (i % 2 == 0) CHECK(eventually([&] { return made->is_connected(); }));
    }
    server.freeze();
    for (int i = 0; i < 5; ++i) open_nats(plain_settings(server.url()));
    server.kill();
    for (int i = 0; i < 5; ++i) open_nats(plain_settings(server.url()));
}

TEST_CASE("what NATS is asked for is told: version and round trip") {
    const nats_server server;
    const auto found = inspect_nats(plain_settings(server.url()));
    REQUIRE(found);
    REQUIRE(found->front().peer);
    CHECK(found->front().peer->version.starts_with("2."));
    CHECK(found->front().peer->body_max >= bus::body_max);
    CHECK(found->front().peer->round_trip.count() > 0);
}
