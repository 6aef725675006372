#include "cli/reload.hpp"

#include "base/log.hpp"
#include "cli/invocation.hpp"

namespace aula::cli {
namespace {

result<tls_context> fresh_tls(const loaded_config& read, timestamp now) {
    const auto& from = read.values.tls;
    if (from.certificate.empty()) return tls_context{};
    const tls_settings files{.certificate = from.certificate, .key = from.key};
    auto loaded = load_tls(files);
    auto is_good = loaded ? check_time(files, *loaded, now) : result<void>(loaded.error());
    if (is_good) return loaded;
    const bool is_key = is_good.error().detail.starts_with(from.key.string() + ":");
    const auto place = place_of(read, is_key ? "tls.key" : "tls.certificate");
    return error{is_good.error().code, place + is_good.error().detail};
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& each : names) all += (all.empty() ? "" : ", ") + each;
    return all;
}

}  // namespace

result<reload_plan> plan_reload(const loaded_config& read, timestamp now) {
    if (!read.problems.empty()) return error{error_code::invalid, all_problems(read)};
    auto sender = parse_mailbox(read.values.mail.from);
    if (!sender) return error{error_code::invalid, "mail.from must be an address."};
    auto tls = fresh_tls(read, now);
    if (!tls) return tls.error();
    return reload_plan{read.values, *std::move(sender), *std::move(tls)};
}

void log_reload(const result<config_change>& outcome) {
    if (!outcome) {
        log::error("not reloaded, everything stays as it was", {{"why", outcome.error().detail}});
        return;
    }
    log::info("reloaded", {{"changed", joined(outcome->taken)}});
    if (outcome->needs_restart.empty()) return;
    log::warn("changed settings need a restart", {{"settings", joined(outcome->needs_restart)}});
}

}  // namespace aula::cli
