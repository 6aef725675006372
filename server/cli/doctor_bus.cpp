#include <algorithm>
#include <charconv>

#include "bus/nats_bus.hpp"
#include "bus/open_bus.hpp"
#include "cli/doctor.hpp"

namespace aula::cli {
namespace {

constexpr const char* on_the_bus = "bus";

bool is_of_this_machine(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// Good from 2.12.7 on, and from 2.14 on; nobody has seen a 2.13.
bool is_current(const std::array<int, 3>& version) {
    const bool is_mended_2_12 =
        version[0] == 2 && version[1] == 12 && version >= std::array{2, 12, 7};
    return is_mended_2_12 || version >= std::array{2, 14, 0};
}

std::array<int, 3> numbers_in(std::string_view version) {
    std::array<int, 3> numbers{};
    for (auto& each : numbers) {
        const auto* end = version.data() + version.size();
        const auto [stop, failed] = std::from_chars(version.data(), end, each);
        version.remove_prefix(static_cast<std::size_t>(stop - version.data()));
        if (!version.starts_with('.')) break;
        version.remove_prefix(1);
    }
    return numbers;
}

void judge_secrecy(const nats_url& server, findings& into) {
    if (server.is_tls || is_of_this_machine(server.host)) return;
    into.push_back(
        {verdict::note, on_the_bus,
         server.shown() +
             " is spoken to without TLS: who listens on the way reads every message and the "
             "password; turn TLS on there and write tls:// in bus.url."}
    );
}

}  // namespace

finding judge_nats(std::string_view version) {
    const auto text = "nats-server " + std::string(version);
    if (is_current(numbers_in(version))) return {verdict::good, on_the_bus, text + "."};
    return {
        verdict::note, on_the_bus,
        text +
            " has known errors by which strangers get past its login; run 2.12.7, 2.14 or newer "
            "(Debian 12's is for tests only)."
    };
}

void examine_bus(const config& of, findings& into) {
    if (of.bus.url.empty()) return;
    const auto servers = inspect_nats(nats_settings_of(of));
    if (!servers) return into.push_back({verdict::bad, on_the_bus, servers.error().detail});
    for (const auto& [server, peer] : *servers) {
        judge_secrecy(server, into);
        if (!peer) {
            into.push_back({verdict::bad, on_the_bus, peer.error().detail});
            continue;
        }
        into.push_back(
            {verdict::good, on_the_bus,
             server.shown() + " answers within " +
                 std::to_string(peer->round_trip.count() / 1000 + 1) + " ms" +
                 (server.is_tls ? ", over TLS." : ".")}
        );
        into.push_back(judge_nats(peer->version));
        if (peer->body_max >= bus::body_max) continue;
        into.push_back(
            {verdict::note, on_the_bus,
             server.shown() + " takes messages up to " + std::to_string(peer->body_max) +
                 " bytes; give it max_payload: " + std::to_string(bus::body_max) + " or more."}
        );
    }
}

}  // namespace aula::cli
