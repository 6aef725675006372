#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "live/log_writer.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t missed_events = 4096;

refusal refusal_for(const error& failed) {
    return failed.code == error_code::storage_full ? refusal::storage_full : refusal::busy;
}

}  // namespace

/// At the end of the turn: what one turn of the loop has read is committed, and shown, together.
/// Without that the first command of a burst would go alone and the others wait for its commit.
void log_writer::save_soon() {
    if (is_saving_ || std::exchange(is_save_planned_, true)) return;
    room_.post([this, room = room_.keep()] {
        is_save_planned_ = false;
        save_next();
    });
}

void log_writer::save_next() {
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
        [where = where_, events = std::move(events), with = fence_](database& db) {
            return event_log::append(db, where, events, with);
        },
        [this, room = room_.keep(), taken, sent = steady_clock::now()](result<void> committed) {
            room_.post([this, room, taken, sent, committed = std::move(committed)] {
                counts_.save_seconds.observe(steady_clock::now() - sent);
                saved(std::move(*taken), committed);
            });
        }
    );
}

void log_writer::saved(batch taken, const result<void>& committed) {
    if (is_retired_) {  // another room shows it, out of the log
        for (auto& out : taken) {
            out.answer(committed ? out.ruled : command_answer{refusal::busy});
        }
        return;
    }
    is_saving_ = false;
    being_saved_ = 0;
    settle(std::move(taken), committed);
    save_next();
}

void log_writer::settle(batch taken, const result<void>& committed) {
    if (committed) return show(taken);
    const auto& failed = committed.error();
    note_failed(failed);
    // Everything that was decided since rests on what was not saved: none of it has happened.
    auto later = std::exchange(outcomes_, {});
    fall_back();
    give_up(std::move(taken), refusal_for(failed));
    give_up(std::move(later), refusal_for(failed));
    if (failed.code == error_code::conflict) catch_up();
    if (failed.code == error_code::fenced) room_.fenced();
}

void log_writer::show(const batch& saved) {
    saved_events events;
    for (const auto& out : saved) {
        if (out.happened) events.push_back(out.happened);
    }
    if (!events.empty()) {
        note_saved();
        counts_.events_shown.add(events.size());
        room_.show(events);
    }
    for (const auto& out : saved) out.answer(out.ruled);
}

void log_writer::give_up(batch failed, refusal why) {
    for (auto& out : failed) {
        const auto* seq = std::get_if<seq_number>(&out.ruled);
        // Its own event is not saved, whatever has been shown with that number meanwhile.
        const bool is_saved_already =
            seq != nullptr && !out.happened && *seq <= room_.shown().last_seq;
        out.answer(is_saved_already ? out.ruled : command_answer{why});
    }
}

void log_writer::fall_back() {
    decided_ = room_.shown();
    room_.not_saved();
}

/// Nothing is saved meanwhile; refused commands come again under the same key.
void log_writer::catch_up() {
    is_saving_ = true;
    store_.read_then(
        [where = where_, from = room_.shown().last_seq + 1](database& db) {
            return event_log::read(db, where, from, missed_events);
        },
        [this, room = room_.keep()](result<std::vector<logged_event>> missed) {
            room_.post([this, room, missed = std::move(missed)] {
                is_saving_ = false;
                if (is_retired_) return;
                take_missed(missed);
                save_next();
            });
        }
    );
}

void log_writer::take_missed(const result<std::vector<logged_event>>& missed) {
    if (!missed || missed->empty()) return;  // the next save is refused again, and asks again
    log::warn(
        "a room has read what its log was ahead",
        {{"session", where_.text()}, {"events", missed->size()}}
    );
    const answer_to nobody = [](const result<command_answer>&) {};
    batch seen;
    for (const auto& happened : *missed) {
        seen.push_back({nobody, happened.seq, std::make_shared<const logged_event>(happened)});
    }
    show(seen);
    // What was decided meanwhile rests on a state that lacked this.
    fall_back();
    give_up(std::exchange(outcomes_, {}), refusal::busy);
}

/// Once until it works again, because people who are refused come again by the thousand.
///
/// A session that was deleted while people were in it is no failure: its room is about to go.
void log_writer::note_failed(const error& failed) {
    if (failed.code == error_code::not_found || std::exchange(is_failing_, true)) return;
    log::error("saving failed", {{"session", where_.text()}, {"detail", failed.detail}});
}

void log_writer::note_saved() {
    if (!std::exchange(is_failing_, false)) return;
    log::info("saving works again", {{"session", where_.text()}});
}

}  // namespace aula
