#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "net/net_world.hpp"

namespace aula::test {

inline std::string upgrade_request(std::string_view headers) {
    return "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
           std::string(headers) + "\r\n";
}

/// A client that sends whatever bytes a test likes, upgraded.
class upgraded_client : public raw_client {
public:
    explicit upgraded_client(std::uint16_t port) : raw_client(port) {
        send(upgrade_request("Origin: http://aula.test\r\nSec-WebSocket-Protocol: aula.v1\r\n"));
        REQUIRE(until("\r\n\r\n").starts_with("HTTP/1.1 101"));
    }
};

/// A close frame of the server with this code and no reason.
inline std::string closing(unsigned code) {
    return {'\x88', '\x02', static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
}

}  // namespace aula::test
