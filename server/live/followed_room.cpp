#include "live/followed_room.hpp"

#include <algorithm>
#include <utility>

#include "domain/session.hpp"
#include "live/timing.hpp"

namespace aula {

followed_room::followed_room(
    session_id where, store& saved, const live_settings& settings, std::shared_ptr<room_host> host,
    live_metrics& counts
)
    : room(where, saved, settings, std::move(host), counts),
      reporter_(where, hooks_.nodes()->self()) {}

followed_room::followed_room(room&& before, known_people known)
    : room(std::move(before)), known_(std::move(known)), reporter_(where_, hooks_.nodes()->self()) {
    known_.here.keep_local();
    known_.here.forget_absent_if([](participant_id, const crowd::person& one) {
        return one.is_guess;
    });
    known_.here.settle();
    // The new owner presumes that they are there, and is told when they left.
    for (const auto& [who, gone] : std::exchange(known_.unsaved, {})) known_.here.note_absent(gone);
}

void followed_room::loaded() {
    heard_at_ = hooks_.now();
    // No answer to an earlier process of this node may look like one to us.
    last_call_ = static_cast<std::uint64_t>(heard_at_.time_since_epoch().count()) << 16U;
}

void followed_room::owner_is(const lease& owner) {
    owner_ = owner;
    reporter_.begin(hooks_.nodes()->incarnation(), owner.epoch, known_.here);
    report(hooks_.now());
}

void followed_room::retire() {
    is_retired_ = true;
    for (auto& [number, asked] : std::exchange(calls_, {})) {
        asked.answer(command_answer{refusal::busy});
    }
    for (auto& [seq, held] : std::exchange(unshown_, {})) held.answer(held.said);
}

// ---- who is here ----

void followed_room::arrive(const viewer& who, connection_key which, timestamp came) {
    used_at_ = hooks_.now();
    known_.here.end_stay(who.who, came, settings_.grace);
    known_.here.arrive(who.who, which, who.name, who.as, came);
    reporter_.changed(who.who);
    correct_viewer(who, which.shard);
}

void followed_room::depart(
    participant_id who, connection_key which, timestamp last_seen, leave_reason why
) {
    known_.here.depart(who, which, last_seen, why);
    reporter_.changed(who);
    used_at_ = hooks_.now();
}

void followed_room::report(timestamp now) {
    if (owner_.owner.empty()) return;
    while (const auto said = reporter_.next(known_.here, now)) {
        if (hooks_.nodes()->tell(owner_.owner, *said)) continue;
        return reporter_.failed(known_.here);
    }
}

void followed_room::take(const report_heard& said, timestamp said_at) {
    heard_owner(said_at);
    reporter_.heard(said, known_.here);
    if (said.epoch != owner_.epoch) return;
    for (const auto who : said.elsewhere) known_.here.forget_absent(who);
}

// ---- what the owner is asked ----

void followed_room::submit(participant_id from, request_frame asked, answer_to answer) {
    report(hooks_.now());  // the owner must know of them first
    node_call call;
    call.is = node_call::kind::submit;
    call.who = from;
    call.key = std::move(asked.key);
    call.what = std::move(asked.what);
    ask_owner(std::move(call), std::move(answer));
}

void followed_room::act(command what, answer_to answer) {
    node_call call;
    call.is = node_call::kind::act;
    call.what = std::move(what);
    ask_owner(std::move(call), std::move(answer));
}

void followed_room::when_saved(std::function<void()> done) {
    ask_owner({}, [done = std::move(done)](const result<command_answer>&) { done(); });
}

void followed_room::ask_owner(node_call what, answer_to answer) {
    what.session = where_;
    what.from = hooks_.nodes()->self();
    what.number = ++last_call_;
    const bool has_room = !is_retired_ && calls_.size() < calls_max;
    if (!has_room || !hooks_.nodes()->tell(owner_.owner, what)) {
        return answer(command_answer{refusal::busy});
    }
    calls_.emplace(what.number, call{std::move(answer), hooks_.now() + timing::call_answer_max});
}

void followed_room::take(const node_answer& said, timestamp said_at) {
    auto found = calls_.extract(said.number);
    if (found.empty()) return;  // too late
    auto& asked = found.mapped();
    if (said.seq) {
        heard_owner(said_at);
        end_ = std::max(end_, *said.seq);
        unshown_.emplace(
            *said.seq, unshown_answer{std::move(asked.answer), *said.seq, asked.until}
        );
        return answer_shown();
    }
    if (!said.refused) hooks_.nodes()->doubt_owner();
    asked.answer(command_answer{said.refused.value_or(refusal::busy)});
}

/// In the order of their events.
void followed_room::answer_shown() {
    while (!unshown_.empty() && unshown_.begin()->first <= shown_seq_) {
        auto held = unshown_.extract(unshown_.begin());
        held.mapped().answer(held.mapped().said);
    }
}

void followed_room::give_up_late_ones(timestamp now) {
    std::vector<answer_to> late;
    std::erase_if(calls_, [&](auto& each) {
        if (now < each.second.until) return false;
        late.push_back(std::move(each.second.answer));
        return true;
    });
    for (const auto& answer : late) answer(command_answer{refusal::busy});
    // They are in the log, only not shown here, because the database cannot be read.
    std::vector<unshown_answer> saved;
    std::erase_if(unshown_, [&](auto& each) {
        if (now < each.second.until) return false;
        saved.push_back(std::move(each.second));
        return true;
    });
    for (const auto& held : saved) held.answer(held.said);
}

void followed_room::tick() {
    const auto now = hooks_.now();
    report(now);
    give_up_late_ones(now);
    look_for_missed(now);
    if (reporter_.is_settled()) forget_absent(now);
    const bool is_owner_silent = now - heard_at_ >= timing::owner_silence;
    if (is_owner_silent && now - doubted_at_ >= timing::poll_pause) {
        doubted_at_ = now;
        hooks_.nodes()->doubt_owner();
    }
}

/// Whoever is gone, and known to be, is the owner's business from now on. But the owner may go
/// before it has saved that, and then nobody else knows when they left: as long as the log has them
/// as present it is kept in mind for some time, or until the owner says that they are elsewhere;
/// and as long as that when they are back here.
void followed_room::forget_absent(timestamp now) {
    known_.here.forget_ended(now - settings_.grace - timing::absence_kept);
    known_.here.forget_absent_if([&](participant_id who, const crowd::person& gone) {
        const auto kept =
            is_present(shown_, who) ? settings_.grace + timing::absence_kept : settings_.grace;
        return now - gone.last_seen >= kept;
    });
}

/// The owner does that, wherever people are.
void followed_room::checkpoint(std::function<void()> done) {
    done();
}

bool followed_room::is_idle(timestamp now) const {
    return audiences_.empty() && known_.here.is_empty() && waiting() == 0 &&
           reporter_.is_settled() && now - used_at_ >= settings_.room_idle;
}

}  // namespace aula
