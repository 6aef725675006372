#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aula {

/// What answers this `Sec-WebSocket-Key` (RFC 6455 §4.2.2 step 5.4); nothing when it is not sixteen
/// bytes in base64.
std::optional<std::string> accept_key(std::string_view key);

/// True when this list of subprotocols has ours.
bool offers_subprotocol(std::string_view offered);

}  // namespace aula
