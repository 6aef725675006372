#include "api/leftovers.hpp"

#include "api/call.hpp"
#include "api/deck_uploads.hpp"
#include "base/log.hpp"
#include "live/rooms.hpp"
#include "mail/outbox_folder.hpp"

namespace aula {
namespace {

result<void> remove_all(const outbox_folder& from, const std::vector<mail_id>& letters) {
    result<void> all;
    for (const auto letter : letters) {
        if (auto removed = from.remove(letter); !removed) all = removed;
    }
    return all;
}

/// A letter that is being written at this moment is removed by the mailer, which finds no row.
boost::asio::awaitable<void> remove_letters(call& c, std::vector<mail_id> letters) {
    if (letters.empty()) co_return;
    auto remove = [outbox = outbox_folder(c.parts.settings.data_folder / "outbox"),
                   letters = std::move(letters)] { return remove_all(outbox, letters); };
    const auto removed = co_await c.behind.run(std::move(remove));
    if (!removed) {
        log::warn(
            "letters of a deleted course stay until the next start",
            {{"why", removed.error().detail}}
        );
    }
}

}  // namespace

boost::asio::awaitable<void> clear_away(call& c, const left_behind& gone) {
    auto& decks = c.uploads.cleanup();
    for (const auto& deck : gone.decks) co_await decks.abandon(deck.id);
    for (const auto session : gone.sessions) co_await c.parts.live.forget(session);
    for (const auto& deck : gone.decks) co_await decks.drop_pages(deck.hash);
    co_await remove_letters(c, gone.letters);
}

}  // namespace aula
