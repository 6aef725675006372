#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <array>
#include <ctime>
#include <new>
#include <string>

namespace aula {
namespace {

error tls_error(const std::filesystem::path& file, const char* what) {
    std::array<char, 256> reason{};
    ::ERR_error_string_n(::ERR_get_error(), reason.data(), reason.size());
    ::ERR_clear_error();
    return {error_code::invalid, file.string() + ": " + what + " (" + reason.data() + ")"};
}

/// Nobody is there to be asked for a pass phrase; without this OpenSSL asks the terminal and waits.
int know_no_pass_phrase(char*, int, int, void*) {
    return 0;
}

bool is_about_another_key() {
    const auto why = ::ERR_peek_error();
    return ERR_GET_LIB(why) == ERR_LIB_X509 && ERR_GET_REASON(why) == X509_R_KEY_VALUES_MISMATCH;
}

timestamp to_timestamp(const ASN1_TIME* at) {
    std::tm parts{};
    ::ASN1_TIME_to_tm(at, &parts);
    return std::chrono::floor<milliseconds>(std::chrono::system_clock::from_time_t(::timegm(&parts))
    );
}

std::string day_of(timestamp at) {
    return to_iso8601(at).substr(0, 10);
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
    ::SSL_CTX_set_default_passwd_cb(context.get(), know_no_pass_phrase);
    ::SSL_CTX_set_cipher_list(context.get(), ciphers_1_2);
    if (::SSL_CTX_use_certificate_chain_file(context.get(), settings.certificate.c_str()) != 1) {
        return tls_error(settings.certificate, "the certificate cannot be read");
    }
    if (::SSL_CTX_use_PrivateKey_file(context.get(), settings.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool is_another = is_about_another_key();
        return tls_error(
            settings.key,
            is_another ? "the key does not belong to the certificate" : "the key cannot be read"
        );
    }
    return context;
}

certificate_time time_of(const tls_context& context) {
    const auto* leaf = ::SSL_CTX_get0_certificate(context.get());
    return {to_timestamp(::X509_get0_notBefore(leaf)), to_timestamp(::X509_get0_notAfter(leaf))};
}

result<void> check_time(const tls_settings& of, const tls_context& loaded, timestamp now) {
    const auto good = time_of(loaded);
    const auto file = of.certificate.string();
    if (now >= good.until) {
        return {error_code::invalid, file + ": the certificate expired on " + day_of(good.until)};
    }
    if (now < good.from) {
        return {error_code::invalid, file + ": the certificate is good from " + day_of(good.from)};
    }
    return {};
}

tls_session accept_tls(const tls_context& context, int socket) {
    tls_session session(::SSL_new(context.get()));
    if (!session) throw std::bad_alloc();  // an empty session would mean a plain connection
    if (::SSL_set_fd(session.get(), socket) != 1) throw std::bad_alloc();
    ::SSL_set_accept_state(session.get());
    return session;
}

}  // namespace aula
