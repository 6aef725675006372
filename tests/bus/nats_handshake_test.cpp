#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <utility>

#include "bus/listening.hpp"
#include "bus/nats_bus.hpp"
#include "bus/nats_operator.hpp"
#include "support/captured_stderr.hpp"
#include "support/certificate.hpp"
#include "support/contains.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// Why the only server of these settings does not let us in; empty when it does.
std::string reason(const nats_settings& settings) {
    const auto found = inspect_nats(settings);
    REQUIRE(found);
    REQUIRE(found->size() == 1);
    const auto& peer = found->front().peer;
    return peer ? "" : peer.error().detail;
}

/// Says one thing to whoever connects first, and nothing more.
class greeter {
public:
    explicit greeter(std::string word) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* address = reinterpret_cast<sockaddr*>(&at);
        socklen_t size = sizeof at;
        REQUIRE(::bind(socket_, address, size) == 0);
        REQUIRE(::listen(socket_, 1) == 0);
        REQUIRE(::getsockname(socket_, address, &size) == 0);
        port_ = ntohs(at.sin_port);
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
    int port_ = 0;
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

TEST_CASE("a wrong password is refused with the remedy, and is not in it") {
    const nats_server server("authorization: {user: aula, password: right}");
    CHECK(reason(plain_settings("nats://aula:right@" + server.address())).empty());
    for (const auto* wrong : {"nats://aula:hunter2@", "nats://hunter2@", "nats://"}) {
        CAPTURE(wrong);
        const auto why = reason(plain_settings(wrong + server.address()));
        CHECK(contains(why, "does not let us in (Authorization Violation)"));
        CHECK(contains(why, "the login in bus.url"));
        CHECK_FALSE(contains(why, "hunter2"));
    }
}

TEST_CASE("a token opens, and a password may have what is special in a URL") {
    const nats_server with_token("authorization: {token: \"s3cr3t\"}");
    CHECK(reason(plain_settings("nats://s3cr3t@" + with_token.address())).empty());
    CHECK(contains(reason(plain_settings("nats://other@" + with_token.address())), "not let us in")
    );
    const nats_server special("authorization: {user: \"a:b\", password: \"p@/\\\"ü\"}");
    CHECK(reason(plain_settings("nats://a%3Ab:p%40%2F%22%C3%BC@" + special.address())).empty());
}

TEST_CASE("credentials open what their operator has signed, and nothing else") {
    const temporary_folder folder;
    const nats_operator known;
    const nats_server server(known.server_configuration());
    auto settings = plain_settings(server.url());
    CHECK(contains(reason(settings), "Authorization Violation"));
    settings.credentials = folder.write("node.creds", known.credentials_of_a_user());
    CHECK(reason(settings).empty());
    settings.credentials = folder.write("other.creds", nats_operator().credentials_of_a_user());
    CHECK(contains(reason(settings), "Authorization Violation"));
    settings.credentials = folder.path() / "missing.creds";
    const auto opened = open_nats_bus(settings);
    REQUIRE(!opened);
    CHECK(contains(opened.error().detail, "missing.creds cannot be read"));
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
    CHECK(contains(reason(tls_settings_for(server, other.certificate)), "is not trusted"));
    CHECK(contains(reason(tls_settings_for(server, {})), "is not trusted"));
    const nats_server elsewhere(tls_configuration(
        make_signed(folder, "elsewhere", {.by = ca, .names = "DNS:elsewhere.example"})
    ));
    const auto why = reason(tls_settings_for(elsewhere, ca.certificate));
    CHECK(contains(why, "must name 127.0.0.1"));
    CHECK(contains(why, "mismatch"));
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
    CHECK(contains(reason(plain_settings(encrypted.url())), "wants TLS: write tls://"));
    CHECK(contains(reason(tls_settings_for(plain, ca.certificate)), "offers no TLS"));
}

TEST_CASE("what may not be said is logged, and the connection stays") {
    nats_server server(
        "authorization: {users: [{user: a, password: a, permissions: {publish: \"aula.>\", "
        "subscribe: \"aula.>\"}}]}"
    );
    const auto made = connected(plain_settings("nats://a:a@" + server.address()));
    captured_stderr log;
    made->publish("other.x", "a message");
    CHECK(eventually([&] { return contains(log.text(), "not permitted"); }));
    listener here(*made, "aula.x");
    CHECK(here.hears(*made, "aula.x"));
    CHECK(made->statistics().reconnects == 0);
}

TEST_CASE("every wait of the handshake has an end") {
    nats_server server;
    auto settings = plain_settings(server.url());
    settings.limits.connect = std::chrono::milliseconds{300};
    server.freeze();  // it takes connections, and does not greet
    CHECK(contains(reason(settings), "no answer for 300 ms"));
    const greeter then_silent("INFO {\"version\":\"2.12.7\",\"max_payload\":1048576} \r\n");
    settings.url = then_silent.url("nats");
    CHECK(contains(reason(settings), "no answer for 300 ms"));
    const greeter without_tls("INFO {\"tls_required\":true,\"max_payload\":1048576} \r\n");
    settings.url = without_tls.url("tls");
    CHECK(contains(reason(settings), "no answer for 300 ms"));
}

TEST_CASE("what a server says before TLS begins is not taken for its word") {
    const greeter meddled_with("INFO {\"tls_required\":true} \r\nPING\r\n");
    CHECK(contains(reason(plain_settings(meddled_with.url("tls"))), "it went on without TLS"));
}

TEST_CASE("what is no NATS is told so") {
    const greeter web_server("HTTP/1.1 400 Bad Request\r\n\r\n");
    CHECK(contains(reason(plain_settings(web_server.url("nats"))), "is it a nats-server"));
    const greeter confused("INFO [1]\r\n");
    CHECK(contains(reason(plain_settings(confused.url("nats"))), "JSON that cannot be read"));
}
