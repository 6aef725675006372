#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "domain/decide.hpp"
#include "domain/own_end.hpp"
#include "live/owned_room.hpp"
#include "live/timing.hpp"

namespace aula {
namespace {

const answer_to nobody_asked = [](const result<command_answer>&) {};

}  // namespace

/// A log that is ahead of the clock was written while the clock was ahead, and that is corrected in
/// the log when it says since when. Otherwise the log's time goes on from where it is, so that
/// minutes are counted all the same.
void owned_room::set_clock() {
    const auto now = hooks_.now();
    log_ahead_ = milliseconds::zero();
    const auto ahead_by = ahead().last_at - now;
    if (ahead_by <= settings_.checkpoint) return;
    const actor server{.id = {}, .as = role::organizer, .at = now, .is_system = true};
    log_.rule(server, correct_clock{}, {}, nobody_asked);
    log_.rule(server, reopen_session{}, {}, nobody_asked);
    if (ahead().last_at > now) log_ahead_ = ahead().last_at - now;
    const bool is_corrected = log_ahead_ == milliseconds::zero();
    log::warn(
        "the log of a session is ahead of the clock",
        {{"session", where_.text()},
         {"ahead_s", std::chrono::duration_cast<seconds>(ahead_by).count()},
         {"done", is_corrected ? "its times are corrected" : "its time goes on from where it is"},
         {"remedy", "compare this machine's clock with the right time"}}
    );
    if (is_corrected) log_.rule(server, resume_session{}, {}, nobody_asked);
}

/// The time for which the server was away is not live time, whether it was away or its clock
/// jumped.
void owned_room::resume_after_absence() {
    const auto now = next_instant();
    const bool is_staff_lost = ahead().people.staff_present() > 0;
    const auto patience =
        std::min<milliseconds>(settings_.own_end.without_staff, timing::browsers_return);
    if (is_staff_lost) staff_awaited_until_ = now + std::max(settings_.grace, patience);
    const bool is_long = now - ahead().last_at > settings_.checkpoint;
    if (is_long && ahead().people.present() > 0) system_command({}, resume_session{});
}

/// The log has the planned time when the session is opened, and at each change until it ends.
void owned_room::tell_plan() {
    if (!planned_) return;
    system_command({}, plan_session{.starts_at = planned_->from, .ends_at = planned_->to});
}

/// Whether this is about to take the session out of `scheduled`.
bool owned_room::opens(const actor& by, const command& what) const {
    return ahead().life.phase() == session_phase::scheduled &&
           (std::holds_alternative<open_session>(what) ||
            std::holds_alternative<start_session>(what)) &&
           decide(ahead(), by, what);
}

void owned_room::end_when_due() {
    const auto own = own_end_of(ahead(), settings_.own_end);
    const auto now = next_instant();
    if (!own || people_.is_patient(hooks_.now()) || now < staff_awaited_until_) return;
    if (now >= own->ends_at) {
        log::info(
            "a session ends by itself, because nobody of the staff leads it any more",
            {{"session", where_.text()}, {"until", to_iso8601(own->until)}}
        );
        return system_command({}, end_unattended{.until = own->until});
    }
    const bool is_asked = ahead().life.confirm_by() == own->ends_at;
    if (own->asks_at && now >= *own->asks_at && !is_asked) {
        system_command({}, ask_confirmation{.until = own->ends_at});
    }
}

}  // namespace aula
