#include "domain/fold.hpp"
#include "generated/codec.hpp"
#include "live/room.hpp"
#include "store/event_log.hpp"
#include "store/sessions.hpp"

namespace aula {
namespace {

constexpr std::size_t page_events = 4096;

}  // namespace

boost::asio::awaitable<result<void>> room::load() {
    const auto where = where_;
    auto look = [where](database& db) { return sessions::find(db, where); };
    const auto known = co_await store_.read(std::move(look));
    if (!known) co_return known.error();
    for (;;) {
        const auto after = last_seq_;
        auto read = [where, after](database& db) {
            return event_log::read(db, where, after + 1, page_events);
        };
        const auto page = co_await store_.read(std::move(read));
        if (!page) co_return page.error();
        publication ignored;
        for (const auto& happened : *page) {
            fold(decided_, happened);
            encode_for_viewers(happened, ignored);
            last_seq_ = happened.seq;
        }
        if (page->size() < page_events) break;
    }
    shown_ = decided_;
    shown_seq_ = last_seq_;
    used_at_ = checkpointed_at_ = hooks_.now();
    recover_presence();
    co_return result<void>{};
}

}  // namespace aula
