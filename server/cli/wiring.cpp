#include "cli/wiring.hpp"

#include <algorithm>
#include <array>

#include "client/terminal.hpp"

namespace aula::cli {
namespace {

/// Where uploads arrive and decks are made: on the file system where they are kept, and this
/// server's own.
std::filesystem::path workshop_of(const config& with) {
    if (with.decks.folder.empty()) return with.server.data / "tmp";
    return with.decks.folder / "tmp" / with.cluster.node;
}

}  // namespace

live_settings live_settings_of(const config& with) {
    live_settings made;
    made.grace = with.presence.grace;
    made.ping = with.presence.ping;
    made.silence = with.presence.silence;
    made.checkpoint = with.presence.checkpoint;
    made.own_end.without_staff = with.lecture.end_without_staff;
    made.own_end.unconfirmed = with.lecture.end_unconfirmed;
    return made;
}

log::settings log_settings_of(const config& with) {
    const bool is_text =
        with.log.format == "text" || (with.log.format == "auto" && is_error_a_terminal());
    log::settings made;
    made.least = log::parse_level(with.log.level).value_or(log::level::info);
    made.format = is_text ? log::line_format::text : log::line_format::json;
    return made;
}

api_rates api_rates_of(const config& with) {
    api_rates made;
    const auto logins = static_cast<double>(with.limits.logins_per_minute);
    const auto registrations = static_cast<double>(with.limits.registrations_per_minute);
    made.guesses_per_network = {.burst = logins, .per_second = logins / 60};
    made.registrations_per_network = {.burst = 5 * registrations, .per_second = registrations / 60};
    // Opening a link is a handful of requests; so is looking at a page before.
    made.work_per_network = {.burst = 20 * logins, .per_second = 20 * logins / 60};
    return made;
}

upload_quotas upload_quotas_of(const config& with) {
    upload_quotas made;
    made.per_day = with.limits.uploads_per_day;
    made.per_course = with.limits.decks_per_course;
    made.disk_percent = with.limits.disk_percent;
    return made;
}

api_settings api_settings_of(const config& with, const server_addresses& at) {
    api_settings made;
    made.addresses = at;
    made.public_url = with.server.public_url;
    made.data_folder = with.server.data;
    made.grace = with.presence.grace;
    made.rates = api_rates_of(with);
    made.quotas = upload_quotas_of(with);
    made.upload_max = with.limits.upload;
    return made;
}

net_settings net_settings_of(const config& with) {
    net_settings made;
    made.origins = origins_of(with.server.public_url);
    made.is_public_https = with.server.public_url.starts_with("https://");
    made.temporary = workshop_of(with);
    made.upload_max = with.limits.upload;
    made.connections_max = with.limits.connections;
    made.commands_per_second = static_cast<double>(with.limits.commands_per_second);
    made.commands_burst = static_cast<double>(with.limits.commands_burst);
    return made;
}

deck_shelf deck_shelf_of(const config& with) {
    const auto& folder = with.decks.folder.empty() ? with.server.data : with.decks.folder;
    return deck_shelf(folder, workshop_of(with));
}

std::unique_ptr<page_cache> page_cache_of(const config& with) {
    if (with.decks.folder.empty() || with.decks.cache == 0) return nullptr;
    return std::make_unique<page_cache>(with.server.data / "deck-cache", with.decks.cache);
}

deck_limits deck_limits_of(const config& with) {
    deck_limits made;
    made.file_bytes_max = with.limits.upload;
    made.disk_percent_max = with.limits.disk_percent;
    return made;
}

mailer_settings mailer_settings_of(
    const config& with, const mailbox& sender, const server_clock& clock
) {
    mailer_settings made;
    if (!with.bus.url.empty()) made.hold = std::chrono::minutes{10};
    made.from = sender;
    made.now = [&clock] { return clock.now(); };
    made.outbox = with.server.data / "outbox";
    return made;
}

std::unique_ptr<mail_carrier> mail_carrier_of(const config& with) {
    if (with.mail.smtp_url.empty()) return make_file_carrier(with.server.data / "outbox");
    smtp_settings to;
    to.url = with.mail.smtp_url;
    to.user = with.mail.user;
    to.password = with.mail.password;
    return make_smtp_carrier(std::move(to));
}

redeem_ticket redeem_with(tickets& doors, const server_clock& clock) {
    return [&doors, &clock](const std::string& ticket, session_id where, std::string_view origin) {
        std::optional<viewer> entering;
        const auto admitted = doors.redeem(ticket, where, origin, clock.now());
        if (!admitted) return entering;
        entering.emplace();
        entering->who = admitted->who;
        entering->login = admitted->login;
        entering->name = admitted->name;
        entering->as = admitted->as;
        return entering;
    };
}

std::vector<std::string> origins_of(const std::string& public_url) {
    constexpr std::array<std::string_view, 3> loopback{"127.0.0.1", "localhost", "[::1]"};
    const std::string scheme = "http://";
    const auto colon = public_url.rfind(':');
    const auto host = public_url.substr(scheme.size(), colon - scheme.size());
    if (!public_url.starts_with(scheme) || colon < scheme.size()) return {public_url};
    if (std::ranges::find(loopback, host) == loopback.end()) return {public_url};
    std::vector<std::string> origins;
    for (const auto name : loopback) {
        origins.push_back(scheme + std::string(name) + public_url.substr(colon));
    }
    return origins;
}

}  // namespace aula::cli
