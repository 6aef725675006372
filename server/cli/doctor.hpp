#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
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
void examine_clock(const config& of, findings& into);
void examine_clock_jump(const std::filesystem::path& data, findings& into);
/// `newest` is the time of the newest event of all sessions.
void examine_log_time(timestamp newest, findings& into);
void examine_disk(const config& of, findings& into);
void examine_data_folder(const config& of, findings& into);
void examine_database(const config& of, findings& into);
void examine_postgres(const config& of, findings& into);
void examine_files_limit(const config& of, findings& into);
void examine_decks(findings& into);
void examine_certificate(const config& of, findings& into);
void examine_addresses(const config& of, findings& into);
void examine_ports(const config& of, findings& into);
void examine_mail(const config& of, findings& into);
void examine_bus(const config& of, findings& into);

// What is known of versions.
finding judge_sqlite(int version);  ///< As SQLite counts: 3040001.
finding judge_openssl(const std::array<int, 3>& version);
finding judge_nats(std::string_view version);
finding judge_kernel(std::string_view release);

/// The folder, or the nearest one above it that exists.
std::filesystem::path existing(std::filesystem::path folder);

}  // namespace aula::cli
