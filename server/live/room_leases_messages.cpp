#include <utility>

#include "live/hall.hpp"
#include "live/room_leases.hpp"
#include "live/room_table.hpp"

namespace aula {

void room_leases::take(std::shared_ptr<const members> seen) {
    members_ = std::move(seen);
    for (const auto& [where, entry] : rooms_.all()) {
        if (entry.owned && entry.loaded) lose_dead_nodes(*entry.owned);
    }
    const bool can_others = members_->emptiest_besides(hall_.nodes()->self()) != nullptr;
    if (hall_.nodes()->is_giving_way() && can_others) hand_over_all([] {});
}

void room_leases::lose_dead_nodes(owned_room& of) {
    for (const auto& name : of.followed_by().names()) {
        const auto* row = members_->find(name);
        if (row == nullptr) {
            of.lose(name, members_->read_at);
        } else if (row->is_dead) {
            of.lose(name, members_->read_at - row->silence);
        } else if (row->incarnation > of.followed_by().incarnation_of(name)) {
            of.lose(name, {});  // it has ended and is back, and nobody is there yet who reports
        }
    }
}

void room_leases::take(const node_message& said, timestamp said_at) {
    if (const auto* call = std::get_if<node_call>(&said)) return take_call(*call);
    if (const auto* released = std::get_if<room_released>(&said)) {
        return take_released(*released, said_at);
    }
    if (const auto* media = std::get_if<media_sent>(&said)) return take_media(*media);
    const auto to_owned = [this](session_id where, auto give) {
        const auto* known = rooms_.find_entry(where);
        if (known != nullptr && known->loaded && known->owned) give(*known->owned);
    };
    const auto to_followed = [this](session_id where, auto give) {
        const auto* known = rooms_.find_entry(where);
        if (known != nullptr && known->loaded && known->followed) give(*known->followed);
    };
    const auto give_followed = [&](const auto& one) {
        to_followed(one.session, [&](followed_room& in) { in.take(one, said_at); });
    };
    if (const auto* one = std::get_if<log_grew>(&said)) return give_followed(*one);
    if (const auto* one = std::get_if<room_beat>(&said)) return give_followed(*one);
    if (const auto* one = std::get_if<node_answer>(&said)) return give_followed(*one);
    if (const auto* one = std::get_if<report_heard>(&said)) return give_followed(*one);
    if (const auto* one = std::get_if<crowd_report>(&said)) {
        to_owned(one->session, [&](owned_room& in) { in.take(*one, said_at); });
    }
}

/// A node hears what it has said to all who follow a room.
void room_leases::take_media(const media_sent& said) {
    if (said.from == hall_.nodes()->self()) return;
    const auto* known = rooms_.find_entry(said.session);
    if (known != nullptr && known->loaded) known->loaded->show_media(said.frame);
}

void room_leases::take_released(const room_released& said, timestamp said_at) {
    rooms_.all()[said.session].inherited = absences_told::from(said.absent, said_at);
    claim(said.session);
}

/// A node that is asked as the owner and is none checks whether it has become the owner.
void room_leases::take_call(const node_call& said) {
    auto* const all = hall_.nodes();
    const auto answer = [all, from = said.from, where = said.session,
                         number = said.number](const result<command_answer>& ruled) {
        node_answer out{.session = where, .number = number, .seq = {}, .refused = refusal::busy};
        if (ruled && std::holds_alternative<seq_number>(*ruled)) {
            out.seq = std::get<seq_number>(*ruled);
            out.refused.reset();
        } else if (ruled) {
            out.refused = std::get<refusal>(*ruled);
        }
        all->tell(from, out);
    };
    const auto* known = rooms_.find_entry(said.session);
    const bool is_here = known != nullptr && known->loaded && known->owned;
    if (!is_here) {
        all->tell(said.from, node_answer{said.session, said.number, {}, {}});
        return claim(said.session);
    }
    const auto in = known->owned;
    if (said.is == node_call::kind::submit) {
        // The report of their coming was lost, and will be said again.
        if (!in->is_connected(said.who)) return answer(command_answer{refusal::busy});
        return in->submit(said.who, {0, said.key, *said.what}, answer);
    }
    if (said.is == node_call::kind::act) return in->act(*said.what, answer);
    in->when_saved([in, answer] { answer(command_answer{in->shown().last_seq}); });
}

}  // namespace aula
