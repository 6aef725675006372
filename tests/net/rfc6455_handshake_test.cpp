// The opening handshake after RFC 6455 §4.2, and what surrounds it, over a real socket.

#include <doctest/doctest.h>

#include <vector>

#include "net/upgraded_client.hpp"
#include "support/contains.hpp"

namespace aula::test::opening {
namespace {

/// A correct request, of which a case replaces one piece, or adds to it.
struct request {
    std::string line = "GET /ws HTTP/1.1\r\n";
    std::string host = "Host: x\r\n";
    std::string upgrade = "Upgrade: websocket\r\n";
    std::string connection = "Connection: Upgrade\r\n";
    std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    std::string version = "Sec-WebSocket-Version: 13\r\n";
    std::string origin = "Origin: http://aula.test\r\n";
    std::string protocol = "Sec-WebSocket-Protocol: aula.v1\r\n";
    std::string more;

    std::string text() const {
        return line + host + upgrade + connection + key + version + origin + protocol + "\r\n" +
               more;
    }
};

struct opening_case {
    std::string what;
    request asked;
    int status;
};

const std::vector<opening_case>& cases() {
    const std::string key = request{}.key, origin = request{}.origin;
    static const std::vector<opening_case> all{
        {"a correct one", {}, 101},
        {"a token in another case", {.upgrade = "Upgrade: WebSocket\r\n"}, 101},
        {"one protocol of several", {.upgrade = "Upgrade: h2c, websocket\r\n"}, 101},
        {"two tokens", {.connection = "Connection: keep-alive, Upgrade\r\n"}, 101},
        {"a list of subprotocols", {.protocol = "Sec-WebSocket-Protocol: x, aula.v1\r\n"}, 101},
        {"an extension that is offered",
         {.version = request{}.version + "Sec-WebSocket-Extensions: permessage-deflate\r\n"},
         101},
        {"a query", {.line = "GET /ws?a=b HTTP/1.1\r\n"}, 101},

        {"no version", {.version = ""}, 426},
        {"version 8", {.version = "Sec-WebSocket-Version: 8\r\n"}, 426},
        {"version 14", {.version = "Sec-WebSocket-Version: 14\r\n"}, 426},
        {"versions 13 and 8", {.version = "Sec-WebSocket-Version: 13, 8\r\n"}, 426},
        {"two versions", {.version = request{}.version + "Sec-WebSocket-Version: 8\r\n"}, 426},
        {"version 013", {.version = "Sec-WebSocket-Version: 013\r\n"}, 426},
        {"no Upgrade", {.upgrade = ""}, 426},
        {"an upgrade to something else", {.upgrade = "Upgrade: h2c\r\n"}, 426},
        {"a part of the token", {.upgrade = "Upgrade: websockets\r\n"}, 426},
        {"no Connection", {.connection = ""}, 426},
        {"another Connection", {.connection = "Connection: keep-alive\r\n"}, 426},
        {"HTTP/1.0", {.line = "GET /ws HTTP/1.0\r\n"}, 426},
        {"a POST", {.line = "POST /ws HTTP/1.1\r\n"}, 426},

        {"no key", {.key = ""}, 400},
        {"an empty key", {.key = "Sec-WebSocket-Key: \r\n"}, 400},
        {"a short key", {.key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n"}, 400},
        {"a long key", {.key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWRlZg==\r\n"}, 400},
        {"a key that is not base64", {.key = "Sec-WebSocket-Key: !!!!!!!!!!!!!!!!!!!!!!==\r\n"}, 400
        },
        {"two keys", {.key = key + key}, 400},
        {"no subprotocol", {.protocol = ""}, 400},
        {"an unknown subprotocol", {.protocol = "Sec-WebSocket-Protocol: chat\r\n"}, 400},
        {"ours in another case", {.protocol = "Sec-WebSocket-Protocol: AULA.V1\r\n"}, 400},
        {"no Host", {.host = ""}, 400},
        {"a body", {.protocol = request{}.protocol + "Content-Length: 2\r\n", .more = "{}"}, 400},
        {"a body to come", {.protocol = request{}.protocol + "Content-Length: 2\r\n"}, 400},
        {"a chunked body", {.protocol = request{}.protocol + "Transfer-Encoding: chunked\r\n"}, 400
        },
        {"frames before the answer", {.more = "\x81\x80"}, 400},

        {"no Origin", {.origin = ""}, 403},
        {"a foreign Origin", {.origin = "Origin: http://evil.test\r\n"}, 403},
        {"the Origin null", {.origin = "Origin: null\r\n"}, 403},
        {"ours with more behind", {.origin = "Origin: http://aula.test.evil.test\r\n"}, 403},
        {"ours with a port", {.origin = "Origin: http://aula.test:80\r\n"}, 403},
        {"ours with a path", {.origin = "Origin: http://aula.test/\r\n"}, 403},
        {"ours over TLS", {.origin = "Origin: https://aula.test\r\n"}, 403},
        {"ours in capitals", {.origin = "Origin: HTTP://AULA.TEST\r\n"}, 403},
        {"ours and a foreign one", {.origin = origin + "Origin: http://evil.test\r\n"}, 403},
        {"a foreign one and ours", {.origin = "Origin: http://evil.test\r\n" + origin}, 403},
    };
    return all;
}

void check(const std::string& answer, int status) {
    CHECK(answer.starts_with("HTTP/1.1 " + std::to_string(status)));
    if (status == 426) {
        CHECK(contains(answer, "Sec-WebSocket-Version: 13\r\n"));
        CHECK(contains(answer, "Upgrade: websocket\r\n"));
    }
    if (status != 101) return;
    CHECK(contains(answer, "Upgrade: websocket\r\n"));
    CHECK(contains(answer, "Connection: Upgrade\r\n"));
    CHECK(contains(answer, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    CHECK(contains(answer, "Sec-WebSocket-Protocol: aula.v1\r\n"));
    CHECK_FALSE(contains(answer, "Sec-WebSocket-Extensions"));
}

}  // namespace

TEST_CASE("only a correct handshake is answered 101") {
    net_world world;
    world.settings().head_time = seconds{10};
    for (const auto& one : cases()) {
        CAPTURE(one.what);
        raw_client client(world.port());
        client.send(one.asked.text());
        check(client.until("\r\n\r\n"), one.status);
    }
}

TEST_CASE("a handshake that comes one byte at a time is one") {
    net_world world;
    world.settings().head_time = seconds{10};
    raw_client client(world.port());
    for (const char letter : request{}.text()) client.send({&letter, 1});
    check(client.until("\r\n\r\n"), 101);
}

}  // namespace aula::test::opening
