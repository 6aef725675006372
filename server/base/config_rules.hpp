#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"

namespace aula {

/// An address to listen on: `127.0.0.1:8080`, `[::1]:8080`.
struct listen_address {
    std::string host;  ///< Without brackets.
    std::uint16_t port = 0;
};
std::optional<listen_address> parse_listen(std::string_view text);

/// Puts the port that the kernel chose in the place of port 0 of `server.listen`, and of a
/// `server.public_url` that was derived from it. No effect on any other port, or when `port` is 0.
void fill_in_port(config& of, std::uint16_t port);

/// 127.0.0.0/8 or ::1, in digits: a name could lead elsewhere tomorrow.
bool is_loopback(const listen_address& at);

/// The URL of a database for people: its password, wherever it stands, is `…`.
std::string without_password(std::string_view url);

/// 1 to 32 of a-z, 0-9 and -.
bool is_plain_name(std::string_view text);

/// The machine's name, without its domain, as a plain one.
std::string plain_name_of(std::string_view host);

/// A rule that a configuration breaks: the setting that is to blame, and a whole sentence.
struct broken_rule {
    std::string_view setting;
    std::string text;
};

/// The rules between settings: checks them, and derives what was left empty.
std::vector<broken_rule> settle(config& of);

}  // namespace aula
