#include "base/config_rules.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/nats_url.hpp"

namespace aula {
namespace {

/// Scheme and host, without a path: that is what an origin is.
bool is_origin(std::string_view url) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!url.starts_with(scheme)) continue;
        const auto rest = url.substr(scheme.size());
        return !rest.empty() && rest.find_first_of("/?#@ ") == std::string_view::npos;
    }
    return false;
}

bool is_postgres(std::string_view url) {
    for (const std::string_view scheme : {"postgres://", "postgresql://"}) {
        if (url.starts_with(scheme)) return url.size() > scheme.size();
    }
    return false;
}

bool is_smtp(std::string_view url) {
    for (const std::string_view scheme : {"smtp://", "smtps://"}) {
        if (url.starts_with(scheme)) return url.size() > scheme.size();
    }
    return false;
}

std::string derived_url(const config& of) {
    return (of.tls.certificate.empty() ? "http://" : "https://") + of.server.listen;
}

bool is_of_a_plain_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
}

std::string name_of_this_machine() {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return {};
    return name.data();
}

/// What is wrong with the bus; at most one thing, the first.
std::optional<broken_rule> broken_rule_of_bus(const config& of) {
    if (of.bus.url.empty()) return {};
    const auto servers = parse_nats_urls(of.bus.url);
    if (!servers) {
        return broken_rule{
            "bus.url",
            "bus.url must be nats://host:port or tls://host:port, or up to 16 of them with commas "
            "between them; in a password write what is special in a URL with % (@ is %40)."
        };
    }
    if (of.store.url.empty()) {
        return broken_rule{
            "bus.url",
            "bus.url needs store.url: several nodes have one PostgreSQL in common. Set it (aula "
            "migrate moves what there is), or leave bus.url empty for one node alone."
        };
    }
    if (!of.bus.ca.empty() && std::ranges::none_of(*servers, &nats_url::is_tls)) {
        return broken_rule{
            "bus.ca",
            "bus.ca is for servers with tls://, and bus.url names none; write tls:// there."
        };
    }
    return {};
}

}  // namespace

bool is_plain_name(std::string_view text) {
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, is_of_a_plain_name);
}

std::string plain_name_of(std::string_view host) {
    std::string name;
    for (const char letter : host.substr(0, host.find('.'))) {
        const bool is_big = letter >= 'A' && letter <= 'Z';
        const char small = static_cast<char>(is_big ? letter + ('a' - 'A') : letter);
        name += is_of_a_plain_name(small) ? small : '-';
    }
    name.resize(std::min<std::size_t>(name.size(), 32));
    return is_plain_name(name) ? name : "node";
}

std::optional<listen_address> parse_listen(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return {};
    auto host = text.substr(0, colon);
    const auto port = text.substr(colon + 1);
    if (host.starts_with('[') != host.ends_with(']')) return {};
    if (host.starts_with('[')) {
        host = host.substr(1, host.size() - 2);
    } else if (host.find(':') != std::string_view::npos) {
        return {};
    }
    listen_address parsed{.host = std::string(host), .port = 0};
    const auto end = port.data() + port.size();
    const auto [stop, failed] = std::from_chars(port.data(), end, parsed.port);
    if (failed != std::errc{} || stop != end || host.empty()) return {};
    return parsed;
}

void fill_in_port(config& of, std::uint16_t port) {
    auto& listen = of.server.listen;
    const auto at = parse_listen(listen);
    if (port == 0 || !at || at->port != 0) return;
    const bool is_derived = of.server.public_url == derived_url(of);
    listen.replace(listen.rfind(':') + 1, std::string::npos, std::to_string(port));
    if (is_derived) of.server.public_url = derived_url(of);
}

bool is_loopback(const listen_address& at) {
    in_addr four{};
    if (::inet_pton(AF_INET, at.host.c_str(), &four) == 1) return ntohl(four.s_addr) >> 24 == 127;
    in6_addr six{};
    return ::inet_pton(AF_INET6, at.host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

std::string without_password(std::string_view url) {
    std::string shown(url);
    const auto scheme = shown.find("://");
    const auto host = shown.rfind('@', shown.find_first_of("/?", scheme + 3));
    const auto colon = shown.find(':', scheme + 3);
    if (scheme != std::string::npos && host != std::string::npos && colon < host) {
        shown.replace(colon + 1, host - colon - 1, "…");
    }
    for (const std::string_view key : {"?password=", "&password="}) {
        const auto at = shown.find(key);
        if (at == std::string::npos) continue;
        const auto begin = at + key.size();
        shown.replace(begin, std::min(shown.find('&', begin), shown.size()) - begin, "…");
    }
    return shown;
}

std::vector<broken_rule> settle(config& of) {
    std::vector<broken_rule> broken;
    const auto blame = [&](std::string_view setting, std::string text) {
        broken.push_back({setting, std::move(text)});
    };
    if (!parse_listen(of.server.listen)) {
        blame(
            "server.listen",
            "server.listen = \"" + of.server.listen +
                "\" is not address:port; write for example 127.0.0.1:8080 or [::]:443."
        );
    }
    if (of.tls.certificate.empty() != of.tls.key.empty()) {
        blame(
            of.tls.key.empty() ? "tls.certificate" : "tls.key",
            "tls.certificate and tls.key belong together; set both or neither."
        );
    }
    if (of.server.public_url.empty()) of.server.public_url = derived_url(of);
    if (!is_origin(of.server.public_url)) {
        blame(
            "server.public_url",
            "server.public_url = \"" + of.server.public_url +
                "\" must be http(s)://host[:port] without a path or a slash at the end."
        );
    }
    if (of.presence.silence <= 2 * of.presence.ping) {
        blame(
            "presence.silence",
            "presence.silence must be longer than two times presence.ping, or one lost packet cuts "
            "people off."
        );
    }
    if (!of.mail.smtp_url.empty() && !is_smtp(of.mail.smtp_url)) {
        blame(
            "mail.smtp_url", "mail.smtp_url = \"" + of.mail.smtp_url +
                                 "\" must be smtp://host:port or smtps://host:port."
        );
    }
    if (!of.store.url.empty() && !is_postgres(of.store.url)) {
        blame(
            "store.url",
            "store.url must begin with postgres:// and name a server, or be empty for SQLite in "
            "the data folder."
        );
    }
    if (of.cluster.node.empty()) of.cluster.node = plain_name_of(name_of_this_machine());
    if (auto wrong = broken_rule_of_bus(of)) broken.push_back(*std::move(wrong));
    const auto measured_at = parse_listen(of.metrics.listen);
    if (!of.metrics.listen.empty() && (!measured_at || !is_loopback(*measured_at))) {
        blame(
            "metrics.listen",
            "metrics.listen = \"" + of.metrics.listen +
                "\" must be a loopback address with a port, such as 127.0.0.1:9464: the numbers "
                "are for this machine. To fetch them from another one, put a proxy that asks who "
                "it is in front."
        );
    }
    return broken;
}

}  // namespace aula
