#include "live/live_shard.hpp"

#include <exception>
#include <utility>

#include "base/ensure.hpp"
#include "base/needed_memory.hpp"
#include "generated/codec.hpp"
#include "live/hall.hpp"

namespace aula {

live_shard::live_shard(shard& mine, hall& all) : shard_(mine), hall_(all), rooms_(*this, all) {}

connection_number live_shard::enter(sink& to, session_id where, viewer who) {
    auto in = audience_of(where);
    auto opened = in ? nullptr : make_audience(where);
    const needed_memory whole;  // from here on nothing is refused half way
    const auto number = ++last_number_;
    if (opened) in = open_audience(std::move(opened));
    connections_.emplace(number, connection{&to, in, who});
    if (!in->join(to, who)) {
        to.close(close_code::overloaded);
        return number;
    }
    const connection_key key{static_cast<std::uint32_t>(shard_.index()), number};
    const auto came = hall_.now();
    hall_.post(hall_.owner_of(where), [where, key, came, who = std::move(who)](live_shard& owner) {
        owner.rooms().find(where, [key, came, who](const result<std::shared_ptr<room>>& found) {
            if (found) (*found)->arrive(who, key, came);
        });
    });
    return number;
}

void live_shard::submit(connection_number from, request_frame asked) {
    const needed_memory whole;
    auto& who = connections_.at(from);
    if (who.commands_in_flight >= hall_.settings().commands_in_flight_max) {
        ++who.commands_in_flight;  // `reply` takes it back
        return reply(from, asked.ref, command_answer{refusal::busy});
    }
    ++who.commands_in_flight;
    const auto where = who.in->where();
    const auto home = shard_.index();
    auto& all = hall_;
    auto answer = [&all, home, from, ref = asked.ref](const result<command_answer>& said) {
        all.post(home, [from, ref, said](live_shard& back) { back.reply(from, ref, said); });
    };
    hall_.post(
        hall_.owner_of(where),
        [where, participant = who.who.who, asked = std::move(asked), answer](live_shard& owner) {
            owner.rooms().find(where, [=](const result<std::shared_ptr<room>>& found) {
                if (!found) return answer(found.error());
                (*found)->submit(participant, asked, answer);
            });
        }
    );
}

void live_shard::reply(
    connection_number to, std::uint32_t ref, const result<command_answer>& answer
) {
    const auto found = connections_.find(to);
    if (found == connections_.end()) return;  // it left meanwhile and asks again when it is back
    --found->second.commands_in_flight;
    std::string payload, frame;
    if (answer && std::holds_alternative<seq_number>(*answer)) {
        encode(payload, ok{.ref = ref, .seq = std::get<seq_number>(*answer)});
    } else {
        const auto reason = answer ? std::get<refusal>(*answer) : refusal::busy;
        counts_.refused(reason);
        encode(payload, refused{.ref = ref, .reason = reason, .retry_after_ms = {}});
    }
    append_text_frame(frame, payload);
    found->second.to->push(std::make_shared<const std::string>(std::move(frame)));
}

void live_shard::heard(connection_number from) {
    const needed_memory whole;
    auto& who = connections_.at(from);
    if (who.to->seat != sink::no_seat) who.in->heard(*who.to, hall_.now());
}

/// A frame that comes while its room is being loaded is of no use afterwards.
void live_shard::send_media(connection_number from, std::string_view bytes) {
    const auto& who = connections_.at(from);
    const auto where = who.in->where();
    hall_.post(
        hall_.owner_of(where),
        [where, participant = who.who.who, frame = std::string(bytes)](live_shard& owner) {
            const auto* known = owner.rooms_.find_entry(where);
            const bool is_there = known != nullptr && known->loaded;
            if (!is_there) return owner.counts_.media_dropped.add();
            known->loaded->take_media(participant, frame);
        }
    );
}

/// Without memory for the frames nobody hears them, and everything else goes on.
void live_shard::give_media(audience& to, std::string_view frame) {
    try {
        to.media(frame);
    } catch (const std::exception&) {
        counts_.media_dropped.add();
    }
}

void live_shard::writable(connection_number from) {
    const needed_memory whole;
    auto& who = connections_.at(from);
    if (who.to->seat != sink::no_seat) who.in->writable(*who.to);
}

void live_shard::leave(connection_number from, leave_reason why) {
    const needed_memory whole;
    auto taken = connections_.extract(from);
    ensure(!taken.empty(), "a connection leaves once");
    auto& [to, in, who, in_flight] = taken.mapped();
    const auto where = in->where();
    if (to->seat == sink::no_seat) return;  // it found no place
    const auto last_seen = why == leave_reason::lost ? in->last_heard(*to) : hall_.now();
    in->leave(*to);
    const connection_key key{static_cast<std::uint32_t>(shard_.index()), from};
    hall_.post(
        hall_.owner_of(where),
        [where, key, person = who.who, last_seen, why](live_shard& owner) {
            owner.rooms().find(where, [=](const result<std::shared_ptr<room>>& found) {
                if (found) (*found)->depart(person, key, last_seen, why);
            });
        }
    );
    if (in->size() > 0 || audience_of(where) != in) return;
    audiences_.erase(where);
    hall_.post(hall_.owner_of(where), [where, home = shard_.index()](live_shard& owner) {
        owner.detach(where, home);
    });
}

std::shared_ptr<audience> live_shard::audience_of(session_id where) const {
    const auto found = audiences_.find(where);
    return found == audiences_.end() ? nullptr : found->second;
}

/// Not in the table yet: its rings may find no memory, and then there is no audience.
std::shared_ptr<audience> live_shard::make_audience(session_id where) {
    const auto home = shard_.index();
    audience_hooks hooks;
    hooks.ask_welcome = [this, where, home](viewer_class which) {
        hall_.post(hall_.owner_of(where), [this, where, home, which](live_shard& owner) {
            owner.rooms().find(where, [=, this](const result<std::shared_ptr<room>>& found) {
                if (!found) return;
                const auto [seq, frame] = (*found)->welcome(which);
                hall_.post(home, [where, which, seq, frame](live_shard& back) {
                    if (auto in = back.audience_of(where)) in->welcome(which, seq, frame);
                });
            });
        });
    };
    if (hall_.nodes() != nullptr) {
        hooks.ask_rest = [this, where] {
            hall_.post(hall_.owner_of(where), [where](live_shard& owner) {
                owner.rooms().find(where, [](const result<std::shared_ptr<room>>& found) {
                    if (found) (*found)->read_rest();
                });
            });
        };
    }
    hooks.at_turn_end = [this](std::function<void()> flush) {
        shard_.at_turn_end(std::move(flush));
    };
    hooks.now = [this] { return hall_.now(); };
    return std::make_shared<audience>(where, hall_.settings(), std::move(hooks), counts_);
}

std::shared_ptr<audience> live_shard::open_audience(std::shared_ptr<audience> opened) {
    const auto where = opened->where();
    const auto home = shard_.index();
    audiences_.emplace(where, opened);
    const auto ask = [where, home, whom = std::weak_ptr(opened)](live_shard& owner) {
        owner.attach(where, home, whom);
    };
    hall_.post(hall_.owner_of(where), ask);
    return opened;
}

void live_shard::attach(session_id where, std::size_t shard, std::weak_ptr<audience> whom) {
    rooms_.find(where, [this, shard, whom](const result<std::shared_ptr<room>>& found) {
        auto start = found ? result<primer>((*found)->attach(shard)) : found.error();
        const auto shared = std::make_shared<const result<primer>>(std::move(start));
        hall_.post(shard, [whom, shared](live_shard& back) { back.attached(whom, *shared); });
    });
}

void live_shard::attached(const std::weak_ptr<audience>& whom, const result<primer>& start) {
    const auto in = whom.lock();
    if (!in) return;
    if (start) return in->prime(*start);
    // Whoever comes next begins anew; those who are here are told whether to.
    if (audience_of(in->where()) == in) audiences_.erase(in->where());
    const bool is_gone = start.error().code == error_code::not_found;
    in->close_all(is_gone ? close_code::session_gone : close_code::overloaded);
}

void live_shard::detach(session_id where, std::size_t shard) {
    rooms_.find(where, [shard](const result<std::shared_ptr<room>>& found) {
        if (found) (*found)->detach(shard);
    });
}

void live_shard::close_where(const std::function<bool(const viewer&)>& matches, close_code why) {
    for (const auto& [number, who] : connections_) {
        if (matches(who.who)) who.to->close(why);
    }
}

void live_shard::rename(login_id before, login_id after) {
    for (auto& [number, who] : connections_) {
        if (who.who.login == before) who.who.login = after;
    }
}

void live_shard::close_all(close_code why) {
    for (const auto& [number, who] : connections_) who.to->close(why);
}

void live_shard::forget(session_id where) {
    rooms_.forget(where);
    if (const auto in = audience_of(where)) in->close_all(close_code::session_gone);
}

// ---- as time goes on ----

void live_shard::start_ticking() {
    is_ticking_ = true;
    shard_.after(hall_.settings().tick(), [this] {
        if (!is_ticking_) return;
        start_ticking();
        tick();
    });
}

void live_shard::tick() {
    rooms_.tick();
    for (const auto& [where, in] : audiences_) in->tick(hall_.now());
    measure();
}

void live_shard::measure() {
    rooms_.measure(counts_);
    audience_measure all;
    for (const auto& [where, in] : audiences_) all += in->measure();
    counts_.audiences.set(audiences_.size());
    counts_.seated.set(all.seated);
    counts_.listening.set(all.listening);
    counts_.blocked.set(all.blocked);
    counts_.lag_bytes.set(all.lag_bytes);
}

}  // namespace aula
