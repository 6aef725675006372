#include "api/deck_cleanup.hpp"

#include <unordered_set>

#include "base/log.hpp"
#include "decks/deck_renderer.hpp"
#include "decks/page_fetcher.hpp"
#include "store/decks.hpp"
#include "store/store.hpp"

namespace aula {
namespace asio = boost::asio;

namespace {

void log_if_it_stays(const result<void>& removed, std::string_view what) {
    if (removed) return;
    log::warn(
        std::string(what) + " cannot be removed; the next start tries again",
        {{"why", removed.error().detail}}
    );
}

/// What the files are compared with.
struct needs {
    bool is_ours = false;  ///< The database has had decks.
    std::vector<deck_record> unfinished;
    std::unordered_set<std::string> hashes;
};

result<needs> find_needs(database& db) {
    needs found;
    const auto had_any = decks::had_any(db);
    if (!had_any) return had_any.error();
    found.is_ours = *had_any;
    auto unfinished = decks::unfinished(db);
    if (!unfinished) return unfinished.error();
    found.unfinished = *std::move(unfinished);
    auto hashes = decks::hashes(db);
    if (!hashes) return hashes.error();
    found.hashes.insert(hashes->begin(), hashes->end());
    return found;
}

}  // namespace

struct deck_cleanup::files {
    std::vector<deck_id> originals;
    std::vector<std::string> hashes;
};

asio::awaitable<void> deck_cleanup::abandon(deck_id gone) {
    parts_.renderer.cancel(gone);
    auto remove = [&shelf = parts_.shelf, gone] { return shelf.remove_original(gone); };
    const auto removed = co_await behind_.run(std::move(remove));
    log_if_it_stays(removed, "the upload of a deleted deck");
}

/// True as well when the store does not answer.
asio::awaitable<bool> deck_cleanup::is_needed(std::string hash) {
    auto count = [hash = std::move(hash)](database& db) {
        return decks::count_with_hash(db, hash);
    };
    const auto sharing = co_await parts_.kept.read(std::move(count));
    co_return !sharing || *sharing > 0;
}

asio::awaitable<void> deck_cleanup::drop_pages(std::string hash) {
    if (co_await is_needed(hash)) co_return;
    co_await set_aside_and_look_again(std::move(hash));
}

/// The same file may be uploaded again meanwhile, and its rendering may have found these pages: its
/// row was there before, so a second look sees it. A later rendering does not find them.
asio::awaitable<void> deck_cleanup::set_aside_and_look_again(std::string hash) {
    auto set_aside = [&shelf = parts_.shelf, hash] { return shelf.set_aside(hash); };
    const auto aside = co_await behind_.run(std::move(set_aside));
    if (!aside) {
        log_if_it_stays(aside.error(), "the pages of a deleted deck");
        co_return;
    }
    const bool is_back = co_await is_needed(hash);
    auto finish = [&parts = parts_, hash, aside = *aside, is_back]() -> result<void> {
        if (parts.copies != nullptr && !is_back) parts.copies->cache().forget(hash);
        if (aside.empty()) return {};
        return is_back ? parts.shelf.put_back(aside, hash) : parts.shelf.remove_aside(aside);
    };
    const auto finished = co_await behind_.run(std::move(finish));
    log_if_it_stays(finished, "the pages of a deleted deck");
}

asio::awaitable<void> deck_cleanup::sweep() {
    // The files first, then the rows: a file comes after its row, also at another node.
    auto list_files = [&shelf = parts_.shelf] { return files{shelf.originals(), shelf.hashes()}; };
    auto found = co_await behind_.run(std::move(list_files));
    auto find = [](database& db) { return find_needs(db); };
    const auto needed = co_await parts_.kept.read(std::move(find));
    if (!needed || (found.originals.empty() && found.hashes.empty())) co_return;
    if (!needed->is_ours) {
        log::warn(
            "decks of another database are in the folder",
            {{"folder", parts_.shelf.decks().string()},
             {"remedy", "restore the database they belong to, or move them away"}}
        );
        co_return;
    }
    for (const auto& deck : needed->unfinished) std::erase(found.originals, deck.id);
    std::erase_if(found.hashes, [&needed](const std::string& hash) {
        return needed->hashes.contains(hash);
    });
    co_await remove_unneeded(std::move(found));
}

asio::awaitable<void> deck_cleanup::remove_unneeded(files found) {
    for (const auto deck : found.originals) {
        log::info("an upload that no deck needs is removed", {{"deck", deck.text()}});
        co_await abandon(deck);
    }
    for (const auto& hash : found.hashes) {
        log::info("pages that no deck needs are removed", {{"hash", hash}});
        co_await drop_pages(hash);
    }
}

}  // namespace aula
