#include <openssl/crypto.h>
#include <openssl/opensslv.h>
#include <sqlite3.h>
#include <sys/timex.h>
#include <sys/utsname.h>

#include <curl/curl.h>
#include <array>
#include <boost/version.hpp>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/zone.hpp"
#include "cli/doctor.hpp"

namespace aula::cli {
namespace {

std::string boost_version() {
    return std::to_string(BOOST_VERSION / 100000) + "." +
           std::to_string(BOOST_VERSION / 100 % 1000);
}

/// `6.1.64` of `6.1.0-13-amd64`'s version text, or of the release itself; missing parts are 0.
std::array<int, 3> numbers_of(std::string_view text) {
    std::array<int, 3> numbers{};
    for (auto& number : numbers) {
        const auto [stop, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (failed != std::errc{}) break;
        text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
        if (!text.starts_with('.')) break;
        text.remove_prefix(1);
    }
    return numbers;
}

/// Debian's release is always 6.1.0-…; the true number stands in the version, behind `Debian `.
std::string kernel_number(const utsname& of) {
    const std::string version = of.version;
    const auto debian = version.find("Debian ");
    if (debian == std::string::npos) return of.release;
    return version.substr(debian + 7, version.find_first_of("- ", debian + 7) - debian - 7);
}

std::string dotted(const std::array<int, 3>& version) {
    return std::to_string(version[0]) + "." + std::to_string(version[1]) + "." +
           std::to_string(version[2]);
}

}  // namespace

finding judge_sqlite(int version) {
    const auto text = dotted({version / 1000000, version / 1000 % 1000, version % 1000});
    if (version < 3035000) {
        return {verdict::bad, "SQLite", text + " has no RETURNING; 3.35 or newer is needed."};
    }
    if (version < 3051003) {
        return {
            verdict::good, "SQLite",
            text +
                " can lose the end of its log when two connections write or checkpoint; Aula "
                "has one that does, so this does not apply."
        };
    }
    return {verdict::good, "SQLite", text + "."};
}

finding judge_openssl(const std::array<int, 3>& version) {
    const auto text = dotted(version);
    if (version < std::array{3, 0, 0}) {
        return {verdict::note, "OpenSSL", text + " gets no fixes any more; update the system."};
    }
    if (version < std::array{3, 0, 7}) {
        return {
            verdict::bad, "OpenSSL",
            text +
                " overruns its memory on a crafted certificate (CVE-2022-3602), which a mail "
                "server could send; update it to 3.0.7 or newer."
        };
    }
    return {verdict::good, "OpenSSL", text + "."};
}

finding judge_kernel(std::string_view release) {
    const auto version = numbers_of(release);
    const auto text = "Linux " + dotted(version);
    if (version < std::array{4, 16, 0}) {
        return {
            verdict::bad, "kernel",
            text + " may forget to tell of a failed write to the disk; 4.16 or newer is needed."
        };
    }
    if (version == std::array{6, 1, 64} || version == std::array{6, 1, 65}) {
        return {
            verdict::bad, "kernel",
            text + " can damage files on ext4; update it to 6.1.66 or newer."
        };
    }
    return {verdict::good, "kernel", text + "."};
}

void examine_libraries(findings& into) {
    into.push_back(
        {verdict::good, "program",
         "aula " AULA_VERSION ", built by " __VERSION__ ", Boost " + boost_version() + "."}
    );
    into.push_back(judge_openssl(
        {static_cast<int>(::OPENSSL_version_major()), static_cast<int>(::OPENSSL_version_minor()),
         static_cast<int>(::OPENSSL_version_patch())}
    ));
    into.push_back(
        {verdict::good, "libcurl", std::string(::curl_version_info(CURLVERSION_NOW)->version) + "."}
    );
    into.push_back(judge_sqlite(::sqlite3_libversion_number()));
    utsname kernel{};
    if (::uname(&kernel) == 0) into.push_back(judge_kernel(kernel_number(kernel)));
}

void examine_clock(const config& of, findings& into) {
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
    examine_clock_jump(of.server.data, into);
}

void examine_log_time(timestamp newest, findings& into) {
    constexpr std::chrono::minutes tolerance{1};
    const auto ahead = newest - server_clock().now();
    if (ahead <= tolerance) return;
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(ahead).count();
    into.push_back(
        {verdict::bad, "clock",
         "The newest event of the sessions lies " + std::to_string(minutes) +
             " minutes in the future: the clock was ahead, or it is behind now. Set it right and "
             "restart the server; a session that goes on is corrected then."}
    );
}

/// What was written in the future was written before the clock was turned back.
void examine_clock_jump(const std::filesystem::path& data, findings& into) {
    constexpr std::chrono::minutes tolerance{1};
    for (const auto* name : {"aula.db-wal", "aula.db"}) {
        std::error_code missing;
        const auto written = std::filesystem::last_write_time(data / name, missing);
        if (missing) continue;
        const auto ahead = written - std::filesystem::file_time_type::clock::now();
        if (ahead <= tolerance) continue;
        const auto minutes = std::chrono::ceil<std::chrono::minutes>(ahead).count();
        into.push_back(
            {verdict::bad, "clock",
             "The database was written to " + std::to_string(minutes) +
                 " minutes from now: the clock has been turned back. Set it right before the "
                 "server runs again."}
        );
        return;
    }
}

}  // namespace aula::cli
