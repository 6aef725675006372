#include <chrono>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/config_rules.hpp"
#include "cli/bound_ports.hpp"
#include "cli/doctor.hpp"
#include "net/port_holder.hpp"
#include "net/tls.hpp"

namespace aula::cli {
namespace {

constexpr int renewal_days = 14;

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// The server of this data folder may have the address; nobody else may.
void examine_port(
    const std::string& setting, const std::string& listen, const std::filesystem::path& data,
    findings& into
) {
    const auto at = resolve_listen(setting, listen);
    if (!at) return into.push_back({verdict::bad, "port", at.error().detail});
    const auto holder = find_port_holder(*at);
    std::error_code unlike;
    if (!holder || std::filesystem::equivalent(holder->data, data, unlike)) return;
    const bool is_hidden = holder->process == 0;  // it may be our server, run by another account
    into.push_back(
        {is_hidden ? verdict::note : verdict::bad, "port",
         text_of(*at) + " is in use by " + holder->text() +
             "; stop it first, or choose another address (" + setting + ")."}
    );
}

}  // namespace

void examine_certificate(const config& of, findings& into) {
    if (of.tls.certificate.empty()) return;
    const tls_settings files{.certificate = of.tls.certificate, .key = of.tls.key};
    const auto loaded = load_tls(files);
    if (!loaded) return into.push_back({verdict::bad, "certificate", loaded.error().detail});
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    if (const auto good = check_time(files, *loaded, now); !good) {
        into.push_back({verdict::bad, "certificate", good.error().detail + "; renew it, reload."});
        return;
    }
    const auto days = std::chrono::floor<std::chrono::days>(time_of(*loaded).until - now).count();
    const auto text = files.certificate.string() + " expires in " + std::to_string(days) + " days";
    if (days < renewal_days) {
        into.push_back({verdict::note, "certificate", text + "; renew it now."});
    } else {
        into.push_back({verdict::good, "certificate", text + "."});
    }
}

void examine_addresses(const config& of, findings& into) {
    const auto at = parse_listen(of.server.listen);
    const bool is_public = at && !is_loopback(at->host);
    const bool is_https = of.server.public_url.starts_with("https://");
    if (is_public && !is_https) {
        into.push_back(
            {verdict::bad, "address",
             of.server.listen + " is open to the network, but server.public_url is " +
                 of.server.public_url +
                 ": browsers keep no login without HTTPS. Set tls, or stand behind a proxy and set "
                 "an https public_url."}
        );
        return;
    }
    into.push_back(
        {verdict::good, "address",
         "Serves " + of.server.listen + " as " + of.server.public_url + "."}
    );
}

void examine_ports(const config& of, findings& into) {
    examine_port("server.listen", of.server.listen, of.server.data, into);
    if (of.metrics.listen.empty()) return;
    examine_port("metrics.listen", of.metrics.listen, of.server.data, into);
}

}  // namespace aula::cli
