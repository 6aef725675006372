#pragma once

#include <netinet/in.h>
#include <openssl/ssl.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aula::load {

/// Where everybody connects. Only made from a loopback address: this program loads no other
/// machine.
struct target {
    sockaddr_in address{};
    std::string authority;  ///< `127.0.0.1:8080`, the `Host` of every request.
    bool is_tls = false;

    std::string origin() const { return (is_tls ? "https://" : "http://") + authority; }
};

/// Throws std::invalid_argument for anything that is not `127.x.x.x:port`.
target parse_target(std::string_view authority, bool is_tls);

enum class wire_state : std::uint8_t { open, waiting, closed };

struct wire_read {
    wire_state state = wire_state::closed;
    std::size_t bytes = 0;
};

/// One non-blocking connection to the server, plain or TLS. Ends with a reset, so that no port
/// stays behind in TIME_WAIT.
class wire {
public:
    wire() = default;
    ~wire() { close(); }
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    /// Starts to connect. `number` chooses the source address: one has ports for 25,000.
    void connect(const target& to, std::size_t number);
    /// Whether bytes may be exchanged now; carries on connecting and the TLS handshake.
    wire_state establish();

    wire_read read(std::span<char> into);
    /// Takes all of it; what the socket does not take now goes out with a later `flush`.
    void write(std::string_view bytes);
    void flush();

    void close();
    int descriptor() const { return descriptor_; }
    bool is_open() const { return descriptor_ >= 0; }

private:
    struct free_ssl {
        void operator()(SSL* session) const { SSL_free(session); }
    };
    wire_state shake_hands();
    std::ptrdiff_t write_some(std::string_view bytes);

    int descriptor_ = -1;
    bool is_connected_ = false;
    bool is_established_ = false;
    std::unique_ptr<SSL, free_ssl> tls_;
    std::string unsent_;
};

}  // namespace aula::load
