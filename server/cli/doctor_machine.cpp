#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/process.hpp"
#include "cli/doctor.hpp"
#include "client/http_client.hpp"
#include "decks/sandbox.hpp"
#include "store/data_folder.hpp"
#include "store/sqlite/inspection.hpp"

namespace aula::cli {

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
    if (is_listening(of.server.data / "aula.sock")) {
        into.push_back({verdict::good, "server", "A server runs on this data folder."});
    } else {
        into.push_back({verdict::note, "server", "No server runs on this data folder."});
    }
}

void examine_database(const config& of, findings& into) {
    if (!of.store.url.empty()) return examine_postgres(of, into);
    const auto report = inspect_sqlite(of.server.data, sqlite_check::whole_file);
    if (!report && report.error().code == error_code::not_found) {
        const auto fresh = check_is_new(of.server.data);
        if (!fresh) into.push_back({verdict::bad, "database", fresh.error().detail + "."});
        return;
    }
    if (!report) return into.push_back({verdict::bad, "database", report.error().detail});
    into.push_back(
        {verdict::good, "database",
         "SQLite, sound; " + std::to_string(report->database_bytes / 1024) + " KiB, version " +
             std::to_string(report->schema) + " of the schema."}
    );
    if (report->newest_event) examine_log_time(*report->newest_event, into);
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
