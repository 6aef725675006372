#include "net/tls.hpp"

#include <openssl/err.h>

#include <array>
#include <string>

namespace aula {
namespace {

error tls_error(const std::filesystem::path& file, const char* what) {
    std::array<char, 256> reason{};
    ::ERR_error_string_n(::ERR_get_error(), reason.data(), reason.size());
    ::ERR_clear_error();
    return {error_code::invalid, file.string() + ": " + what + " (" + reason.data() + ")"};
}

constexpr auto modes =
    SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS;
// The suites of TLS 1.2 that have forward secrecy and authenticated encryption; those of 1.3 all
// do.
constexpr auto ciphers_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

}  // namespace

result<tls_context> load_tls(const tls_settings& settings) {
    ::ERR_clear_error();
    tls_context context(::SSL_CTX_new(::TLS_server_method()), ssl_context_free{});
    if (!context) return tls_error(settings.certificate, "TLS cannot be started");
    ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    ::SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    ::SSL_CTX_set_mode(context.get(), modes);
    ::SSL_CTX_set_cipher_list(context.get(), ciphers_1_2);
    if (::SSL_CTX_use_certificate_chain_file(context.get(), settings.certificate.c_str()) != 1) {
        return tls_error(settings.certificate, "the certificate cannot be read");
    }
    if (::SSL_CTX_use_PrivateKey_file(context.get(), settings.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        return tls_error(settings.key, "the key cannot be read");
    }
    if (::SSL_CTX_check_private_key(context.get()) != 1) {
        return tls_error(settings.key, "the key does not belong to the certificate");
    }
    return context;
}

tls_session accept_tls(const tls_context& context, int socket) {
    tls_session session(::SSL_new(context.get()));
    if (!session) return session;
    ::SSL_set_fd(session.get(), socket);
    ::SSL_set_accept_state(session.get());
    return session;
}

}  // namespace aula
