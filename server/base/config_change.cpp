#include "base/config_change.hpp"

#include "base/settings.hpp"

namespace aula {
namespace {

/// Between serving TLS and not serving it lie the address, the cookies and the links that people
/// have; a certificate for another one is no such step.
bool switches_tls(const setting& what, const config& running, const config& fresh) {
    return what.name.starts_with("tls.") &&
           running.tls.certificate.empty() != fresh.tls.certificate.empty();
}

}  // namespace

config_change take_over(config& running, const config& fresh) {
    const config before = running;
    config_change found;
    for (const auto& each : all_settings()) {
        if (each.is_same(before, fresh)) continue;
        const bool can_wait =
            each.when == setting::takes_effect::restart || switches_tls(each, before, fresh);
        (can_wait ? found.needs_restart : found.taken).emplace_back(each.name);
        if (!can_wait) each.copy(running, fresh);
    }
    return found;
}

}  // namespace aula
