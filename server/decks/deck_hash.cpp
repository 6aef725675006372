#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <fstream>
#include <memory>
#include <new>
#include <system_error>

#include "decks/deck_shelf.hpp"

namespace aula {
namespace {

constexpr std::size_t hash_bytes = 20;  // 160 bits of HMAC-SHA256: 40 characters in every URL

struct free_mac {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

class keyed_hash {
public:
    explicit keyed_hash(std::string_view key) : mac_(EVP_MAC_fetch(nullptr, "HMAC", nullptr)) {
        if (mac_) context_.reset(EVP_MAC_CTX_new(mac_.get()));
        check(context_ ? 1 : 0);
        std::array<char, 7> digest{"SHA256"};
        const std::array<OSSL_PARAM, 2> parameters{
            OSSL_PARAM_construct_utf8_string("digest", digest.data(), 0), OSSL_PARAM_construct_end()
        };
        const auto* bytes = reinterpret_cast<const unsigned char*>(key.data());
        check(EVP_MAC_init(context_.get(), bytes, key.size(), parameters.data()));
    }

    void add(const char* bytes, std::size_t size) {
        check(EVP_MAC_update(context_.get(), reinterpret_cast<const unsigned char*>(bytes), size));
    }

    std::string hex() {
        std::array<unsigned char, 32> sum{};
        std::size_t length = 0;
        check(EVP_MAC_final(context_.get(), sum.data(), &length, sum.size()));
        std::string out;
        for (std::size_t i = 0; i < hash_bytes; ++i) {
            std::array<char, 3> digits{};
            std::snprintf(digits.data(), digits.size(), "%02x", unsigned{sum[i]});
            out.append(digits.data(), 2);
        }
        return out;
    }

private:
    /// Only memory can be missing: a sum of a part would be another file's.
    static void check(int is_done) {
        if (is_done != 1) throw std::bad_alloc();
    }

    std::unique_ptr<EVP_MAC, free_mac> mac_;
    std::unique_ptr<EVP_MAC_CTX, free_mac> context_;
};

}  // namespace

result<std::string> deck_hash(const std::filesystem::path& file, std::string_view key) {
    std::ifstream in(file, std::ios::binary);
    if (!in && errno == ENOENT) return {error_code::not_found, "The uploaded file is gone."};
    if (!in) throw std::system_error(errno, std::generic_category(), "reading an upload");
    keyed_hash hash(key);
    std::array<char, 65536> bytes;
    while (in.read(bytes.data(), bytes.size()) || in.gcount() > 0) {
        hash.add(bytes.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) return {error_code::internal, "The uploaded file cannot be read."};
    return hash.hex();
}

}  // namespace aula
