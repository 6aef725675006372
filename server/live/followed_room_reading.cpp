#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "base/occasional.hpp"
#include "live/followed_room.hpp"
#include "live/timing.hpp"
#include "store/event_log.hpp"

namespace aula {
namespace {

constexpr std::size_t unseen_events = 4096;  // at once

}  // namespace

void followed_room::heard_owner(timestamp said_at) {
    heard_at_ = hooks_.now();
    owner_said_at_ = std::max(owner_said_at_, said_at);
}

void followed_room::take(const log_grew& said, timestamp said_at) {
    heard_owner(said_at);
    if (said.events.empty()) return;
    end_ = std::max(end_, said.events.back().seq);
    if (said.events.front().seq > shown_seq_ + 1) return read_missed();
    show(said.events);
}

void followed_room::take(const room_beat& said, timestamp said_at) {
    if (said.epoch < owner_.epoch) return;
    if (said.epoch > owner_.epoch || said.owner != owner_.owner) hooks_.nodes()->doubt_owner();
    heard_owner(said_at);
    end_ = std::max(end_, said.end);
    known_.told = absences_told::from(said.absent, said_at);
    const auto now = hooks_.now();
    if (!audiences_.empty()) signal_heads(said.present, now);
}

void followed_room::show(std::span<const logged_event> events) {
    auto shown = std::make_shared<publication>();
    bool is_new = false;
    for (const auto& happened : events) {
        if (happened.seq != shown_seq_ + 1) continue;  // known already
        is_new = true;
        add(*shown, happened);
    }
    if (is_new) publish(std::move(shown));
    answer_shown();
}

/// What has been heard of and has not come; and, while the owner is silent, whatever there may be.
void followed_room::look_for_missed(timestamp now) {
    if (shown_seq_ >= end_) {
        behind_since_ = {};
        const bool is_owner_silent = now - heard_at_ >= timing::owner_silence;
        const bool is_told = !is_owner_silent && hooks_.nodes()->has_bus();
        if (is_told || now - read_at_ < timing::poll_pause) return;
        static occasional warning;
        if (is_owner_silent && warning.is_due()) {
            log::warn(
                "a room's owner is silent; its log is read instead",
                {{"session", where_.text()}, {"owner", owner_.owner}}
            );
        }
        return read_missed();
    }
    if (behind_since_ == timestamp{}) behind_since_ = now;
    if (now - behind_since_ >= timing::event_delay) read_missed();
}

void followed_room::read_missed() {
    if (is_reading_ || is_retired_) return;
    is_reading_ = true;
    read_at_ = hooks_.now();
    store_.read_then(
        [where = where_, from = shown_seq_ + 1](database& db) {
            return event_log::read(db, where, from, unseen_events);
        },
        [self = self()](result<std::vector<logged_event>> missed) {
            self->hooks_.post([self, missed = std::move(missed)] {
                self->is_reading_ = false;
                if (!self->is_retired_) self->take_missed(missed);
            });
        }
    );
}

void followed_room::take_missed(const result<std::vector<logged_event>>& missed) {
    if (!missed) return;  // at a later tick again
    if (!missed->empty()) end_ = std::max(end_, missed->back().seq);
    show(*missed);
    if (missed->size() == unseen_events) read_missed();
}

}  // namespace aula
