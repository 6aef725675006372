#include "api/deck_uploads.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "auth/secrets.hpp"
#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "decks/deck_renderer.hpp"
#include "decks/page_fetcher.hpp"
#include "live/rooms.hpp"
#include "store/secrets.hpp"
#include "store/store.hpp"

namespace aula {
namespace {

namespace asio = boost::asio;

constexpr int attach_attempts = 10;
constexpr int save_attempts = 10;

asio::awaitable<void> pause(milliseconds length) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, length);
    co_await timer.async_wait(asio::use_awaitable);
}

struct kept_deck {
    deck_record deck;
    bool is_new = false;
};

/// The deck of this file that the session has, or the row of a new one.
result<kept_deck> find_or_add(database& db, deck_record wanted) {
    const auto there = decks::of_session(db, wanted.session);
    if (!there) return there.error();
    for (const auto& one : *there) {
        if (one.hash == wanted.hash && one.state != deck_state::failed) return kept_deck{one};
    }
    const auto id = decks::add(db, wanted);
    if (!id) return id.error();
    wanted.id = *id;
    wanted.state = deck_state::rendering;
    return kept_deck{std::move(wanted), true};
}

result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code failed;
    std::filesystem::rename(from, to, failed);
    if (failed) return {error_code::storage_full, "The upload cannot be kept: " + failed.message()};
    return {};
}

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

}  // namespace

deck_uploads::deck_uploads(const api_parts& parts, background& behind)
    : parts_(parts), behind_(behind) {}

asio::awaitable<result<std::string>> deck_uploads::hash_of(std::filesystem::path file) {
    auto get_key = [proposed = new_secret()](database& db) {
        return secrets::get_or_keep(db, "deck_hash", proposed);
    };
    auto key = co_await parts_.kept.write(std::move(get_key));
    if (!key) co_return key.error();
    auto work = [file = std::move(file), key = *key] { return deck_hash(file, key); };
    auto hash = co_await behind_.run(std::move(work));
    co_return hash;
}

asio::awaitable<result<deck_record>> deck_uploads::take(
    deck_record wanted, std::filesystem::path file
) {
    auto hash = co_await hash_of(file);
    if (!hash) co_return hash.error();
    wanted.hash = *std::move(hash);
    auto add = [wanted](database& db) { return find_or_add(db, wanted); };
    auto kept = co_await parts_.kept.write(std::move(add));
    if (!kept) co_return kept.error();
    const auto deck = std::move(kept->deck);
    if (!kept->is_new) co_return as_of_now(deck);

    const auto executor = co_await asio::this_coro::executor;
    const auto begun = keep_and_start(deck, file, executor);
    // A deletion between the row and the start found no rendering to stop.
    if (begun && co_await is_kept(deck.id)) co_return deck;
    co_await abandon(deck.id);
    if (begun) co_return error{error_code::not_found, "The deck was deleted."};
    auto take_back = [id = deck.id](database& db) { return decks::remove(db, id); };
    const auto taken_back = co_await parts_.kept.write(std::move(take_back));
    if (!taken_back) log::warn("a deck that did not begin stays", {{"deck", deck.id.text()}});
    co_return begun.error();
}

/// The row is there already: either the file is kept and the conversion begins, or an error says
/// that the row must go.
result<void> deck_uploads::keep_and_start(
    const deck_record& deck, const std::filesystem::path& file, const asio::any_io_executor& on
) {
    const needed_memory whole;
    auto begun = move_file(file, parts_.shelf.original(deck.id));
    return begun ? start(deck, on) : begun;
}

/// Whether the deck has a row; true as well when the store does not answer.
asio::awaitable<bool> deck_uploads::is_kept(deck_id deck) {
    auto find = [deck](database& db) { return decks::find(db, deck); };
    const auto found = co_await parts_.kept.read(std::move(find));
    co_return found || found.error().code != error_code::not_found;
}

asio::awaitable<void> deck_uploads::abandon(deck_id gone) {
    parts_.renderer.cancel(gone);
    auto remove = [&shelf = parts_.shelf, gone] { return shelf.remove_original(gone); };
    const auto removed = co_await behind_.run(std::move(remove));
    if (!removed)
        log::warn("the upload of a deleted deck stays", {{"why", removed.error().detail}});
}

result<void> deck_uploads::start(const deck_record& deck, const asio::any_io_executor& on) {
    const needed_memory whole;
    note_progress(deck.id, {});
    auto done = [this, deck, on](result<rendered_deck> rendered) {
        end_with(deck, std::move(rendered), on);
    };
    auto far = [this, id = deck.id](int pages_done, int pages) {
        note_progress(id, {pages_done, pages});
    };
    deck_request request;
    request.file = parts_.shelf.original(deck.id);
    request.hash = deck.hash;
    request.file_name = deck.title + ".pdf";
    request.deck = deck.id;
    auto accepted = parts_.renderer.render(std::move(request), std::move(far), std::move(done));
    if (!accepted) forget_progress(deck.id);
    return accepted;
}

/// A deck whose end breaks off, because there was no memory for it, has failed.
void deck_uploads::end_with(
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

/// Tries again while nothing can be saved: without its end a deck would be under way for ever.
asio::awaitable<result<void>> deck_uploads::save(deck_record deck) {
    for (int attempt = 1;; ++attempt) {
        auto change = [deck](database& db) { return decks::change(db, deck); };
        auto saved = co_await parts_.kept.write(std::move(change));
        const bool may_pass = !saved && (saved.error().code == error_code::busy ||
                                         saved.error().code == error_code::storage_full);
        if (!may_pass || attempt == save_attempts) co_return saved;
        co_await pause(milliseconds(500) * attempt);
    }
}

asio::awaitable<void> deck_uploads::finish(deck_record deck, result<rendered_deck> rendered) {
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
    const auto attached = co_await attach(deck);
    if (!attached && attached.error().code == error_code::unavailable) co_return;
    if (!attached) {
        co_await fail(deck, "The pages are ready, but the session could not be told of them.");
        co_return;
    }
    deck.state = deck_state::ready;
    const auto saved = co_await save(deck);
    forget_progress(deck.id);
    if (saved || saved.error().code != error_code::not_found) co_return;
    command taken_away = detach_deck{.deck = deck.id};  // removed while it was being rendered
    const auto told = co_await parts_.live.act(deck.session, std::move(taken_away));
    if (!is_settled(told)) log::warn("a deck stays in its room", {{"deck", deck.id.text()}});
    co_await drop_pages(deck.hash);
}

asio::awaitable<void> deck_uploads::fail(deck_record deck, std::string why) {
    deck.state = deck_state::failed;
    deck.error = std::move(why);
    const auto saved = co_await save(deck);
    forget_progress(deck.id);
    if (!saved && saved.error().code == error_code::not_found) {  // it was deleted meanwhile
        co_await drop_pages(deck.hash);
        co_return;
    }
    log::info("a deck failed", {{"deck", deck.id.text()}, {"why", deck.error}});
    if (!saved) log::warn("a deck's failure is not saved", {{"why", saved.error().detail}});
}

/// A room that has the deck already refuses with `no_change`, which is as good.
asio::awaitable<result<void>> deck_uploads::attach(const deck_record& deck) {
    result<void> outcome;
    for (int attempt = 1; attempt <= attach_attempts; ++attempt) {
        command asked = attachment(deck);
        const auto told = co_await parts_.live.act(deck.session, std::move(asked));
        if (is_settled(told)) co_return result<void>();
        outcome = told ? error{error_code::busy, "the room cannot save"} : told.error();
        const bool may_pass = outcome.error().code == error_code::busy ||
                              outcome.error().code == error_code::storage_full;
        if (!may_pass) break;
        co_await pause(milliseconds(500) * attempt);
    }
    co_return outcome;
}

deck_record deck_uploads::as_of_now(deck_record deck) const {
    if (deck.state != deck_state::rendering) return deck;
    const std::lock_guard lock(guard_);
    if (const auto at = under_way_.find(deck.id); at != under_way_.end()) {
        deck.pages_done = at->second.pages_done;
        deck.pages = at->second.pages;
    }
    return deck;
}

asio::awaitable<void> deck_uploads::drop_pages(std::string hash) {
    auto count = [hash](database& db) { return decks::count_with_hash(db, hash); };
    const auto sharing = co_await parts_.kept.read(std::move(count));
    if (!sharing || *sharing > 0) co_return;
    auto remove = [&parts = parts_, hash] {
        auto gone = parts.shelf.remove(hash);
        if (parts.copies != nullptr) parts.copies->cache().forget(hash);
        return gone;
    };
    const auto removed = co_await behind_.run(std::move(remove));
    if (!removed) log::warn("pages of a deck stay", {{"why", removed.error().detail}});
}

asio::awaitable<void> deck_uploads::resume() {
    // The files first, then the rows: an upload comes here after its row, also at another node.
    auto list_files = [&shelf = parts_.shelf] { return shelf.originals(); };
    auto files = co_await behind_.run(std::move(list_files));
    auto list = [](database& db) { return decks::unfinished(db); };
    auto found = co_await parts_.kept.read(std::move(list));
    if (!found) co_return;
    co_await remove_unneeded(std::move(files), *found);
    if (found->empty()) co_return;
    const auto executor = co_await asio::this_coro::executor;
    auto ended = [](std::exception_ptr broken) {
        if (broken) log::warn("decks that were interrupted wait for the next start");
    };
    asio::co_spawn(executor, start_all(*std::move(found)), std::move(ended));
}

asio::awaitable<void> deck_uploads::remove_unneeded(
    std::vector<deck_id> originals, const std::vector<deck_record>& unfinished
) {
    for (const auto& deck : unfinished) std::erase(originals, deck.id);
    for (const auto deck : originals) {
        log::info("an upload that no deck needs is removed", {{"deck", deck.text()}});
        co_await abandon(deck);
    }
}

/// One after the other, as the renderer's queue has room.
asio::awaitable<void> deck_uploads::start_all(std::vector<deck_record> unfinished) {
    const auto executor = co_await asio::this_coro::executor;
    for (const auto& deck : unfinished) {
        if (is_under_way(deck.id)) continue;
        auto begun = start(deck, executor);
        while (!begun && begun.error().code == error_code::busy) {
            co_await pause(std::chrono::seconds(1));
            begun = start(deck, executor);
        }
        if (!begun && begun.error().code == error_code::unavailable) co_return;
    }
}

void deck_uploads::note_progress(deck_id deck, progress far) {
    const std::lock_guard lock(guard_);
    under_way_[deck] = far;
}

bool deck_uploads::is_under_way(deck_id deck) const {
    const std::lock_guard lock(guard_);
    return under_way_.contains(deck);
}

void deck_uploads::forget_progress(deck_id deck) {
    const std::lock_guard lock(guard_);
    under_way_.erase(deck);
}

}  // namespace aula
