#include "decks/page_fetcher.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <optional>
#include <utility>

#include "base/descriptor.hpp"
#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "base/units.hpp"

namespace aula {
namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace {

std::error_code last_error() {
    return {errno, std::generic_category()};
}

std::error_code read_file(const fs::path& from, std::string& into) {
    const descriptor file(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return last_error();
    std::array<char, 1 << 16> part{};
    for (;;) {
        const auto got = ::read(file.get(), part.data(), part.size());
        if (got == 0) return {};
        if (got < 0 && errno != EINTR) return last_error();
        if (got > 0) into.append(part.data(), static_cast<std::size_t>(got));
    }
}

}  // namespace

/// One request that waits. Its timer is used on its own shard only; what is brought is posted
/// there.
struct page_fetcher::waiter {
    explicit waiter(const asio::any_io_executor& on) : timer(on) {}

    static void wake(std::shared_ptr<waiter> who, fs::path brought) {
        const auto where = who->timer.get_executor();
        auto answer = [who = std::move(who), brought = std::move(brought)] {
            who->brought = brought;
            who->timer.cancel();
        };
        asio::post(where, std::move(answer));
    }

    asio::steady_timer timer;
    std::optional<fs::path> brought;
};

page_fetcher::page_fetcher(page_cache& into, fs::path shelf, std::chrono::milliseconds patience)
    : cache_(into), shelf_(std::move(shelf)), patience_(patience) {}

asio::awaitable<fs::path> page_fetcher::fetch(page wanted) {
    const auto executor = co_await asio::this_coro::executor;
    const auto me = std::make_shared<waiter>(executor);
    me->timer.expires_after(patience_);
    if (!join(wanted, me)) co_return fs::path{};
    boost::system::error_code cancelled;
    co_await me->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    if (me->brought) co_return *me->brought;
    note_away("no answer within " + duration_text(patience_));
    co_return fs::path{};
}

/// Whether it is worth waiting: not for a page that keeps others waiting for too long already, nor
/// behind too many.
bool page_fetcher::join(const page& wanted, const std::shared_ptr<waiter>& who) {
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(guard_);
    if (const auto at = flights_.find(wanted.file); at != flights_.end()) {
        if (now - at->second.begun >= patience_) return false;
        at->second.waiting.push_back(who);
        return true;
    }
    if (flights_.size() >= pages_max) return false;
    const needed_memory whole;  // a flight in the table lands
    flights_[wanted.file] = {now, {who}};
    threads_.post([this, wanted] { land(wanted); });
    return true;
}

void page_fetcher::land(const page& wanted) {
    const needed_memory whole;
    const auto brought = bring(wanted);
    std::vector<std::shared_ptr<waiter>> waiting;
    {
        const std::lock_guard lock(guard_);
        waiting = std::move(flights_.extract(wanted.file).mapped().waiting);
    }
    for (auto& each : waiting) waiter::wake(std::move(each), brought);
}

fs::path page_fetcher::bring(const page& wanted) {
    std::string bytes;
    if (const auto failed = read_file(wanted.file, bytes)) {
        note_unread(failed);
        return {};
    }
    note_back();
    const auto kept = cache_.keep(wanted.hash, wanted.name, bytes);
    if (kept) return *kept;
    if (uncopied_.is_due()) {
        log::warn("a page of a deck is not copied to this node", {{"why", kept.error().detail}});
    }
    return wanted.file;
}

/// A page that is not there is no failure, unless nothing is there at all.
void page_fetcher::note_unread(const std::error_code& why) {
    std::error_code unknown;
    const bool is_missing =
        why == std::errc::no_such_file_or_directory && fs::is_directory(shelf_, unknown);
    if (is_missing) return note_back();
    note_away(why.message());
}

void page_fetcher::note_away(const std::string& why) {
    if (is_away_.exchange(true)) return;
    log::warn(
        "the decks' folder cannot be read; pages that are not copied here stay blank",
        {{"folder", shelf_.string()}, {"why", why}}
    );
}

void page_fetcher::note_back() {
    if (!is_away_.exchange(false)) return;
    log::info("the decks' folder can be read again", {{"folder", shelf_.string()}});
}

}  // namespace aula
