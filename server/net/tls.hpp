#pragma once

#include <openssl/ssl.h>

#include <filesystem>
#include <memory>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace aula {

struct tls_settings {
    std::filesystem::path certificate;  ///< PEM, the whole chain.
    std::filesystem::path key;          ///< PEM.
};

struct ssl_context_free {
    void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};
struct ssl_free {
    void operator()(SSL* one) const { ::SSL_free(one); }
};
using tls_context = std::shared_ptr<SSL_CTX>;
using tls_session = std::unique_ptr<SSL, ssl_free>;

/// A server context for TLS 1.2 and 1.3, without renegotiation and compression, with released
/// buffers. The error names the file and what is wrong with it, so that a reload can refuse it and
/// keep the old one.
result<tls_context> load_tls(const tls_settings& settings);

/// From when to when the context's own certificate is good; the authorities above it are not looked
/// at.
struct certificate_time {
    timestamp from;
    timestamp until;
};
certificate_time time_of(const tls_context& context);

/// Whether the certificate is good now; the error names the file and the day.
result<void> check_time(const tls_settings& of, const tls_context& loaded, timestamp now);

/// Accepting side of a connection on this socket.
tls_session accept_tls(const tls_context& context, int socket);

}  // namespace aula
