#include "live/audience.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/ensure.hpp"
#include "generated/codec.hpp"

namespace aula {
namespace {

void append_run(ring& to, const frame_run& run) {
    std::size_t begin = 0;
    for (const auto& mark : run.marks) {
        to.append(std::string_view(run.bytes).substr(begin, mark.end - begin), mark.seq);
        begin = mark.end;
    }
}

/// When somebody who comes in is pinged first: as many different times as people, or all pings, and
/// all answers, would come together after a restart (the golden ratio spreads any number).
milliseconds spread(std::size_t index, milliseconds over) {
    constexpr double golden = 0.6180339887498949;
    const double turns = static_cast<double>(index) * golden;
    const double part = turns - std::floor(turns);
    return milliseconds(static_cast<milliseconds::rep>(part * static_cast<double>(over.count())));
}

constexpr std::chrono::milliseconds signal_patience{500};

}  // namespace

audience::audience(
    session_id where, const live_settings& settings, audience_hooks hooks, live_metrics& counts
)
    : where_(where),
      settings_(settings),
      hooks_(std::move(hooks)),
      counts_(counts),
      rings_{ring(settings.ring_bytes), ring(settings.ring_bytes)},
      ping_(std::make_shared<const std::string>(ping_frame("aula"))),
      media_(counts) {}

void audience::prime(const primer& start) {
    for (const auto which : {viewer_class::attendees, viewer_class::staff}) {
        ring_of(which).start_after(start.bases[slot_of(which)]);
        append_run(ring_of(which), start.recent.runs[slot_of(which)]);
    }
    shown_ = start.recent.shown;
    for (std::size_t slot = 0; slot < signal_kinds; ++slot) {
        if (start.signals[slot]) signals_.set(slot, start.signals[slot]);
    }
    is_primed_ = true;
    for (std::size_t index = 0; index < seats_.size(); ++index) admit(index);
}

void audience::append(const publication& shown) {
    if (!is_primed_) return;  // what is still on its way in the primer
    shown_ = shown.shown;
    bool is_new = false;
    for (const auto which : {viewer_class::attendees, viewer_class::staff}) {
        const auto& run = shown.runs[slot_of(which)];
        append_run(ring_of(which), run);
        is_new = is_new || !run.marks.empty();
    }
    for (const auto seq : shown.taken_back) take_back(seq);
    for (const auto& [who, as] : shown.changed_roles) change_role(who, as);
    for (const auto who : shown.anew) begin_anew(who);
    if (is_new) wake();
    admit_those_ahead();
    for (const auto who : shown.removed) {
        for (std::size_t index = 0; index < seats_.size(); ++index) {
            if (facts_[index].who.who == who) seats_[index].to->close(close_code::removed);
        }
    }
}

void audience::signal(std::size_t slot, shared_frame frame) {
    if (!is_primed_) return;
    signals_.set(slot, std::move(frame));
    if (!std::exchange(is_signal_due_, true)) signal_at_ = hooks_.now();
}

void audience::media(std::string_view frame) {
    if (media_.size() == 0) return;
    const auto now = hooks_.now();
    media_.append(frame, now);
    start_media_round(now);
}

bool audience::join(sink& to, viewer who) {
    if (seats_.size() >= settings_.participants_max) return false;
    to.seat = static_cast<std::uint32_t>(seats_.size());
    const auto now = hooks_.now();
    seats_.push_back({.to = &to, .which = class_of(who.as)});
    facts_.push_back({std::move(who), now, now + spread(seats_.size(), settings_.ping)});
    // A round that is going may pass by the new seat: it must not lack a step for the last one.
    if (to_visit_ > 0) ++to_visit_;
    if (is_primed_) admit(seats_.size() - 1);
    return true;
}

void audience::leave(sink& to) {
    const std::size_t index = to.seat;
    ensure(index < seats_.size() && seats_[index].to == &to, "a sink knows its seat");
    media_.leave(to);
    to.seat = sink::no_seat;
    const auto last = seats_.size() - 1;
    if (index != last) {
        seats_[index] = seats_[last];
        facts_[index] = std::move(facts_[last]);
        seats_[index].to->seat = static_cast<std::uint32_t>(index);
    }
    seats_.pop_back();
    facts_.pop_back();
    to_visit_ = std::min(to_visit_, seats_.size());
    if (index != last && to_visit_ > 0) flush(index);  // the moved one may have been behind us
}

void audience::admit(std::size_t index) {
    auto& seat = seats_[index];
    if (must_wait(index)) return;
    const auto since = facts_[index].who.since;
    auto& frames = ring_of(seat.which);
    if (since && *since <= shown_ && frames.can_resume(*since)) {
        seat.state = seat_state::seated;
        seat.cursor = frames.resume_at(*since);
        return greet(index, {accepted_frame(index, true, shown_), nullptr});
    }
    auto& cached = welcomes_[slot_of(seat.which)];
    if (cached.frame && cached.at == frames.end()) return give_welcome(index);
    seat.state = seat_state::awaiting_welcome;
    if (cached.is_asked) return;
    cached.is_asked = true;
    hooks_.ask_welcome(seat.which);
}

/// Nobody is taken back to what they have seen already.
bool audience::must_wait(std::size_t index) {
    auto& facts = facts_[index];
    if (!hooks_.ask_rest || facts.who.since.value_or(0) <= shown_) return false;
    const auto now = hooks_.now();
    if (facts.ahead_until == timestamp{}) facts.ahead_until = now + ahead_max;
    if (now >= facts.ahead_until) return false;
    seats_[index].state = seat_state::ahead;
    is_one_ahead_ = true;
    hooks_.ask_rest();
    return true;
}

void audience::admit_those_ahead() {
    if (!std::exchange(is_one_ahead_, false)) return;
    for (std::size_t index = 0; index < seats_.size(); ++index) {
        if (seats_[index].state != seat_state::ahead) continue;
        is_one_ahead_ = true;
        if (facts_[index].who.since.value_or(0) <= shown_) admit(index);
    }
}

void audience::welcome(viewer_class which, seq_number seq, shared_frame frame) {
    if (!is_primed_) return;
    // The room's posts keep their order: everything up to `seq` is in the ring and nothing after
    // it.
    welcomes_[slot_of(which)] = {std::move(frame), seq, ring_of(which).end(), false};
    for (std::size_t index = 0; index < seats_.size(); ++index) {
        const auto& seat = seats_[index];
        if (seat.which == which && seat.state == seat_state::awaiting_welcome) give_welcome(index);
    }
}

void audience::give_welcome(std::size_t index) {
    auto& seat = seats_[index];
    const auto& cached = welcomes_[slot_of(seat.which)];
    seat.state = seat_state::seated;
    seat.cursor = ring_of(seat.which).end();
    seat.signals_seen = 0;
    greet(index, {accepted_frame(index, false, cached.seq), cached.frame});
}

shared_frame audience::accepted_frame(std::size_t index, bool is_resumed, seq_number seq) const {
    const auto& who = facts_[index].who;
    (is_resumed ? counts_.resumed : counts_.welcomed).add();
    accepted said;
    said.you = {.id = who.who, .name = who.name, .role = who.as};
    said.session = where_;
    said.resumed = is_resumed;
    said.seq = seq;
    said.server_time = hooks_.now();
    said.ping_every_ms = settings_.ping;
    said.grace_ms = settings_.grace;
    said.silence_ms = settings_.silence;
    std::string payload, frame;
    encode(payload, said);
    append_text_frame(frame, payload);
    return std::make_shared<const std::string>(std::move(frame));
}

/// Moves a person's seats to the ring of their new role; they start there from a fresh welcome.
void audience::change_role(participant_id who, role as) {
    for (std::size_t index = 0; index < seats_.size(); ++index) {
        auto& facts = facts_[index].who;
        if (facts.who != who || facts.as == as) continue;
        facts.as = as;
        facts.since.reset();
        seats_[index].which = class_of(as);
        if (seats_[index].state != seat_state::arriving) admit(index);
    }
}

void audience::begin_anew(participant_id who) {
    for (std::size_t index = 0; index < seats_.size(); ++index) {
        auto& facts = facts_[index].who;
        if (facts.who != who || seats_[index].state != seat_state::seated) continue;
        facts.since.reset();
        admit(index);
    }
}

/// What has not gone out goes out without the words. A socket that is blocked may keep some of them
/// in a frame that was started, which nobody can change any more: that connection ends.
void audience::take_back(seq_number seq) {
    std::array<std::optional<ring::place>, viewer_classes> places;
    for (const auto which : {viewer_class::attendees, viewer_class::staff}) {
        auto& frames = ring_of(which);
        const auto place = places[slot_of(which)] = frames.find(seq);
        if (place) take_words_back(payload_of(frames.at(*place)));
    }
    for (std::size_t index = 0; index < seats_.size(); ++index) {
        const auto& place = places[slot_of(seats_[index].which)];
        if (may_hold(index, place)) seats_[index].to->drop(close_code::lagging);
    }
}

/// Whether a seat's socket may keep bytes of that frame, or of a welcome with the same words.
/// Without a frame: it was forgotten, with everything before the ring's first byte.
bool audience::may_hold(std::size_t index, const std::optional<ring::place>& frame) const {
    const auto& seat = seats_[index];
    if (!seat.to->is_blocked()) return false;
    if (facts_[index].is_welcome_waiting) return true;
    const auto waiting = seat.to->waiting();
    if (seat.state != seat_state::seated) return waiting > 0;  // the cursor is another ring's
    const auto held = frame.value_or(ring::place{0, ring_of(seat.which).begin()});
    const auto first_waiting = seat.cursor - std::min<ring_position>(seat.cursor, waiting);
    return first_waiting < held.end && held.begin < seat.cursor && waiting > 0;
}

void audience::heard(sink& to, timestamp now) {
    facts_[to.seat].last_heard = now;
}

timestamp audience::last_heard(const sink& to) const {
    return facts_[to.seat].last_heard;
}

/// Ticks that come much too late mean that the process slept, or its machine: everybody was silent
/// to us, and has the whole time once more to prove that they are there. Their credit still ends at
/// the last proof.
void audience::tick(timestamp now) {
    const bool is_first = ticked_at_ == timestamp{};
    if (!is_first && now - ticked_at_ >= settings_.silence / 4) awake_since_ = now;
    ticked_at_ = now;
    for (std::size_t index = 0; index < seats_.size(); ++index) watch(index, now);
    // In a busy room it has gone out with a broadcast by now; in a quiet one somebody has to start.
    if (is_signal_due_ && now - signal_at_ >= signal_patience) wake();
    start_media_round(now);
}

/// One seat's time-outs: a stalled socket, a silent peer, the next ping.
void audience::watch(std::size_t index, timestamp now) {
    auto& facts = facts_[index];
    sink& to = *seats_[index].to;
    if (seats_[index].state == seat_state::ahead) admit(index);  // asks again, or too late
    if (!to.is_blocked()) {
        facts.blocked_since = {};
    } else if (facts.blocked_since == timestamp{}) {
        facts.blocked_since = now;
    } else if (now - std::max(facts.blocked_since, awake_since_) >= settings_.write_stall) {
        return to.close(close_code::lagging);
    }
    const auto silent_since = std::max(facts.last_heard, awake_since_);
    if (now - silent_since >= settings_.silence && !to.has_unread()) {
        return to.close(close_code::silent);
    }
    ping_if_due(index, now);
}

/// A ping that is nearly due waits for a broadcast to go with; one that is due goes now.
void audience::ping_if_due(std::size_t index, timestamp now) {
    const auto ping_at = facts_[index].ping_at;
    if (now < ping_at - settings_.ping / 4) return;
    seats_[index].is_ping_due = true;
    if (now >= ping_at) flush(index);
}

/// The next one comes at the same beat, however early this one was, so that the beats stay apart.
void audience::pinged(std::size_t index) {
    seats_[index].is_ping_due = false;
    auto& ping_at = facts_[index].ping_at;
    ping_at += settings_.ping;
    if (ping_at <= hooks_.now()) ping_at = hooks_.now() + settings_.ping;
}

void audience::close_all(close_code why) {
    for (const auto& seat : seats_) seat.to->close(why);
}

}  // namespace aula
