#include "live/session_clock.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "domain/decide.hpp"
#include "domain/due.hpp"
#include "domain/own_end.hpp"
#include "live/timing.hpp"

namespace aula {
namespace {

const answer_to nobody_asked = [](const result<command_answer>&) {};

/// Commands of the server itself for each turn, so that many do not delay everybody's.
constexpr std::size_t due_at_once = 64;

}  // namespace

void session_clock::set(log_writer& log, timestamp now) {
    ahead_ = milliseconds::zero();
    const auto ahead = log.decided().last_at - now;
    if (ahead <= settings_.checkpoint) return;
    const actor server{.id = {}, .as = role::organizer, .at = now, .is_system = true};
    log.rule(server, correct_clock{}, {}, nobody_asked);
    log.rule(server, reopen_session{}, {}, nobody_asked);
    if (log.decided().last_at > now) ahead_ = log.decided().last_at - now;
    log::warn(
        "the log of a session is ahead of the clock",
        {{"session", where_.text()},
         {"ahead_s", std::chrono::duration_cast<seconds>(ahead).count()},
         {"done", is_ahead() ? "its time goes on from where it is" : "its times are corrected"},
         {"remedy", "compare this machine's clock with the right time"}}
    );
    if (!is_ahead()) log.rule(server, resume_session{}, {}, nobody_asked);
}

system_word session_clock::word_for(const room_presence::act& one) const {
    struct {
        const session_clock& clock;
        system_word operator()(const room_presence::recovery&) const { return {{}, recover{}}; }
        system_word operator()(const room_presence::coming& one) const {
            const auto since = one.since ? std::optional(clock.in_log(*one.since)) : std::nullopt;
            return {one.who, join{.name = one.name, .role = one.as, .since = since}};
        }
        system_word operator()(const room_presence::going& one) const {
            const auto last_seen = clock.in_log(one.last_seen);
            return {one.who, leave{.who = one.who, .last_seen = last_seen, .reason = one.why}};
        }
        system_word operator()(const room_presence::role_change& one) const {
            return {{}, change_role{.who = one.who, .role = one.as}};
        }
    } word{*this};
    return std::visit(word, one);
}

std::optional<command> session_clock::resume(const session& log, timestamp now) {
    const auto at = next(log, now);
    const bool is_staff_lost = log.people.staff_present() > 0;
    const auto patience =
        std::min<milliseconds>(settings_.own_end.without_staff, timing::browsers_return);
    if (is_staff_lost) staff_awaited_until_ = at + std::max(settings_.grace, patience);
    const bool is_long = at - log.last_at > settings_.checkpoint;
    if (!is_long || log.people.present() == 0) return {};
    return resume_session{};
}

std::optional<command> session_clock::own_end(const session& log, timestamp now) const {
    const auto own = own_end_of(log, settings_.own_end);
    const auto at = next(log, now);
    if (!own || at < staff_awaited_until_) return {};
    if (at >= own->ends_at) {
        log::info(
            "a session ends by itself, because nobody of the staff leads it any more",
            {{"session", where_.text()}, {"until", to_iso8601(own->until)}}
        );
        return end_unattended{.until = own->until};
    }
    const bool is_asked = log.life.confirm_by() == own->ends_at;
    if (!own->asks_at || at < *own->asks_at || is_asked) return {};
    return ask_confirmation{.until = own->ends_at};
}

void session_clock::do_what_is_due(log_writer& log, timestamp now) {
    if (is_doing_due_) return;  // it rules, and what is ruled comes back here
    const struct at_work {
        bool& is;
        ~at_work() { is = false; }
    } until_the_end{is_doing_due_ = true};
    for (std::size_t i = 0; i < due_at_once; ++i) {
        const auto at = next(log.decided(), now);
        const auto what = due(log.decided(), at);
        if (!what) return;
        const actor server{.id = {}, .as = role::organizer, .at = at, .is_system = true};
        const auto before = log.decided().last_seq;
        log.rule(server, *what, {}, nobody_asked);
        if (log.decided().last_seq == before) return;
    }
}

bool opens(const session& state, const actor& by, const command& what) {
    return state.life.phase() == session_phase::scheduled &&
           (std::holds_alternative<open_session>(what) ||
            std::holds_alternative<start_session>(what)) &&
           decide(state, by, what);
}

}  // namespace aula
