#include <filesystem>
#include <optional>

#include "api/call.hpp"
#include "api/resources.hpp"
#include "decks/deck_shelf.hpp"
#include "decks/page_fetcher.hpp"
#include "store/decks.hpp"
#include "store/store.hpp"

namespace aula::resources {
namespace {

namespace fs = std::filesystem;

/// Only a plain no counts: while the database is away, what was shown before is shown on.
boost::asio::awaitable<bool> is_removed(call& c, std::string hash) {
    auto count = [hash = std::move(hash)](database& db) {
        return decks::count_with_hash(db, hash);
    };
    const auto sharing = co_await c.parts.kept.read(std::move(count));
    co_return sharing && *sharing == 0;
}

/// A copy outlives its deck when that is removed at another node, so the database is asked, before
/// a copy is shown first and now and then.
boost::asio::awaitable<fs::path> find_copy(call& c, page_fetcher::page wanted) {
    auto& cache = c.parts.copies->cache();
    auto copy = cache.find(wanted.hash, wanted.name);
    if (!copy) {
        auto file = co_await c.parts.copies->fetch(wanted);
        copy = cache.find(wanted.hash, wanted.name);
        if (!copy) co_return file;
    }
    if (!copy->is_due) co_return copy->file;
    const bool is_gone = co_await is_removed(c, wanted.hash);
    if (!is_gone) co_return copy->file;
    cache.forget(wanted.hash);
    co_return fs::path{};
}

/// Empty when there is none.
boost::asio::awaitable<fs::path> find_page(call& c, std::string name) {
    page_fetcher::page wanted{.hash = std::string(c.capture("hash")), .name = std::move(name)};
    auto shelved = c.parts.shelf.page_file(wanted.hash, wanted.name);
    if (!shelved) co_return fs::path{};
    wanted.file = *std::move(shelved);
    if (c.parts.copies != nullptr) {
        auto copy = co_await find_copy(c, std::move(wanted));
        co_return copy;
    }
    std::error_code ignored;
    if (!fs::is_regular_file(wanted.file, ignored)) co_return fs::path{};
    co_return wanted.file;
}

/// A page never changes, because another file has another hash.
answer page(call& c, std::string name, std::string_view content_type) {
    auto file = co_await find_page(c, std::move(name));
    if (file.empty()) co_return refuse(not_found());
    http_response out;
    out.headers = {
        {"content-type", std::string(content_type)},
        {"cache-control", "public, max-age=31536000, immutable"},
    };
    out.file = std::move(file);
    co_return out;
}

}  // namespace

answer deck_picture(call& c) {
    auto name = std::string(c.capture("page")) + "-" + std::string(c.capture("width")) + ".webp";
    auto found = co_await page(c, std::move(name), "image/webp");
    co_return found;
}

answer deck_text(call& c) {
    auto name = std::string(c.capture("page")) + ".txt";
    auto found = co_await page(c, std::move(name), "text/plain; charset=utf-8");
    co_return found;
}

}  // namespace aula::resources
