#pragma once

#include <cstdint>

namespace aula::test {

/// A port of 127.0.0.1 for a server that has to be told its port, or that keeps it while it is
/// down. No other test process gets the port while this one runs, tests/support/ports.mjs included.
///
/// The port lies below those that the kernel gives to outgoing connections. Every other server
/// listens on port 0. Throws when no port is free.
std::uint16_t lasting_port();

}  // namespace aula::test
