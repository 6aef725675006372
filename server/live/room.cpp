#include "live/room.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/log.hpp"
#include "domain/decide.hpp"
#include "domain/fold.hpp"
#include "domain/view.hpp"
#include "generated/codec.hpp"
#include "store/event_log.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

constexpr auto both_classes = {viewer_class::attendees, viewer_class::staff};

refusal refusal_for(const error& failed) {
    return failed.code == error_code::storage_full ? refusal::storage_full : refusal::busy;
}

/// Saved, or refused by the rules: it need not be said again.
bool is_settled(const result<command_answer>& said) {
    if (!said) return false;
    const auto* why = std::get_if<refusal>(&*said);
    return why == nullptr || (*why != refusal::busy && *why != refusal::storage_full);
}

}  // namespace

room::room(
    session_id where, store& saved, const live_settings& settings, room_hooks hooks,
    live_metrics& counts
)
    : where_(where),
      store_(saved),
      settings_(settings),
      hooks_(std::move(hooks)),
      counts_(counts),
      decided_(where),
      shown_(where),
      recent_{recent_frames(settings.recent_bytes), recent_frames(settings.recent_bytes)} {}

primer room::attach(std::size_t shard) {
    if (std::ranges::find(audiences_, shard) == audiences_.end()) audiences_.push_back(shard);
    primer start;
    start.recent.shown = shown_seq_;
    for (const auto which : both_classes) {
        const auto& recent = recent_[slot_of(which)];
        recent.append_to(start.recent.runs[slot_of(which)]);
        start.bases[slot_of(which)] = recent.base();
    }
    start.head_count = head_count_;
    return start;
}

void room::detach(std::size_t shard) {
    std::erase(audiences_, shard);
    used_at_ = hooks_.now();
}

std::pair<seq_number, shared_frame> room::welcome(viewer_class which) {
    auto& kept = welcomes_[slot_of(which)];
    if (!kept) {
        std::string payload, frame;
        encode(payload, aula::welcome{.seq = shown_seq_, .view = view(shown_, sees_as(which))});
        append_text_frame(frame, payload);
        kept = std::make_shared<const std::string>(std::move(frame));
    }
    return {shown_seq_, kept};
}

void room::arrive(const viewer& who, connection_key which) {
    recover_presence();
    if (const auto absent = crowd_.take_if_absent(who.who, hooks_.now(), settings_.grace)) {
        note_leave(*absent);
    }
    crowd_.arrive(who.who, which, who.name, who.as);
    used_at_ = hooks_.now();
    if (!is_present(decided_, who.who)) {
        system_command(who.who, join{.name = who.name, .role = who.as});
    }
    correct_viewer(who, which.shard);
}

/// A ticket says what its holder was when it was written. Whoever is something else by now, or was
/// removed, has taken a seat that the news had passed already; and whoever goes on from what they
/// saw in another role lacks something.
void room::correct_viewer(const viewer& who, std::size_t shard) {
    const auto is_so = [&who](const person* known) {
        return known == nullptr || (known->role == who.as && !known->is_removed);
    };
    const auto* known = shown_.people.find(who.who);
    const auto* next = decided_.people.find(who.who);
    auto news = std::make_shared<publication>();
    news->shown = shown_seq_;
    if (is_so(known) || is_so(next)) {  // or will be shown to be
        if (next == nullptr || !who.since || *who.since >= next->role_since) return;
        news->anew.push_back(who.who);
    } else if (known->is_removed) {
        news->removed.push_back(who.who);
    } else {
        news->changed_roles.emplace_back(who.who, known->role);
    }
    hooks_.publish(shard, std::move(news));
}

void room::depart(participant_id who, connection_key which, timestamp last_seen, leave_reason why) {
    crowd_.depart(who, which, last_seen, why);
    used_at_ = hooks_.now();
}

void room::submit(participant_id from, request_frame asked, answer_to answer) {
    if (const auto before = answered(decided_, from, asked.key)) {
        return enqueue({std::move(answer), *before, nullptr});
    }
    recover_presence();
    const actor by{
        .id = from, .as = role_of(decided_, from), .at = next_instant(), .is_system = false
    };
    rule(by, asked.what, std::move(asked.key), std::move(answer));
}

void room::act(command what, answer_to answer) {
    if (const auto* gone = std::get_if<remove_participant>(&what)) {
        // Who had left before is credited until then, and not until the removal.
        const auto absent = crowd_.take_if_absent(gone->who, hooks_.now(), milliseconds{0});
        if (absent) note_leave(*absent);
    }
    // Noted before it is saved: should that fail, `reconcile` says it again.
    if (const auto* change = std::get_if<change_role>(&what)) {
        crowd_.change_role(change->who, change->role);
    }
    recover_presence();
    const actor by{.id = {}, .as = role::organizer, .at = next_instant(), .is_system = true};
    rule(by, what, {}, std::move(answer));
}

/// The system states what it has seen of somebody; "no change" is a fine answer.
void room::system_command(participant_id about, const command& what, answer_to answer) {
    recover_presence();
    const actor by{.id = about, .as = role::organizer, .at = next_instant(), .is_system = true};
    rule(by, what, {}, std::move(answer));
}

void room::rule(const actor& by, const command& what, std::string key, answer_to answer) {
    if (outcomes_.size() >= settings_.outcomes_max) {
        must_reconcile_ = true;
        return answer(command_answer{refusal::busy});
    }
    counts_.asked(what);
    const auto ruled = decide(decided_, by, what);
    if (!ruled) return enqueue({std::move(answer), ruled.refused(), nullptr});
    auto happened = std::make_shared<logged_event>(logged_event{
        .seq = ++last_seq_, .at = by.at, .by = by.id, .key = std::move(key), .what = *ruled
    });
    fold(decided_, *happened);
    enqueue({std::move(answer), happened->seq, std::move(happened)});
}

void room::enqueue(outcome out) {
    // Even a refusal waits: it may rest on what is not saved yet.
    outcomes_.push_back(std::move(out));
    save_soon();
}

void room::when_saved(std::function<void()> done) {
    if (!is_saving_ && outcomes_.empty()) return done();
    auto answer = [done = std::move(done)](const result<command_answer>&) { done(); };
    enqueue({std::move(answer), refusal::no_change, nullptr});
}

/// At the end of the turn: what one turn of the loop has read is committed, and shown, together.
/// Without that the first command of a burst would go alone and the others wait for its commit.
void room::save_soon() {
    if (is_saving_ || std::exchange(is_save_planned_, true)) return;
    hooks_.post([self = shared_from_this()] {
        self->is_save_planned_ = false;
        self->save_next();
    });
}

void room::save_next() {
    if (is_saving_ || outcomes_.empty()) return;
    auto taken = std::make_shared<batch>(std::exchange(outcomes_, {}));
    std::vector<logged_event> events;
    for (const auto& out : *taken) {
        if (out.happened) events.push_back(*out.happened);
    }
    if (events.empty()) return settle(std::move(*taken), {});
    is_saving_ = true;
    being_saved_ = taken->size();
    store_.write_then(
        [where = where_, events = std::move(events)](database& db) {
            return event_log::append(db, where, events);
        },
        [self = shared_from_this(), taken, sent = steady_clock::now()](result<void> committed) {
            self->hooks_.post([self, taken, sent, committed = std::move(committed)] {
                self->counts_.save_seconds.observe(steady_clock::now() - sent);
                self->is_saving_ = false;
                self->being_saved_ = 0;
                self->settle(std::move(*taken), committed);
                self->save_next();
            });
        }
    );
}

void room::settle(batch saved, const result<void>& committed) {
    if (committed) return show(saved);
    complain_of(committed.error());
    // Everything that was decided since rests on what was not saved: none of it has happened.
    auto later = std::exchange(outcomes_, {});
    decided_ = shown_;
    last_seq_ = shown_seq_;
    must_reconcile_ = true;
    give_up(std::move(saved), refusal_for(committed.error()));
    give_up(std::move(later), refusal_for(committed.error()));
    if (committed.error().code == error_code::conflict) catch_up();
}

/// A session that was deleted while people were in it is no failure: its room is about to go.
void room::complain_of(const error& failed) const {
    if (failed.code == error_code::not_found) return;
    log::error("saving failed", {{"session", where_.text()}, {"detail", failed.detail}});
}

void room::give_up(batch failed, refusal why) {
    for (auto& out : failed) {
        const auto* seq = std::get_if<seq_number>(&out.ruled);
        // Its own event is not saved, whatever has been shown with that number meanwhile.
        const bool is_saved_already = seq != nullptr && !out.happened && *seq <= shown_seq_;
        out.answer(is_saved_already ? out.ruled : command_answer{why});
    }
}

void room::show(const batch& saved) {
    auto shown = std::make_shared<publication>();
    bool is_new = false;
    for (const auto& out : saved) {
        if (!out.happened) continue;
        is_new = true;
        counts_.events_shown.add();
        fold(shown_, *out.happened);
        shown_seq_ = out.happened->seq;
        encode_for_viewers(*out.happened, *shown);
        note_for_audiences(*shown, out.happened->what);
    }
    if (is_new) {
        shown->shown = shown_seq_;
        welcomes_ = {};
        for (const auto shard : audiences_) hooks_.publish(shard, shown);
    }
    for (const auto& out : saved) out.answer(out.ruled);
}

/// What the audiences have to know besides the frames.
void room::note_for_audiences(publication& out, const event& what) const {
    if (const auto* changed = std::get_if<role_changed>(&what)) {
        out.changed_roles.emplace_back(changed->who, changed->role);
    } else if (const auto* removed = std::get_if<participant_removed>(&what)) {
        out.removed.push_back(removed->who);
    } else if (const auto* came = std::get_if<participant_joined>(&what)) {
        // What counts is the role in the log, whatever the tickets of the one and the other tab
        // say.
        if (crowd_.is_mixed(came->who)) out.changed_roles.emplace_back(came->who, came->role);
    }
}

void room::encode_for_viewers(const logged_event& happened, publication& out) {
    const auto seen_by = sees(happened.what);
    if (seen_by == audience_class::nobody) return;
    std::string payload;
    seq_number encoded_prev = 0;
    for (const auto which : both_classes) {
        if (which == viewer_class::attendees && seen_by == audience_class::staff) continue;
        auto& recent = recent_[slot_of(which)];
        if (payload.empty() || encoded_prev != recent.last()) {
            payload.clear();
            encoded_prev = recent.last();
            encode(payload, happened, encoded_prev);
        }
        out.runs[slot_of(which)].add(payload, happened.seq);
        recent.add(payload, happened.seq);
    }
}

void room::tick() {
    const auto now = hooks_.now();
    for (const auto& gone : crowd_.take_absent(now, settings_.grace)) {
        note_leave(gone);
    }
    if (std::exchange(must_reconcile_, false)) reconcile();
    if (!crowd_.is_empty() && now - checkpointed_at_ >= settings_.checkpoint) checkpoint([] {});
    count_heads(now);
}

/// Of two absences that could not be saved the first one counts: it ends the presence in the log.
void room::note_leave(const crowd::absence& gone) {
    say_leave(unsaved_absences_.try_emplace(gone.who, gone).first->second);
}

void room::say_leave(const crowd::absence& gone) {
    const leave left{.who = gone.who, .last_seen = gone.last_seen, .reason = gone.why};
    system_command(gone.who, left, [this, who = gone.who](const result<command_answer>& said) {
        if (is_settled(said)) unsaved_absences_.erase(who);
    });
}

/// Whoever was present when the server last stopped is credited up to the last checkpoint. Before
/// anything else is written: what somebody says now must not prove that they were here since then.
void room::recover_presence() {
    if (is_recovered_ || std::exchange(is_recovering_, true)) return;
    system_command({}, recover{}, [this](const result<command_answer>& said) {
        is_recovering_ = false;
        is_recovered_ = is_settled(said);
    });
}

void room::checkpoint(std::function<void()> done) {
    checkpointed_at_ = hooks_.now();
    act(aula::checkpoint{}, [this, done = std::move(done)](const result<command_answer>& said) {
        if (!is_settled(said)) checkpointed_at_ = {};  // at the next tick again
        done();
    });
}

/// After something could not be saved: says again what is not in the log, in the order in which it
/// happened, and what everybody is.
void room::reconcile() {
    recover_presence();
    const auto absences = unsaved_absences_;
    for (const auto& [who, gone] : absences) say_leave(gone);
    for (const auto& [who, person] : crowd_.people()) {
        if (!is_present(decided_, who)) {
            system_command(who, join{.name = person.name, .role = person.as});
        } else if (role_of(decided_, who) != person.as) {
            system_command({}, change_role{.who = who, .role = person.as});
        }
    }
}

void room::count_heads(timestamp now) {
    const auto present_now = present();
    const bool is_changed = counted_ != present_now;
    const auto wait = is_changed ? settings_.head_count : settings_.heartbeat;
    if (audiences_.empty() || (head_count_ && now - counted_at_ < wait)) return;
    counted_ = present_now;
    counted_at_ = now;
    std::string payload, frame;
    encode(payload, head_count{.present = static_cast<int>(counted_)});
    append_text_frame(frame, payload);
    head_count_ = std::make_shared<const std::string>(std::move(frame));
    for (const auto shard : audiences_) hooks_.publish_head_count(shard, head_count_);
}

bool room::is_idle(timestamp now) const {
    return audiences_.empty() && crowd_.is_empty() && outcomes_.empty() && !is_saving_ &&
           now - used_at_ >= settings_.room_idle;
}

timestamp room::next_instant() {
    return not_before(decided_, hooks_.now());
}

}  // namespace aula
