#include "live/log_writer.hpp"

#include <utility>

#include "domain/decide.hpp"
#include "domain/fold.hpp"

namespace aula {

log_writer::log_writer(
    session_id where, store& into, std::optional<fence> with, std::size_t outcomes_max,
    live_metrics& counts, writers_room& in
)
    : where_(where),
      store_(into),
      fence_(std::move(with)),
      outcomes_max_(outcomes_max),
      counts_(counts),
      room_(in),
      decided_(where) {}

void log_writer::rule(const actor& by, const command& what, std::string key, answer_to answer) {
    if (is_retired_ || outcomes_.size() >= outcomes_max_) {
        room_.not_saved();
        return answer(command_answer{refusal::busy});
    }
    counts_.asked(what);
    const auto ruled = decide(decided_, by, what);
    if (!ruled) return enqueue({std::move(answer), ruled.refused(), nullptr});
    auto happened = std::make_shared<const logged_event>(logged_event{
        .seq = decided_.last_seq + 1,
        .at = by.at,
        .by = by.id,
        .key = std::move(key),
        .what = *ruled
    });
    fold(decided_, *happened);
    enqueue({std::move(answer), happened->seq, std::move(happened)});
    room_.event_decided();
}

void log_writer::answer_again(seq_number before, answer_to answer) {
    enqueue({std::move(answer), before, nullptr});
}

void log_writer::when_saved(std::function<void()> done) {
    if (is_quiet()) return done();
    auto answer = [done = std::move(done)](const result<command_answer>&) { done(); };
    enqueue({std::move(answer), refusal::no_change, nullptr});
}

void log_writer::enqueue(outcome out) {
    outcomes_.push_back(std::move(out));
    save_soon();
}

void log_writer::retire() {
    is_retired_ = true;
    give_up(std::exchange(outcomes_, {}), refusal::busy);
}

}  // namespace aula
