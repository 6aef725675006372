#include "live/system_writer.hpp"

#include <utility>
#include <variant>

namespace aula {

actor system_writer::author(participant_id about) const {
    const auto at = clock_.next(log_.decided(), host_.now());
    return {.id = about, .as = role::organizer, .at = at, .is_system = true};
}

void system_writer::say(const system_word& one, answer_to answer) {
    perform(people_.recover());
    log_.rule(author(one.about), one.what, {}, std::move(answer));
}

void system_writer::perform(const room_presence::acts& all) {
    for (const auto& each : all) {
        const bool is_recovery = std::holds_alternative<room_presence::recovery>(each);
        if (is_recovery) {
            if (auto resumed = clock_.resume(log_.decided(), host_.now())) {
                say({{}, *std::move(resumed)});
            }
        }
        if (is_recovery || std::holds_alternative<room_presence::going>(each)) {
            say(clock_.word_for(each), [this, each](const result<command_answer>& said) {
                people_.answered(each, is_settled(said));
            });
        } else {
            say(clock_.word_for(each));
        }
    }
}

void system_writer::tell_plan(const std::optional<time_span>& planned) {
    if (!planned) return;
    say({{}, plan_session{.starts_at = planned->from, .ends_at = planned->to}});
}

void system_writer::checkpoint(std::function<void()> done) {
    checkpointed_at_ = host_.now();
    say({{}, aula::checkpoint{}},
        [this, done = std::move(done)](const result<command_answer>& said) {
            if (!is_settled(said)) checkpointed_at_ = {};  // at the next tick again
            done();
        });
}

}  // namespace aula
