#include "api/deck_uploads.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <exception>

#include "api/pause.hpp"
#include "auth/secrets.hpp"
#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "decks/deck_renderer.hpp"
#include "store/secrets.hpp"
#include "store/store.hpp"

namespace aula {
namespace asio = boost::asio;

namespace {

constexpr milliseconds file_after_row{2000};  // a file is moved as soon as its row is saved

struct kept_deck {
    std::optional<upload_bound> refused;
    deck_record deck;
    bool is_new = false;
};

/// An upload with its sender's account.
struct new_deck {
    deck_record wanted;
    upload_account account;
    upload_quotas quotas;
};

/// The deck of this file that the session has, or the row of a new one.
result<kept_deck> find_or_add(database& db, new_deck one) {
    auto& wanted = one.wanted;
    const auto there = decks::of_session(db, wanted.session);
    if (!there) return there.error();
    for (const auto& each : *there) {
        if (each.hash == wanted.hash && each.state != deck_state::failed) {
            return kept_deck{{}, each};
        }
    }
    const auto bytes = static_cast<std::uint64_t>(wanted.bytes);
    const auto beyond = find_bound(db, one.account, bytes, one.quotas);
    if (!beyond) return beyond.error();
    if (*beyond) return kept_deck{*beyond, {}};
    const auto id = decks::add(db, wanted);
    if (!id) return id.error();
    if (auto counted = uploads::add(db, one.account, wanted.bytes); !counted) {
        return counted.error();
    }
    wanted.id = *id;
    wanted.state = deck_state::rendering;
    return kept_deck{{}, std::move(wanted), true};
}

result<void> move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code failed;
    std::filesystem::rename(from, to, failed);
    if (failed) return {error_code::storage_full, "The upload cannot be kept: " + failed.message()};
    return {};
}

}  // namespace

deck_uploads::deck_uploads(const api_parts& parts, background& behind)
    : parts_(parts),
      behind_(behind),
      room_(parts, behind),
      cleanup_(parts, behind),
      completion_(parts, {progress_, cleanup_, room_}) {}

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

asio::awaitable<result<deck_uploads::outcome>> deck_uploads::take(
    deck_record wanted, upload_account account, std::filesystem::path file
) {
    auto hash = co_await hash_of(file);
    if (!hash) co_return hash.error();
    wanted.hash = *std::move(hash);
    auto add = [one = new_deck{std::move(wanted), account, room_.quotas()}](database& db) {
        return find_or_add(db, one);
    };
    auto kept = co_await parts_.kept.write(std::move(add));
    if (!kept) co_return kept.error();
    outcome what;
    what.refused = kept->refused;
    what.deck = as_of_now(std::move(kept->deck));
    if (!kept->is_new) {
        const bool is_incomplete = co_await is_without_source(what.deck);
        if (!is_incomplete) co_return what;
        account.uploader.clear();  // the upload that broke off was counted, this one is not
    }
    const auto begun = co_await begin(what.deck, account, std::move(file));
    if (!begun) co_return begun.error();
    co_return what;
}

asio::awaitable<result<void>> deck_uploads::begin(
    const deck_record& deck, const upload_account& account, std::filesystem::path file
) {
    const auto executor = co_await asio::this_coro::executor;
    const auto begun = keep_and_start(deck, file, executor);
    // A deletion between the row and the start found no rendering to stop.
    if (begun && co_await is_kept(deck.id)) co_return begun;
    co_await cleanup_.abandon(deck.id);
    if (begun) co_return error{error_code::not_found, "The deck was deleted."};
    co_await take_back(deck, account);
    co_return begun;
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

result<void> deck_uploads::start(const deck_record& deck, const asio::any_io_executor& on) {
    const needed_memory whole;
    progress_.note(deck.id);
    auto done = [this, deck, on](result<rendered_deck> rendered) {
        completion_.begin(deck, std::move(rendered), on);
    };
    auto far = [this, id = deck.id](int pages_done, int pages) {
        progress_.note(id, pages_done, pages);
    };
    deck_request request;
    request.file = parts_.shelf.original(deck.id);
    request.hash = deck.hash;
    request.file_name = deck.title + ".pdf";
    request.deck = deck.id;
    request.course = deck.course;
    auto accepted = parts_.renderer.render(std::move(request), std::move(far), std::move(done));
    if (!accepted) progress_.forget(deck.id);
    return accepted;
}

asio::awaitable<void> deck_uploads::take_back(
    const deck_record& deck, const upload_account& account
) {
    auto remove = [id = deck.id, bytes = deck.bytes, account](database& db) -> result<void> {
        if (auto removed = decks::remove(db, id); !removed) return removed;
        return uploads::add(db, account, -bytes);
    };
    const auto removed = co_await parts_.kept.write(std::move(remove));
    if (!removed) log::warn("a deck that did not begin stays", {{"deck", deck.id.text()}});
}

/// Whether the deck has a row; true as well when the store does not answer.
asio::awaitable<bool> deck_uploads::is_kept(deck_id deck) {
    auto find = [deck](database& db) { return decks::find(db, deck); };
    const auto found = co_await parts_.kept.read(std::move(find));
    co_return found || found.error().code != error_code::not_found;
}

/// Whether a server ended between the deck's row and its file, so that nothing would come of it.
asio::awaitable<bool> deck_uploads::is_without_source(deck_record deck) {
    if (deck.state != deck_state::rendering || progress_.has(deck.id)) co_return false;
    auto look = [&shelf = parts_.shelf, deck = std::move(deck)] {
        return !shelf.has_source(deck.id, deck.hash);
    };
    co_return co_await behind_.run(std::move(look));
}

asio::awaitable<void> deck_uploads::resume() {
    co_await cleanup_.sweep();
    auto list = [](database& db) { return decks::unfinished(db); };
    auto found = co_await parts_.kept.read(std::move(list));
    if (!found || found->empty()) co_return;
    std::vector<deck_record> with_source, broken_off;
    for (auto& deck : *found) {
        const bool is_broken_off = co_await is_without_source(deck);
        auto& to = is_broken_off ? broken_off : with_source;
        to.push_back(std::move(deck));
    }
    const auto executor = co_await asio::this_coro::executor;
    const auto ended = [](const std::exception_ptr& broken) {
        if (broken) log::warn("decks that were interrupted wait for the next start");
    };
    asio::co_spawn(executor, start_all(std::move(with_source)), ended);
    asio::co_spawn(executor, start_or_fail(std::move(broken_off)), ended);
}

/// After a second look. Meanwhile another node may have come from the row to the file, the same
/// file may have been converted for another deck, whose pages serve this one, and somebody who
/// sends the file again completes the deck.
asio::awaitable<void> deck_uploads::start_or_fail(std::vector<deck_record> broken_off) {
    if (broken_off.empty()) co_return;
    const auto executor = co_await asio::this_coro::executor;
    co_await pause(file_after_row);
    std::vector<deck_record> with_source;
    for (auto& deck : broken_off) {
        if (!co_await is_without_source(deck)) {
            with_source.push_back(std::move(deck));
            continue;
        }
        auto why = error{error_code::not_found, "The upload broke off; upload the file again."};
        completion_.begin(std::move(deck), std::move(why), executor);
    }
    co_await start_all(std::move(with_source));
}

/// As the renderer's queue has room: a course with many decks does not hold up the others here
/// either.
asio::awaitable<void> deck_uploads::start_all(std::vector<deck_record> unfinished) {
    const auto executor = co_await asio::this_coro::executor;
    while (!unfinished.empty()) {
        std::vector<deck_record> refused;
        for (const auto& deck : unfinished) {
            if (progress_.has(deck.id)) continue;
            const auto begun = start(deck, executor);
            if (!begun && begun.error().code == error_code::unavailable) co_return;
            if (!begun && begun.error().code == error_code::busy) refused.push_back(deck);
        }
        unfinished = std::move(refused);
        if (!unfinished.empty()) co_await pause(std::chrono::seconds(1));
    }
}

}  // namespace aula
