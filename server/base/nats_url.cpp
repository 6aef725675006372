#include "base/nats_url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <system_error>

namespace aula {
namespace {

/// (Boost 1.81's `port_number` gives 34463 for 99999.)
bool take_port(nats_url& into, std::string_view digits) {
    const auto* end = digits.data() + digits.size();
    const auto [stop, failed] = std::from_chars(digits.data(), end, into.port);
    return failed == std::errc{} && stop == end && into.port != 0;
}

void take_login(nats_url& into, const boost::urls::url_view& from) {
    if (from.has_password()) {
        into.user = from.user();
        into.password = from.password();
    } else {
        into.token = from.user();
    }
}

std::optional<nats_url> parse_one(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed || (parsed->scheme() != "nats" && parsed->scheme() != "tls")) return {};
    const std::string path(parsed->encoded_path());
    if (parsed->has_query() || parsed->has_fragment() || path.size() > 1) return {};
    nats_url found;
    found.is_tls = parsed->scheme() == "tls";
    found.host = parsed->host_address();
    if (found.host.empty()) return {};
    const std::string port(parsed->port());
    if (parsed->has_port() && !take_port(found, port)) return {};
    take_login(found, *parsed);
    return found;
}

}  // namespace

std::string nats_url::shown() const {
    std::string text = is_tls ? "tls://" : "nats://";
    if (!user.empty() || !password.empty()) text += user + ":…@";
    if (!token.empty()) text += "…@";
    text += host.find(':') == std::string::npos ? host : "[" + host + "]";
    return text + ":" + std::to_string(port);
}

std::optional<std::vector<nats_url>> parse_nats_urls(std::string_view list) {
    std::vector<nats_url> found;
    for (;;) {
        const auto comma = list.find(',');
        const auto one = parse_one(list.substr(0, comma));
        if (!one || found.size() == nats_servers_max) return {};
        found.push_back(*one);
        if (comma == std::string_view::npos) return found;
        list.remove_prefix(comma + 1);
    }
}

std::string without_secrets(std::string_view list) {
    if (list.empty()) return {};
    const auto servers = parse_nats_urls(list);
    if (!servers) return "(set)";
    std::string text;
    for (const auto& each : *servers) text += (text.empty() ? "" : ",") + each.shown();
    return text;
}

}  // namespace aula
