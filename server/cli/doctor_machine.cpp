#include <curl/curl.h>
#include <openssl/crypto.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/statfs.h>
#include <sys/timex.h>
#include <unistd.h>
#include <boost/version.hpp>

#include <array>
#include <filesystem>
#include <system_error>

#include "base/process.hpp"
#include "base/units.hpp"
#include "base/zone.hpp"
#include "cli/doctor.hpp"
#include "cli/http_client.hpp"
#include "decks/sandbox.hpp"
#include "store/sqlite/inspection.hpp"

namespace aula::cli {
namespace {

constexpr std::uint64_t space_needed = 200ULL << 20;
constexpr std::uint64_t space_advised = 2ULL << 30;

std::string boost_version() {
    return std::to_string(BOOST_VERSION / 100000) + "." +
           std::to_string(BOOST_VERSION / 100 % 1000);
}

/// Network file systems by their magic numbers (statfs(2)): SQLite's WAL needs shared memory, which
/// they do not have.
bool is_network_file_system(const std::filesystem::path& folder) {
    constexpr std::array<long, 5> magic{0x6969, 0x517B, 0xFF534D42, 0xFE534D42, 0x01021997};
    struct statfs found{};
    if (::statfs(folder.c_str(), &found) != 0) return false;
    for (const auto each : magic) {
        if (static_cast<long>(found.f_type) == each) return true;
    }
    return false;
}

/// The folder, or the nearest one above it that exists.
std::filesystem::path existing(std::filesystem::path folder) {
    folder = std::filesystem::absolute(folder);
    while (!std::filesystem::exists(folder) && folder.has_relative_path())
        folder = folder.parent_path();
    return folder;
}

void examine_space(const std::filesystem::path& folder, findings& into) {
    std::error_code failed;
    const auto space = std::filesystem::space(folder, failed);
    if (failed)
        return into.push_back({verdict::bad, "disk", folder.string() + ": " + failed.message()});
    const auto free = std::to_string(space.available >> 30) + " GiB free at " + folder.string();
    if (space.available < space_needed) {
        into.push_back({verdict::bad, "disk", free + "; make room, or sessions go read-only soon."}
        );
    } else if (space.available < space_advised) {
        into.push_back({verdict::note, "disk", free + "; a deck takes about 10 MiB."});
    } else {
        into.push_back({verdict::good, "disk", free + "."});
    }
}

}  // namespace

void examine_libraries(findings& into) {
    into.push_back(
        {verdict::good, "program",
         "aula " AULA_VERSION ", built by " __VERSION__ ", Boost " + boost_version() + "."}
    );
    into.push_back({verdict::good, "OpenSSL", std::string(::OpenSSL_version(OPENSSL_VERSION)) + "."}
    );
    into.push_back(
        {verdict::good, "libcurl", std::string(::curl_version_info(CURLVERSION_NOW)->version) + "."}
    );
    const std::string sqlite = ::sqlite3_libversion();
    if (::sqlite3_libversion_number() < 3035000) {
        into.push_back(
            {verdict::bad, "SQLite", sqlite + " has no RETURNING; 3.35 or newer is needed."}
        );
    } else if (::sqlite3_libversion_number() < 3051003) {
        into.push_back(
            {verdict::good, "SQLite",
             sqlite + " can lose the end of its log when two connections write; Aula has one "
                      "writer, so this does not apply."}
        );
    } else {
        into.push_back({verdict::good, "SQLite", sqlite + "."});
    }
}

void examine_clock(findings& into) {
    if (!is_zone("Europe/Amsterdam")) {
        into.push_back({verdict::bad, "time zones", "There is no zone data; install tzdata."});
    } else {
        into.push_back({verdict::good, "time zones", "Zone data of the system."});
    }
    struct timex state{};
    const bool is_synchronised = ::adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
    if (is_synchronised) {
        into.push_back({verdict::good, "clock", "Synchronised."});
    } else {
        into.push_back(
            {verdict::note, "clock",
             "The kernel does not know of a synchronised clock; with a wrong clock lectures start "
             "at the wrong time (install chrony, unless this is a container)."}
        );
    }
}

void examine_data_folder(const config& of, findings& into) {
    const auto folder = existing(of.server.data);
    if (::access(folder.c_str(), W_OK | X_OK) != 0) {
        into.push_back(
            {verdict::bad, "data folder", folder.string() + " is not writable for this user."}
        );
    } else if (folder != std::filesystem::absolute(of.server.data)) {
        into.push_back(
            {verdict::note, "data folder",
             of.server.data.string() + " does not exist yet; `aula serve` makes it."}
        );
    } else {
        into.push_back({verdict::good, "data folder", folder.string()});
    }
    if (is_network_file_system(folder)) {
        into.push_back(
            {verdict::bad, "data folder",
             folder.string() +
                 " is on a network file system, where the database is not safe; use a local disk."}
        );
    }
    examine_space(folder, into);
    if (is_listening(of.server.data / "aula.sock")) {
        into.push_back({verdict::good, "server", "A server runs on this data folder."});
    } else {
        into.push_back({verdict::note, "server", "No server runs on this data folder."});
    }
}

void examine_database(const config& of, findings& into) {
    const auto report = inspect_sqlite(of.server.data, sqlite_check::whole_file);
    if (!report && report.error().code == error_code::not_found) return;
    if (!report) return into.push_back({verdict::bad, "database", report.error().detail});
    into.push_back(
        {verdict::good, "database",
         "Sound; " + std::to_string(report->database_bytes / 1024) + " KiB, version " +
             std::to_string(report->schema) + " of the schema."}
    );
}

void examine_files_limit(const config& of, findings& into) {
    struct rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    const auto needed = of.limits.connections + descriptors_beside_connections;
    const auto text = "This user may open " + std::to_string(files.rlim_max) + " files";
    if (files.rlim_max < needed) {
        into.push_back(
            {verdict::note, "open files",
             text + ", but limits.connections = " + std::to_string(of.limits.connections) +
                 " needs " + std::to_string(needed) +
                 "; raise LimitNOFILE, or people are turned away earlier."}
        );
    } else {
        into.push_back({verdict::good, "open files", text + "."});
    }
}

void examine_decks(findings& into) {
    const auto missing = missing_deck_tools();
    std::string names;
    for (const auto& each : missing) names += (names.empty() ? "" : ", ") + each;
    if (!missing.empty()) {
        into.push_back(
            {verdict::bad, "decks",
             "These programs are missing: " + names + "; install poppler-utils and webp."}
        );
        return;
    }
    const auto kind = sandbox().kind();
    const auto how = kind == sandbox_kind::bubblewrap ? verdict::good : verdict::note;
    into.push_back({how, "decks", std::string(describe(kind))});
}

}  // namespace aula::cli
