#include "live/crowd_reporter.hpp"

#include <utility>

#include "live/timing.hpp"

namespace aula {

void crowd_reporter::begin(std::int64_t incarnation, std::int64_t epoch, const crowd& all) {
    incarnation_ = incarnation;
    epoch_ = epoch;
    begin_anew(all);
}

void crowd_reporter::begin_anew(const crowd& all) {
    heard_ = next_number_;  // of those before no answer counts
    is_first_ = true;
    changed_.clear();
    for (const auto& [who, person] : all.people()) changed_.insert(who);
    unheard_since_ = said_at_ = {};
}

std::optional<crowd_report> crowd_reporter::next(const crowd& all, timestamp now) {
    const bool is_unheard = heard_ < next_number_;
    if (is_unheard && now - unheard_since_ >= timing::report_answer_max) begin_anew(all);
    if (changed_.empty() && !is_first_ && now - said_at_ < timing::report_pause) return {};
    crowd_report said;
    said.session = where_;
    said.from = from_;
    said.incarnation = incarnation_;
    said.epoch = epoch_;
    if (heard_ == next_number_) unheard_since_ = now;
    said.number = next_number_++;
    said.is_first = std::exchange(is_first_, false);
    while (!changed_.empty() && said.stays.size() < stays_max) {
        const auto who = changed_.extract(changed_.begin()).value();
        if (const auto* known = all.find(who)) say(*known, who, now, said);
    }
    said.is_whole = changed_.empty();
    said_at_ = now;
    return said;
}

void crowd_reporter::say(
    const crowd::person& of, participant_id who, timestamp now, crowd_report& to
) {
    for (const auto& [came, last_seen, why] : of.ended) {
        const crowd_report::end gone{now - last_seen, why};
        to.stays.push_back({who, of.name, of.as, now - came, gone});
    }
    crowd_report::stay last{who, of.name, of.as, now - of.came, {}};
    if (of.connections.empty()) last.gone = {now - of.last_seen, of.why};
    to.stays.push_back(std::move(last));
}

void crowd_reporter::failed(const crowd& all) {
    begin_anew(all);
}

void crowd_reporter::heard(const report_heard& said, const crowd& all) {
    if (said.epoch != epoch_) return;
    if (said.is_gap) return begin_anew(all);
    if (said.number < heard_ || said.number >= next_number_) return;
    heard_ = said.number + 1;
    unheard_since_ = said_at_;
}

}  // namespace aula
