#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "live/owned_room.hpp"
#include "store/event_log.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t missed_events = 4096;

std::optional<fence> fence_of(const std::optional<tenure>& by) {
    return by ? std::optional(by->with) : std::nullopt;
}

refusal refusal_for(const error& failed) {
    return failed.code == error_code::storage_full ? refusal::storage_full : refusal::busy;
}

}  // namespace

/// At the end of the turn: what one turn of the loop has read is committed, and shown, together.
/// Without that the first command of a burst would go alone and the others wait for its commit.
void owned_room::save_soon() {
    if (is_saving_ || std::exchange(is_save_planned_, true)) return;
    hooks_.post([self = self()] {
        self->is_save_planned_ = false;
        self->save_next();
    });
}

void owned_room::save_next() {
    if (is_retired_ || is_saving_ || outcomes_.empty()) return;
    auto taken = std::make_shared<batch>(std::exchange(outcomes_, {}));
    std::vector<logged_event> events;
    for (const auto& out : *taken) {
        if (out.happened) events.push_back(*out.happened);
    }
    if (events.empty()) return settle(std::move(*taken), {});
    is_saving_ = true;
    being_saved_ = taken->size();
    store_.write_then(
        [where = where_, events = std::move(events), with = fence_of(tenure_)](database& db) {
            return event_log::append(db, where, events, with);
        },
        [self = self(), taken, sent = steady_clock::now()](result<void> committed) {
            self->hooks_.post([self, taken, sent, committed = std::move(committed)] {
                self->counts_.save_seconds.observe(steady_clock::now() - sent);
                if (self->is_retired_) return self->answer_late(std::move(*taken), committed);
                self->is_saving_ = false;
                self->being_saved_ = 0;
                self->settle(std::move(*taken), committed);
                self->save_next();
            });
        }
    );
}

void owned_room::settle(batch saved, const result<void>& committed) {
    if (committed) return show(saved);
    complain_of(committed.error());
    // Everything that was decided since rests on what was not saved: none of it has happened.
    auto later = std::exchange(outcomes_, {});
    fall_back();
    give_up(std::move(saved), refusal_for(committed.error()));
    give_up(std::move(later), refusal_for(committed.error()));
    if (committed.error().code == error_code::conflict) catch_up();
    if (committed.error().code == error_code::fenced) hooks_.nodes->doubt_owner();
}

/// Another object shows it, out of the log.
void owned_room::answer_late(batch saved, const result<void>& committed) {
    for (auto& out : saved) {
        out.answer(committed ? out.ruled : command_answer{refusal::busy});
    }
}

/// Once until it works again: people who are refused come again, by the thousand.
///
/// A session that was deleted while people were in it is no failure: its room is about to go.
void owned_room::complain_of(const error& failed) {
    if (failed.code == error_code::not_found || std::exchange(is_complained_of_, true)) return;
    log::error("saving failed", {{"session", where_.text()}, {"detail", failed.detail}});
}

void owned_room::note_saved() {
    if (!std::exchange(is_complained_of_, false)) return;
    log::info("saving works again", {{"session", where_.text()}});
}

void owned_room::give_up(batch failed, refusal why) {
    for (auto& out : failed) {
        const auto* seq = std::get_if<seq_number>(&out.ruled);
        // Its own event is not saved, whatever has been shown with that number meanwhile.
        const bool is_saved_already = seq != nullptr && !out.happened && *seq <= shown_seq_;
        out.answer(is_saved_already ? out.ruled : command_answer{why});
    }
}

void owned_room::fall_back() {
    decided_ = shown_;
    last_seq_ = shown_seq_;
    must_reconcile_ = true;
}

void owned_room::show(const batch& saved) {
    auto shown = std::make_shared<publication>();
    bool is_new = false;
    for (const auto& out : saved) {
        if (!out.happened) continue;
        is_new = true;
        counts_.events_shown.add();
        add(*shown, *out.happened);
    }
    if (is_new) {
        note_saved();
        publish(std::move(shown));
    }
    if (is_new && !followers_.is_empty()) tell_followers(saved);
    for (const auto& out : saved) out.answer(out.ruled);
}

/// Nothing is saved meanwhile; whoever was refused comes again under the same key.
void owned_room::catch_up() {
    is_saving_ = true;
    store_.read_then(
        [where = where_, from = shown_seq_ + 1](database& db) {
            return event_log::read(db, where, from, missed_events);
        },
        [self = self()](result<std::vector<logged_event>> missed) {
            self->hooks_.post([self, missed = std::move(missed)] {
                self->is_saving_ = false;
                if (self->is_retired_) return;
                self->take_missed(missed);
                self->save_next();
            });
        }
    );
}

void owned_room::take_missed(const result<std::vector<logged_event>>& missed) {
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
    fall_back();
    give_up(std::exchange(outcomes_, {}), refusal::busy);
}

}  // namespace aula
