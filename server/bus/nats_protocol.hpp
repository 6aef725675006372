#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace aula {

// NATS's client protocol: https://docs.nats.io/reference/reference-protocols/nats-protocol
// What a server says. The views are good until the parser is fed or asked again.

struct nats_info {
    std::string_view json;
};
struct nats_message {
    std::uint64_t subscription = 0;
    std::string_view body;
};
struct nats_oversized {  ///< A message above `bus::body_max`; its bytes are skipped.
    std::uint64_t subscription = 0;
};
struct nats_ping {};
struct nats_pong {};
struct nats_ok {};
struct nats_complaint {
    std::string_view text;
};
using nats_operation = std::variant<
    nats_info, nats_message, nats_oversized, nats_ping, nats_pong, nats_ok, nats_complaint>;

/// Cuts the bytes that come from a server into operations. Knows no socket.
///
/// Bound: one line of `line_max` and one body of `bus::body_max`.
class nats_parser {
public:
    static constexpr std::size_t line_max = 64 * 1024;  ///< INFO names every server of a cluster.

    void feed(std::string_view bytes);
    bool is_empty() const { return begin_ == bytes_.size() && skip_ == 0; }

    /// The next whole operation; none when more bytes are needed. The error, that this is not
    /// NATS's protocol, is the end.
    result<std::optional<nats_operation>> next();

private:
    result<std::optional<nats_operation>> message(
        std::string_view arguments, std::size_t line_size
    );

    std::string bytes_;
    std::size_t begin_ = 0;  ///< What comes before was used.
    std::uint64_t skip_ = 0;
};

// What a client says.

void append_publish(std::string& to, std::string_view subject, std::string_view body);
std::string subscribe_line(std::string_view subject, std::uint64_t subscription);
std::string unsubscribe_line(std::uint64_t subscription);

}  // namespace aula
