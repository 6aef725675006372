#include <utility>

#include "base/log.hpp"
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

/// Nothing is saved meanwhile; whoever was refused comes again under the same key.
void room::catch_up() {
    is_saving_ = true;
    store_.read_then(
        [where = where_, from = shown_seq_ + 1](database& db) {
            return event_log::read(db, where, from, page_events);
        },
        [self = shared_from_this()](result<std::vector<logged_event>> missed) {
            self->hooks_.post([self, missed = std::move(missed)] {
                self->is_saving_ = false;
                self->take_missed(missed);
                self->save_next();
            });
        }
    );
}

void room::take_missed(const result<std::vector<logged_event>>& missed) {
    if (!missed || missed->empty()) return;  // the next save is refused again, and asks again
    log::warn(
        "a room has read what its log was ahead",
        {{"session", where_.text()}, {"events", missed->size()}}
    );
    const answer_to nobody = [](const result<command_answer>&) {};
    batch seen;
    for (const auto& happened : *missed) {
        seen.push_back({nobody, happened.seq, std::make_shared<logged_event>(happened)});
    }
    show(seen);
    // What was decided meanwhile rests on a state that lacked this.
    decided_ = shown_;
    last_seq_ = shown_seq_;
    must_reconcile_ = true;
    give_up(std::exchange(outcomes_, {}), refusal::busy);
}

}  // namespace aula
