#include "cli/wiring.hpp"

#include <doctest/doctest.h>

using namespace aula;
using namespace aula::cli;

TEST_CASE("the defaults of the settings are the defaults of the parts") {
    const auto settings = load_config({}).values;
    const auto live = live_settings_of(settings);
    CHECK(live.grace == live_settings{}.grace);
    CHECK(live.ping == live_settings{}.ping);
    CHECK(live.silence == live_settings{}.silence);
    CHECK(live.checkpoint == live_settings{}.checkpoint);
    const auto net = net_settings_of(settings);
    CHECK(net.connections_max == net_settings{}.connections_max);
    CHECK(net.commands_per_second == net_settings{}.commands_per_second);
    CHECK(net.commands_burst == net_settings{}.commands_burst);
    const auto api = api_settings_of(settings, {});
    CHECK(api.rates.guesses_per_network.burst == api_rates{}.guesses_per_network.burst);
    CHECK(api.rates.guesses_per_network.per_second == api_rates{}.guesses_per_network.per_second);
    CHECK(api.rates.registrations_per_network.burst == api_rates{}.registrations_per_network.burst);
    CHECK(
        api.rates.registrations_per_network.per_second ==
        api_rates{}.registrations_per_network.per_second
    );
}

TEST_CASE("the limit of uploads is one for the door and the renderer") {
    auto settings = load_config({}).values;
    CHECK(net_settings_of(settings).upload_max == net_settings{}.upload_max);
    CHECK(deck_limits_of(settings).file_bytes_max == deck_limits{}.file_bytes_max);
    settings.limits.upload = 3ULL << 20;
    CHECK(net_settings_of(settings).upload_max == 3ULL << 20);
    CHECK(deck_limits_of(settings).file_bytes_max == 3ULL << 20);
}

TEST_CASE("the bounds of uploads are those of the settings, and one for the door and the renderer"
) {
    auto settings = load_config({}).values;
    CHECK(upload_quotas_of(settings) == upload_quotas{500ULL << 20, 5ULL << 30, 80});
    CHECK(deck_limits_of(settings).disk_percent_max == 80);
    settings.limits.uploads_per_day = 1;
    settings.limits.decks_per_course = 2;
    settings.limits.disk_percent = 3;
    CHECK(upload_quotas_of(settings) == upload_quotas{1, 2, 3});
    CHECK(deck_limits_of(settings).disk_percent_max == 3);
}

TEST_CASE("pages are copied where decks are shared, unless that is turned off") {
    auto settings = load_config({}).values;
    CHECK(settings.decks.cache == 2ULL << 30);
    CHECK_FALSE(page_cache_of(settings));
    settings.decks.folder = "/srv/decks";
    CHECK(page_cache_of(settings));
    settings.decks.cache = 0;
    CHECK_FALSE(page_cache_of(settings));
}

TEST_CASE("a public origin is the only one; a loopback one goes by all its names") {
    CHECK(
        origins_of("https://aula.example.org") ==
        std::vector<std::string>{"https://aula.example.org"}
    );
    CHECK(origins_of("http://aula.lan:8080") == std::vector<std::string>{"http://aula.lan:8080"});
    CHECK(origins_of("http://aula") == std::vector<std::string>{"http://aula"});
    const std::vector<std::string> loopback{
        "http://127.0.0.1:8080", "http://localhost:8080", "http://[::1]:8080"
    };
    CHECK(origins_of("http://127.0.0.1:8080") == loopback);
    CHECK(origins_of("http://[::1]:8080") == loopback);
}

TEST_CASE("a ticket makes a viewer, once") {
    const server_clock clock;
    tickets doors;
    const auto redeem = redeem_with(doors, clock);
    const admission ada{
        .who = {7},
        .login = {3},
        .session = {12},
        .origin = "https://a",
        .name = "Ada",
        .as = role::lecturer
    };
    const auto ticket = doors.issue(ada, clock.now(), doors.revision());
    REQUIRE(ticket);
    const auto entering = redeem(*ticket, session_id{12}, "https://a");
    REQUIRE(entering);
    CHECK(entering->who == ada.who);
    CHECK(entering->login == ada.login);
    CHECK(entering->name == "Ada");
    CHECK(entering->as == role::lecturer);
    CHECK_FALSE(redeem(*ticket, session_id{12}, "https://a"));
}

TEST_CASE("without a mail server letters go to files") {
    CHECK(mail_carrier_of(load_config({}).values) != nullptr);
}
