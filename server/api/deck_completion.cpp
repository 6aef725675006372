#include "api/deck_completion.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <exception>
#include <utility>

#include "api/pause.hpp"
#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "base/units.hpp"
#include "live/rooms.hpp"
#include "store/store.hpp"

namespace aula {
namespace asio = boost::asio;

namespace {

constexpr int attach_attempts = 10;
constexpr int save_attempts = 10;

attach_deck attachment(const deck_record& deck) {
    return {
        .deck = deck.id,
        .title = deck.title,
        .hash = deck.hash,
        .pages = deck.pages,
        .width = deck.width,
        .height = deck.height,
    };
}

/// Notes what the pages take on the disk, unless the course's decks would then take more than
/// `most` bytes (0: no limit).
result<bool> note_bytes(database& db, const deck_record& deck, std::uint64_t most) {
    auto before = decks::find(db, deck.id);
    if (!before) return before.error();
    const auto all = decks::bytes_of_course(db, deck.course);
    if (!all) return all.error();
    const auto then = static_cast<std::uint64_t>(*all - before->bytes + deck.bytes);
    if (most > 0 && deck.bytes > before->bytes && then > most) return false;
    before->bytes = deck.bytes;
    if (auto changed = decks::change(db, *before); !changed) return changed.error();
    return true;
}

bool may_pass(const error& failed) {
    return failed.code == error_code::busy || failed.code == error_code::storage_full;
}

}  // namespace

/// A deck whose end breaks off, because there was no memory for it, has failed.
void deck_completion::begin(
    deck_record deck, result<rendered_deck> said, asio::any_io_executor on
) {
    auto ended = [this, deck, on](std::exception_ptr broken) {
        if (!broken) return;
        const needed_memory whole;
        auto why = std::string("The server had no memory for the deck; upload it again.");
        asio::co_spawn(on, fail(deck, std::move(why)), asio::detached);
    };
    asio::co_spawn(on, finish(std::move(deck), std::move(said)), std::move(ended));
}

asio::awaitable<void> deck_completion::finish(deck_record deck, result<rendered_deck> rendered) {
    if (!rendered && rendered.error().code == error_code::unavailable) co_return;
    if (!rendered) {
        co_await fail(deck, rendered.error().detail);
        co_return;
    }
    deck.title = rendered->title;
    deck.pages = rendered->pages;
    deck.pages_done = rendered->pages;
    deck.width = rendered->width;
    deck.height = rendered->height;
    deck.bytes = static_cast<std::int64_t>(rendered->bytes);
    if (!co_await has_room(deck)) {
        const auto most = size_text(room_.quotas().per_course);
        co_await fail(
            deck, "The slides of this course would take more than " + most +
                      " on the disk; remove some of them, or ask the operator for more."
        );
        co_return;
    }
    const auto attached = co_await attach(deck);
    if (!attached && attached.error().code == error_code::unavailable) co_return;
    if (!attached) {
        co_await fail(deck, "The pages are ready, but the session could not be told of them.");
        co_return;
    }
    deck.state = deck_state::ready;
    const auto saved = co_await save(deck);
    progress_.forget(deck.id);
    if (saved || saved.error().code != error_code::not_found) co_return;
    co_await detach(deck);  // removed while it was being rendered
    co_await cleanup_.drop_pages(deck.hash);
}

/// A failed deck needs no pages, also if its pages are ready: it is uploaded again.
asio::awaitable<void> deck_completion::fail(deck_record deck, std::string why) {
    deck.state = deck_state::failed;
    deck.error = std::move(why);
    deck.bytes = 0;
    const auto saved = co_await save(deck);
    progress_.forget(deck.id);
    const bool is_deleted = !saved && saved.error().code == error_code::not_found;
    if (!is_deleted) log::info("a deck failed", {{"deck", deck.id.text()}, {"why", deck.error}});
    if (saved || is_deleted) {
        co_await cleanup_.drop_pages(deck.hash);
        co_return;
    }
    log::warn("a deck's failure is not saved", {{"why", saved.error().detail}});
}

/// Only a plain no counts: what cannot be noted now is saved with the deck.
asio::awaitable<bool> deck_completion::has_room(const deck_record& deck) {
    auto note = [deck, most = room_.quotas().per_course](database& db) {
        return note_bytes(db, deck, most);
    };
    const auto noted = co_await parts_.kept.write(std::move(note));
    co_return !noted || *noted;
}

/// A room that has the deck already refuses with `no_change`, which is as good.
asio::awaitable<result<void>> deck_completion::attach(const deck_record& deck) {
    result<void> outcome;
    for (int attempt = 1; attempt <= attach_attempts; ++attempt) {
        command asked = attachment(deck);
        const auto told = co_await parts_.live.act(deck.session, std::move(asked));
        if (is_settled(told)) co_return result<void>();
        outcome = told ? error{error_code::busy, "the room cannot save"} : told.error();
        if (!may_pass(outcome.error())) break;
        co_await pause(milliseconds(500) * attempt);
    }
    co_return outcome;
}

asio::awaitable<void> deck_completion::detach(const deck_record& deck) {
    command taken_away = detach_deck{.deck = deck.id};
    const auto told = co_await parts_.live.act(deck.session, std::move(taken_away));
    if (!is_settled(told)) log::warn("a deck stays in its room", {{"deck", deck.id.text()}});
}

/// Tries again while nothing can be saved: without its end a deck would be under way for ever.
asio::awaitable<result<void>> deck_completion::save(deck_record deck) {
    for (int attempt = 1;; ++attempt) {
        auto change = [deck](database& db) { return decks::change(db, deck); };
        auto saved = co_await parts_.kept.write(std::move(change));
        if (saved || !may_pass(saved.error()) || attempt == save_attempts) co_return saved;
        co_await pause(milliseconds(500) * attempt);
    }
}

}  // namespace aula
