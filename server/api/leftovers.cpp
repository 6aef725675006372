#include "api/leftovers.hpp"

#include "api/call.hpp"
#include "api/deck_uploads.hpp"
#include "live/rooms.hpp"

namespace aula {

boost::asio::awaitable<void> clear_away(call& c, const left_behind& gone) {
    for (const auto& deck : gone.decks) co_await c.uploads.abandon(deck.id);
    for (const auto session : gone.sessions) co_await c.parts.live.forget(session);
    for (const auto& deck : gone.decks) co_await c.uploads.drop_pages(deck.hash);
}

}  // namespace aula
