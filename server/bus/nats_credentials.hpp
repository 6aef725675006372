#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aula {

/// What a .creds file of NATS holds: a token that the operator has signed, and the secret key that
/// shows that it is ours (Ed25519).
class nats_credentials {
public:
    /// The error names the file and never what is in it.
    static result<nats_credentials> read(const std::filesystem::path& file);

    const std::string& token() const { return token_; }
    /// The signature of the server's challenge, as base64url.
    result<std::string> sign(std::string_view challenge) const;

private:
    std::string token_;
    std::string key_;  ///< 32 bytes.
};

}  // namespace aula
