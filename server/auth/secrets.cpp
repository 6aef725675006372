#include "auth/secrets.hpp"

#include <openssl/evp.h>
#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <new>
#include <span>

#include "base/ensure.hpp"

namespace aula {
namespace {

constexpr std::size_t secret_bytes = 32;

void fill_from_kernel(std::span<unsigned char> bytes) {
    while (!bytes.empty()) {
        const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        ensure(got > 0, "the kernel gives no random numbers");
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

std::string base64url(std::span<const unsigned char> bytes) {
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t held = 0;
    int bits = 0;
    for (const auto byte : bytes) {
        held = held << 8 | byte;
        for (bits += 8; bits >= 6; bits -= 6) text += digits[held >> (bits - 6) & 63];
    }
    if (bits > 0) text += digits[held << (6 - bits) & 63];
    return text;
}

std::string hexadecimal(std::span<const unsigned char> bytes) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace

std::string new_secret() {
    std::array<unsigned char, secret_bytes> bytes{};
    fill_from_kernel(bytes);
    return base64url(bytes);
}

std::string hash_secret(std::string_view secret) {
    std::array<unsigned char, 32> digest{};
    const int is_done =
        EVP_Digest(secret.data(), secret.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
    if (is_done != 1) throw std::bad_alloc();  // nothing else can fail here
    return hexadecimal(digest);
}

}  // namespace aula
