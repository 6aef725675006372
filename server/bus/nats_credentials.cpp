#include "bus/nats_credentials.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>

namespace aula {
namespace {

constexpr std::size_t file_max = 64 * 1024;
constexpr std::size_t key_size = 32;

/// The line below the one that has the words: -----BEGIN NATS USER JWT-----
std::string_view line_below(std::string_view text, std::string_view words) {
    const auto at = text.find(words);
    if (at == std::string_view::npos) return {};
    const auto begin = std::min(text.find('\n', at), text.size() - 1) + 1;
    auto line = text.substr(begin, text.find('\n', begin) - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

/// RFC 4648 §6, without padding.
std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    unsigned int held = 0;
    unsigned int bits = 0;
    for (const char letter : text) {
        const auto digit = std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").find(letter);
        if (digit == std::string_view::npos) return {};
        held = (held << 5U | static_cast<unsigned int>(digit)) & 0xfffU;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xffU);
    }
    return bytes;
}

/// CRC-16/XMODEM: the last two bytes of every key, the smaller one first.
unsigned int checksum(std::string_view bytes) {
    unsigned int sum = 0;
    for (const char each : bytes) {
        sum ^= static_cast<unsigned int>(static_cast<unsigned char>(each)) << 8U;
        for (int bit = 0; bit < 8; ++bit) {
            sum = (sum & 0x8000U) != 0 ? sum << 1U ^ 0x1021U : sum << 1U;
        }
        sum &= 0xffffU;
    }
    return sum;
}

/// A seed is two bytes that say of what, the key and the checksum (github.com/nats-io/nkeys).
std::optional<std::string> key_of_seed(std::string_view seed) {
    const auto bytes = from_base32(seed);
    if (!seed.starts_with("SU") || !bytes || bytes->size() != 2 + key_size + 2) return {};
    const auto at = [&](std::size_t index) { return static_cast<unsigned char>((*bytes)[index]); };
    const auto said = at(2 + key_size) | static_cast<unsigned int>(at(3 + key_size)) << 8U;
    if (checksum(std::string_view(*bytes).substr(0, 2 + key_size)) != said) return {};
    return bytes->substr(2, key_size);
}

std::string to_base64url(const unsigned char* bytes, std::size_t size) {
    std::string text((size + 2) / 3 * 4 + 1, '\0');
    auto* out = reinterpret_cast<unsigned char*>(text.data());
    text.resize(static_cast<std::size_t>(::EVP_EncodeBlock(out, bytes, static_cast<int>(size))));
    while (text.ends_with('=')) text.pop_back();
    for (auto& letter : text) letter = letter == '+' ? '-' : letter == '/' ? '_' : letter;
    return text;
}

}  // namespace

result<nats_credentials> nats_credentials::read(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(file_max, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    nats_credentials found;
    found.token_ = line_below(text, "BEGIN NATS USER JWT");
    const auto key = key_of_seed(line_below(text, "BEGIN USER NKEY SEED"));
    if (found.token_.empty() || !key) {
        return {
            error_code::invalid,
            "bus.credentials = " + file.string() +
                (text.empty() ? " cannot be read" : " is no .creds file of a NATS user") +
                "; nsc generate creds writes one."
        };
    }
    found.key_ = *key;
    return found;
}

result<std::string> nats_credentials::sign(std::string_view challenge) const {
    using key_pointer = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
    using digest_pointer = std::unique_ptr<EVP_MD_CTX, decltype(&::EVP_MD_CTX_free)>;
    const auto* raw = reinterpret_cast<const unsigned char*>(key_.data());
    const key_pointer key(
        ::EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw, key_.size()), ::EVP_PKEY_free
    );
    const digest_pointer digest(::EVP_MD_CTX_new(), ::EVP_MD_CTX_free);
    std::array<unsigned char, 64> signature{};
    auto size = signature.size();
    const auto* said = reinterpret_cast<const unsigned char*>(challenge.data());
    const bool is_signed =
        key && digest &&
        ::EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
        ::EVP_DigestSign(digest.get(), signature.data(), &size, said, challenge.size()) == 1;
    if (!is_signed) return {error_code::internal, "OpenSSL does not sign with Ed25519."};
    return to_base64url(signature.data(), size);
}

}  // namespace aula
