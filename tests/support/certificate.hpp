#pragma once

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "support/temporary_folder.hpp"

namespace aula::test {

struct certificate_files {
    std::filesystem::path certificate;
    std::filesystem::path key;
};

/// Makes a certificate that is good for so many days from now on, with the openssl program; with a
/// number below zero it has expired.
inline certificate_files make_certificate(
    const temporary_folder& in, const std::string& name, int days = 30
) {
    const certificate_files made{in.path() / (name + ".pem"), in.path() / (name + ".key")};
    const auto wanted = (in.path() / (name + ".csr")).string();
    const auto command =
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" +
        name + " -keyout " + made.key.string() + " -out " + wanted +
        " 2>/dev/null && openssl x509 -req -in " + wanted + " -signkey " + made.key.string() +
        " -days " + std::to_string(days) + " -out " + made.certificate.string() + " 2>/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl did not do it");
    return made;
}

/// Runs programs one after another; throws when one fails.
inline void must_run(const std::string& commands) {
    if (std::system(("{ " + commands + "; } >/dev/null 2>&1").c_str()) != 0) {
        throw std::runtime_error("openssl did not do it");
    }
}

/// Whoever has this certificate trusts what `make_signed` signs with it.
inline certificate_files make_authority(const temporary_folder& in, const std::string& name) {
    const certificate_files made{in.path() / (name + ".pem"), in.path() / (name + ".key")};
    must_run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 "
        "-subj /CN=" +
        name + " -keyout " + made.key.string() + " -out " + made.certificate.string()
    );
    return made;
}

/// What a certificate is to say: `names` as OpenSSL writes them, `DNS:aula.example,IP:127.0.0.1`.
struct wanted_certificate {
    certificate_files by;
    std::string names;
};

inline certificate_files make_signed(
    const temporary_folder& in, const std::string& name, const wanted_certificate& wanted
) {
    const certificate_files made{in.path() / (name + ".pem"), in.path() / (name + ".key")};
    const auto request = (in.path() / (name + ".csr")).string();
    const auto names = in.write(name + ".ext", "subjectAltName=" + wanted.names + "\n").string();
    must_run(
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" +
        name + " -keyout " + made.key.string() + " -out " + request + " && openssl x509 -req -in " +
        request + " -CA " + wanted.by.certificate.string() + " -CAkey " + wanted.by.key.string() +
        " -CAcreateserial -days 30 -extfile " + names + " -out " + made.certificate.string()
    );
    return made;
}

}  // namespace aula::test
