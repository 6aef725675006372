#include "rejoining.hpp"

#include <deque>
#include <utility>

namespace aula::load {
namespace {

constexpr nanos rejoining_patience = 45 * second;
constexpr nanos pause_before_retry = second / 4;
constexpr nanos look_often = second / 200;

class returning {
public:
    returning(crowd& of, comeback& into) : of_(of), into_(into) {
        of_.in().on_seated = [this](attendee& one) { note_back(one); };
        of_.in().on_lost = [this](attendee& one) { try_later(one); };
    }
    ~returning() {
        of_.in().on_seated = nullptr;
        of_.note_loss();
    }
    returning(const returning&) = delete;
    returning& operator=(const returning&) = delete;

    void cut(attendee& one) {
        one.cut();
        one.since = now();
        ++into_.cut;
        ask_for_ticket(one);
    }

    void retry_due() {
        while (!waiting_.empty() && waiting_.front().first <= now()) {
            auto* const one = waiting_.front().second;
            waiting_.pop_front();
            ++into_.retries;
            ask_for_ticket(*one);
        }
    }

private:
    void ask_for_ticket(attendee& one) {
        of_.bring_back(one, [this, &one] { try_later(one); });
    }

    void try_later(attendee& one) { waiting_.emplace_back(now() + pause_before_retry, &one); }

    void note_back(attendee& one) {
        into_.away.add(now() - one.since);
        ++into_.back;
        if (one.is_resumed()) ++into_.resumed;
    }

    crowd& of_;
    comeback& into_;
    std::deque<std::pair<nanos, attendee*>> waiting_;
};

}  // namespace

comeback cut_and_return(crowd& of, nanos within, const std::vector<stream>& streams, span& timed) {
    comeback went;
    returning everybody(of, went);
    pacer posts(of, streams);
    const auto& all = of.attendees();
    const auto began = now();
    timed.start();
    while (went.back < all.size() && now() < began + rejoining_patience) {
        const auto passed = static_cast<double>(now() - began) / static_cast<double>(within);
        const auto due = static_cast<std::size_t>(passed * static_cast<double>(all.size()));
        while (went.cut < std::min(due + 1, all.size())) everybody.cut(*all[went.cut]);
        everybody.retry_due();
        posts.post_due(true);
        of.in().loop.turn(std::min(posts.next_due(), now() + look_often));
    }
    went.until_last_back = now() - began;
    drain(of, 5 * second);
    timed.stop();
    return went;
}

}  // namespace aula::load
