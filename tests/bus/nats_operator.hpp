#pragma once

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace aula::test {

/// A key pair as NATS writes it (github.com/nats-io/nkeys), made at random.
class nats_key {
public:
    enum class kind : unsigned char { account = 0, operator_ = 14 << 3, user = 20 << 3 };

    explicit nats_key(kind of)
        : kind_(static_cast<unsigned char>(of)),
          key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free) {}

    std::string public_key() const {
        std::string bytes(1, static_cast<char>(kind_));
        return checked(bytes + raw(&EVP_PKEY_get_raw_public_key));
    }
    std::string seed() const {
        constexpr unsigned char of_seeds = 18 << 3;
        std::string bytes(1, static_cast<char>(of_seeds | kind_ >> 5));
        bytes += static_cast<char>((kind_ & 31) << 3);
        return checked(bytes + raw(&EVP_PKEY_get_raw_private_key));
    }

    /// A token that says this of somebody, signed with this key.
    std::string token(const std::string& about, nlohmann::json claims) const {
        const nlohmann::json head{{"typ", "JWT"}, {"alg", "ed25519-nkey"}};
        claims["version"] = 2;
        const nlohmann::json body{{"jti", about}, {"iat", 1},       {"iss", public_key()},
                                  {"sub", about}, {"name", "test"}, {"nats", std::move(claims)}};
        const auto text = base64url(head.dump()) + "." + base64url(body.dump());
        return text + "." + base64url(signature(text));
    }

private:
    using raw_reader = int (*)(const EVP_PKEY*, unsigned char*, size_t*);

    std::string raw(raw_reader read) const {
        std::array<unsigned char, 32> bytes{};
        auto size = bytes.size();
        if (read(key_.get(), bytes.data(), &size) != 1) throw std::runtime_error("no key");
        return {bytes.begin(), bytes.end()};
    }

    std::string signature(const std::string& of) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> digest(
            EVP_MD_CTX_new(), EVP_MD_CTX_free
        );
        std::array<unsigned char, 64> bytes{};
        auto size = bytes.size();
        EVP_DigestSignInit(digest.get(), nullptr, nullptr, nullptr, key_.get());
        const auto* text = reinterpret_cast<const unsigned char*>(of.data());
        if (EVP_DigestSign(digest.get(), bytes.data(), &size, text, of.size()) != 1) {
            throw std::runtime_error("not signed");
        }
        return {bytes.begin(), bytes.end()};
    }

    static std::string base64url(const std::string& bytes) {
        std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
        const int size = EVP_EncodeBlock(
            reinterpret_cast<unsigned char*>(text.data()),
            reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size())
        );
        text.resize(static_cast<std::size_t>(size));
        while (text.ends_with('=')) text.pop_back();
        for (auto& each : text) each = each == '+' ? '-' : each == '/' ? '_' : each;
        return text;
    }

    /// With its CRC-16/XMODEM, as base32.
    static std::string checked(std::string bytes) {
        unsigned int sum = 0;
        for (const char each : bytes) {
            sum ^= static_cast<unsigned int>(static_cast<unsigned char>(each)) << 8U;
            for (int bit = 0; bit < 8; ++bit) {
                sum = ((sum & 0x8000U) != 0 ? sum << 1U ^ 0x1021U : sum << 1U) & 0xffffU;
            }
        }
        bytes += static_cast<char>(sum & 0xffU);
        bytes += static_cast<char>(sum >> 8U);
        std::string text;
        unsigned int held = 0;
        unsigned int bits = 0;
        for (const char each : bytes) {
            held = (held << 8U | static_cast<unsigned char>(each)) & 0xffffU;
            for (bits += 8; bits >= 5; bits -= 5) text += letter(held >> (bits - 5) & 31U);
        }
        if (bits > 0) text += letter(held << (5 - bits) & 31U);
        return text;
    }
    static char letter(unsigned int of) { return "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[of]; }

    unsigned char kind_;
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

/// An operator with one account: what the server is told of them, and .creds files of users.
class nats_operator {
public:
    std::string server_configuration() const {
        const nlohmann::json limits{{"subs", -1},    {"data", -1},    {"payload", -1},
                                    {"imports", -1}, {"exports", -1}, {"wildcards", true},
                                    {"conn", -1},    {"leaf", -1}};
        const auto id = account_.public_key();
        return "operator: " + key_.token(key_.public_key(), {{"type", "operator"}}) +
               "\nresolver: MEMORY\nresolver_preload: {" + id + ": " +
               key_.token(id, {{"type", "account"}, {"limits", limits}}) + "}";
    }
    std::string credentials_of_a_user() const {
        const nats_key user(nats_key::kind::user);
        const auto token = account_.token(
            user.public_key(), {{"type", "user"}, {"subs", -1}, {"data", -1}, {"payload", -1}}
        );
        return "-----BEGIN NATS USER JWT-----\n" + token +
               "\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n" + user.seed() +
               "\n------END USER NKEY SEED------\n";
    }

private:
    nats_key key_{nats_key::kind::operator_};
    nats_key account_{nats_key::kind::account};
};

}  // namespace aula::test
