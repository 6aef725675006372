#include "cli/measurements.hpp"

#include <chrono>
#include <filesystem>
#include <system_error>

#include "base/metrics_text.hpp"
#include "base/process.hpp"

namespace aula::cli {
namespace {

metrics::source process_source() {
    const auto started =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch());
    return [started, usage = std::make_shared<const process_usage>()](metrics_text& to) {
        to.gauge("aula_build_info", "The version that runs; always 1.");
        to.sample(1, {{"version", AULA_VERSION}});
        to.gauge("aula_start_time_seconds", "When the server started, as Unix time.");
        to.sample(started.count());
        to.gauge("aula_file_descriptors", "File descriptors in use.");
        to.sample(usage->descriptors());
        to.gauge("aula_file_descriptors_max", "How many the process may have.");
        to.sample(descriptor_limit());
        to.gauge("aula_resident_memory_bytes", "Memory that the process has in RAM.");
        to.sample(usage->resident_bytes());
    };
}

metrics::source net_source(const measured_parts& of) {
    return [&most = of.connections_max, &all = of.listeners](metrics_text& to) {
        to.gauge("aula_connections_max", "The setting limits.connections.");
        to.sample(most.get());
        std::vector<const net_metrics*> counts;
        for (const auto& each : all) counts.push_back(&each->counts());
        report(to, counts);
    };
}

void report_logins(metrics_text& to, const api_metrics& of) {
    to.counter("aula_logins_total", "Join links that were opened.");
    to.sample(of.logins.value());
    to.counter("aula_logins_refused_total", "Join links that did not open, by the reason.");
    to.sample(of.logins_too_many.value(), {{"reason", "too_many"}});
    to.sample(of.logins_failed.value(), {{"reason", "dead_or_not_saved"}});
}

void report_tickets(metrics_text& to, const api_metrics& asked, const ticket_metrics& of) {
    to.counter("aula_tickets_issued_total", "Tickets for a room that were given out.");
    to.sample(of.issued.value());
    to.counter("aula_tickets_refused_total", "Tickets that were not given out, by the reason.");
    to.sample(asked.tickets_too_many.value(), {{"reason", "too_many_of_one"}});
    to.sample(of.refused.value(), {{"reason", "too_many_of_all"}});
    to.counter(
        "aula_hellos_total", "Tickets shown at a room's door: good, or used, late or wrong."
    );
    to.sample(of.redeemed.value(), {{"ticket", "good"}});
    to.sample(of.unfit.value(), {{"ticket", "refused"}});
}

void report_store(metrics_text& to, const store_statistics& of) {
    to.counter("aula_commits_total", "Transactions that are on the disk.");
    to.sample(of.commits);
    to.counter("aula_commits_failed_total", "Transactions that were lost: no space, or an error.");
    to.sample(of.failed_commits);
    to.histogram("aula_commit_seconds", "From a transaction's first piece of work to the disk.");
    to.sample(of.commit_seconds);
    to.counter("aula_store_work_total", "Pieces of work that the database has done.");
    to.sample(of.writes, {{"kind", "write"}});
    to.sample(of.reads, {{"kind", "read"}});
    to.gauge("aula_store_waiting", "Pieces of work that wait for the database.");
    to.sample(of.writes_waiting, {{"kind", "write"}});
    to.sample(of.reads_waiting, {{"kind", "read"}});
    to.gauge("aula_store_waiting_max", "How many may; beyond that the answer is busy.");
    to.sample(store::write_queue_max, {{"kind", "write"}});
    to.sample(store::read_queue_max, {{"kind", "read"}});
    to.gauge("aula_storage_full", "1 when the last transaction failed for want of space.");
    to.sample(of.is_storage_full ? 1 : 0);
}

}  // namespace

void add_sources(metrics& to, const measured_parts& of) {
    to.add(process_source());
    to.add(net_source(of));
    to.add([&requests = of.requests, &doors = of.doors](metrics_text& page) {
        report_logins(page, requests.counts());
        report_tickets(page, requests.counts(), doors.counts());
    });
    to.add([&live = of.live](metrics_text& page) { live.report(page); });
    to.add([&kept = of.kept, wal = of.wal](metrics_text& page) {
        report_store(page, kept.statistics());
        std::error_code missing;
        const auto size = std::filesystem::file_size(wal, missing);
        page.gauge("aula_wal_bytes", "The write-ahead log, which is emptied every hour.");
        page.sample(missing ? 0 : size);
    });
    to.add([&renderer = of.renderer, &letters = of.letters](metrics_text& page) {
        page.gauge("aula_decks_unfinished", "Decks that are being converted or wait for it.");
        page.sample(renderer.unfinished());
        page.gauge("aula_letters_waiting", "Letters in the outbox, at the last look.");
        page.sample(letters.waiting());
    });
}

}  // namespace aula::cli
