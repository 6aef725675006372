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

}  // namespace aula::test
