#pragma once

#include "api/settings.hpp"
#include "auth/tickets.hpp"
#include "base/config.hpp"
#include "base/log.hpp"
#include "decks/deck_limits.hpp"
#include "decks/deck_shelf.hpp"
#include "decks/page_cache.hpp"
#include "live/settings.hpp"
#include "mail/carrier.hpp"
#include "mail/mailer.hpp"
#include "net/parts.hpp"

namespace aula::cli {

// What each part of the server is told of the configuration.
log::settings log_settings_of(const config& with);
api_rates api_rates_of(const config& with);
live_settings live_settings_of(const config& with);
upload_quotas upload_quotas_of(const config& with);
api_settings api_settings_of(const config& with, const server_addresses& at);
net_settings net_settings_of(const config& with);
deck_limits deck_limits_of(const config& with);
deck_shelf deck_shelf_of(const config& with);
/// Null where decks are not shared, or nothing is to be copied.
std::unique_ptr<page_cache> page_cache_of(const config& with);
mailer_settings mailer_settings_of(
    const config& with, const mailbox& sender, const server_clock& clock
);
std::unique_ptr<mail_carrier> mail_carrier_of(const config& with);

/// The door of a room: a ticket makes a viewer. Both must outlive the function.
redeem_ticket redeem_with(tickets& doors, const server_clock& clock);

/// The origins whose pages may open a WebSocket: the public one, and on loopback also the machine's
/// other names.
std::vector<std::string> origins_of(const std::string& public_url);

}  // namespace aula::cli
