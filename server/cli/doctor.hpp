#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/config.hpp"

namespace aula::cli {

/// How much a finding matters. Only `bad` makes `aula doctor` fail.
enum class verdict : std::uint8_t { good, note, bad };

struct finding {
    verdict how = verdict::good;
    std::string subject;
    std::string text;  ///< One sentence; for what is bad, with the remedy.
};
using findings = std::vector<finding>;

// One function a subject. Each only looks; none changes anything or needs a running server.
void examine_libraries(findings& into);
void examine_clock(findings& into);
void examine_data_folder(const config& of, findings& into);
void examine_database(const config& of, findings& into);
void examine_files_limit(const config& of, findings& into);
void examine_decks(findings& into);
void examine_certificate(const config& of, findings& into);
void examine_addresses(const config& of, findings& into);
void examine_mail(const config& of, findings& into);

}  // namespace aula::cli
