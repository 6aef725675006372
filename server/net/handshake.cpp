#include "net/handshake.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>
#include <boost/beast/http/rfc7230.hpp>
#include <new>

#include "generated/messages.hpp"

namespace aula {
namespace {

using byte = unsigned char;

constexpr std::string_view guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";  // RFC 6455 §1.3
constexpr std::size_t key_size = 24;     // sixteen bytes in base64
constexpr std::size_t accept_size = 28;  // the twenty of a SHA-1 in base64

const byte* bytes_of(std::string_view text) {
    return reinterpret_cast<const byte*>(text.data());
}

bool is_nonce(std::string_view key) {
    if (key.size() != key_size || !key.ends_with("==")) return false;
    std::array<byte, key_size> decoded{};
    return ::EVP_DecodeBlock(decoded.data(), bytes_of(key), key_size) > 0;
}

}  // namespace

std::optional<std::string> accept_key(std::string_view key) {
    if (!is_nonce(key)) return {};
    const auto hashed = std::string(key).append(guid);
    std::array<byte, SHA_DIGEST_LENGTH> digest{};
    if (::SHA1(bytes_of(hashed), hashed.size(), digest.data()) == nullptr) throw std::bad_alloc();
    std::array<byte, accept_size + 1> encoded{};
    ::EVP_EncodeBlock(encoded.data(), digest.data(), SHA_DIGEST_LENGTH);
    return std::string(reinterpret_cast<const char*>(encoded.data()), accept_size);
}

bool offers_subprotocol(std::string_view offered) {
    for (const auto part : boost::beast::http::token_list(offered)) {
        if (part == websocket_subprotocol) return true;
    }
    return false;
}

}  // namespace aula
