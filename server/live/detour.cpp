#include "live/detour.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace aula {
namespace {

using std::chrono::duration_cast;
using std::chrono::steady_clock;

}  // namespace

std::shared_ptr<detour> detour::make(store& by_way_of, node_name self, receiver take) {
    return std::shared_ptr<detour>(new detour(by_way_of, std::move(self), std::move(take)));
}

detour::detour(store& by_way_of, node_name self, receiver take)
    : store_(by_way_of), self_(std::move(self)), take_(std::move(take)) {}

bool detour::tell(const node_name& to, std::int64_t incarnation, const node_message& said) {
    return send(incarnation, said, [to](database& db, const node_inbox::note& one) {
        return node_inbox::put(db, to, one);
    });
}

bool detour::tell_others(std::int64_t incarnation, const node_message& said) {
    return send(incarnation, said, [self = self_](database& db, const node_inbox::note& one) {
        return node_inbox::put_to_others(db, self, one);
    });
}

bool detour::send(std::int64_t incarnation, const node_message& said, put into) {
    if (++under_way_ > under_way_max) {
        --under_way_;
        return false;
    }
    node_inbox::note one{incarnation, ++last_number_, node_message_as_text(said)};
    store_.write_then(
        [one = std::move(one), into = std::move(into), sent = steady_clock::now()](database& db) {
            auto said_then = one;
            said_then.age = duration_cast<milliseconds>(steady_clock::now() - sent);
            return into(db, said_then);
        },
        [self = shared_from_this()](const result<void>&) { --self->under_way_; }
    );
    return true;
}

void detour::collect() {
    if (is_collecting_.exchange(true)) return;
    store_.write_then(
        [self = self_](database& db) { return node_inbox::take(db, self); },
        [self = shared_from_this()](const result<std::vector<node_inbox::note>>& came) {
            self->is_collecting_ = false;
            if (!came) return;  // whoever waits for an answer has a deadline
            for (const auto& one : *came) self->take_(node_message_from_text(one.body), one.age);
        }
    );
}

}  // namespace aula
