#include "cli/doctor.hpp"
#include "store/postgres/postgres_inspection.hpp"

namespace aula::cli {
namespace {

constexpr const char* subject = "database";

void judge_server(const postgres_report& report, findings& into) {
    if (!report.are_writes_synced) {
        into.push_back(
            {verdict::bad, subject,
             "PostgreSQL runs with fsync or full_page_writes off: a power cut can destroy the "
             "database; turn both on."}
        );
    }
    if (report.encoding != "UTF8") {
        into.push_back(
            {verdict::bad, subject,
             "The database's encoding is " + report.encoding +
                 ", which lacks letters; make it anew with createdb --encoding=UTF8."}
        );
    }
    if (report.is_read_only) {
        into.push_back({verdict::bad, subject, "The database can only be read at present."});
    }
}

}  // namespace

void examine_postgres(const config& of, findings& into) {
    const auto report = inspect_postgres(of.store.url);
    if (!report) return into.push_back({verdict::bad, subject, report.error().detail});
    const auto schema = report->schema == 0
                            ? std::string("no schema yet")
                            : "version " + std::to_string(report->schema) + " of the schema";
    into.push_back(
        {verdict::good, subject,
         "PostgreSQL " + report->server_version_text + "; " +
             std::to_string(report->database_bytes / 1024) + " KiB, " + schema + "."}
    );
    judge_server(*report, into);
    if (report->newest_event) examine_log_time(*report->newest_event, into);
}

}  // namespace aula::cli
