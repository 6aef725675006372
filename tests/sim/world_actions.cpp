#include <string>
#include <utility>

#include "sim/world.hpp"

namespace aula::sim {
namespace {

constexpr microseconds between_actions{40'000};
constexpr milliseconds drain_time{500};
/// A checkpoint that was taken so long before trouble began may still be hit by it.
constexpr milliseconds longest_commit{900};

}  // namespace

void world::plan_action() {
    const auto time = dice_.time(microseconds{0}, 2 * between_actions);
    time_.after(time, owner::world, {"action"}, [this] {
        if (is_peace_) return;
        act();
        plan_action();
    });
}

/// One of the things that the habits allow, each so often in a thousand.
void world::act() {
    auto roll = dice_.below(1000);
    const auto is = [&roll](std::size_t often) {
        const bool yes = roll < often;
        roll -= yes ? 0 : often;
        return yes;
    };
    if (is(habits_.crash)) return crash();
    if (is(habits_.restart)) return restart();
    if (is(habits_.freeze)) return freeze();
    if (is(habits_.disk_trouble)) {
        return disk_goes_wrong(static_cast<disk_health>(dice_.between(1, 3)));
    }
    if (is(habits_.slow_disk)) {
        disk_.commit_time = dice_.time(microseconds{100}, microseconds{40'000});
        return;
    }
    if (is(habits_.network_trouble)) return network_goes_wrong();
    if (is(habits_.stalls)) return somebody_stalls();
    if (is(habits_.rights)) return rights_change();
    if (is(habits_.comings)) return somebody_comes_or_goes();
    if (is(habits_.commands)) something_is_said();
}

void world::somebody_comes_or_goes() {
    auto& who = *dice_.one_of(devices_);
    time_.note({"  a person comes or goes, device", who.number()});
    const bool is_here = who.is() != device::state::idle && who.is() != device::state::closed;
    if (!is_here) return who.start();
    if (dice_.roll(500)) return who.lose_link();
    who.stop();
}

void world::something_is_said() {
    auto& by = *dice_.one_of(devices_);
    const auto times = dice_.roll(50) ? 12 : 1;  // a burst
    for (int i = 0; i < times; ++i) something_is_said_by(by);
}

/// Often something that makes sense; the rules are asked about the rest.
void world::something_is_said_by(device& by) {
    time_.note({"  a command, device", by.number()});
    const auto& log = ledgers_.at(by.where());
    const auto deck = deck_id{log.state().slides.decks().empty() ? 1 : last_deck_};
    const auto whom = dice_.one_of(people_);
    const auto some_seq = static_cast<seq_number>(1 + dice_.below(log.last() + 1));
    switch (dice_.below(16)) {
        case 0:
            return by.send(open_session{});
        case 1:
            return by.send(start_session{});
        case 2:
            return by.send(pause_session{});
        case 3:
            if (dice_.roll(20)) return by.send(end_session{});
            return by.send(start_session{});
        case 4:
            return by.send(show_slide{deck, static_cast<int>(1 + dice_.below(30))});
        case 5:
            return by.send(hide_chat{some_seq});
        case 6:
            return by.send(mute_participant{whom});
        case 7:
            return by.send(unmute_participant{whom});
        case 8:
            if (!server_) return;
            ++last_deck_;
            return server_->act(
                by.where(), attach_deck{deck_id{last_deck_}, "Deck", "0123456789abcdef", 30, 4, 3}
            );
        case 9:
            if (server_) server_->act(by.where(), detach_deck{deck});
            return;
        default:
            if (dice_.roll(300)) return a_hand_moves(by, whom);
            return by.send(post_chat{std::string(1 + dice_.below(dice_.roll(250) ? 900 : 120), 'a')}
            );
    }
}

void world::a_hand_moves(device& by, participant_id whom) {
    switch (dice_.below(8)) {
        case 0:
            return by.send(lower_hand{whom});
        case 1:
            return by.send(dice_.roll(200) ? command{lower_all_hands{}} : command{call_hand{whom}});
        case 2:
            return by.send(lower_hand{});
        default:
            return by.send(raise_hand{});
    }
}

void world::network_goes_wrong() {
    auto& who = *dice_.one_of(devices_);
    if (!who.wire()) return;
    const auto kind = dice_.below(3);
    time_.note({"  a link goes wrong, device", who.number(), static_cast<std::int64_t>(kind)});
    if (kind == 0) return who.wire()->fall_silent();
    if (kind == 1) return who.wire()->break_off();
    who.lose_link();
}

void world::somebody_stalls() {
    auto& who = *dice_.one_of(devices_);
    if (!who.wire()) return;
    time_.note({"  a reader stalls, device", who.number()});
    who.wire()->stall(time_.now() + dice_.time(microseconds{50'000}, microseconds{3'000'000}));
}

void world::rights_change() {
    if (!server_) return;
    const auto who = dice_.one_of(people_);
    time_.note({"  rights change, person", who.value});
    constexpr std::array roles = {role::attendee, role::moderator, role::lecturer};
    switch (dice_.below(4)) {
        case 0:
            return server_->change_person({who, {}, true});
        case 1:
            return server_->change_person({who, {}, false});
        default:
            return server_->change_person({who, roles.at(dice_.below(roles.size())), {}});
    }
}

void world::disk_goes_wrong(disk_health how) {
    if (disk_.health != disk_health::good) return;
    time_.note({"  the disk goes wrong", static_cast<std::int64_t>(how)});
    disk_.health = how;
    trouble_since_ = time_.now();
    const auto time = dice_.time(microseconds{10'000}, microseconds{3'000'000});
    time_.after(time, owner::world, {"the disk is good again"}, [this] { disk_is_good(); });
}

void world::disk_is_good() {
    if (disk_.health == disk_health::good) return;
    disk_.health = disk_health::good;
    presence_.excuse(trouble_since_ - habits_.settings.checkpoint - longest_commit);
}

void world::freeze() {
    const auto time = dice_.time(microseconds{10'000}, microseconds{600'000});
    const auto since = time_.now();
    time_.freeze_server(since + time);
    time_.after(time, owner::world, {"the server goes on"}, [this, since] {
        presence_.excuse(since - habits_.settings.checkpoint - longest_commit);
        presence_.slept(since, habits_.settings.silence + 2 * habits_.settings.tick());
    });
}

/// From the last checkpoint on, everybody's credit may be lost.
void world::crash() {
    if (!server_) return;
    time_.note({"  CRASH"});
    ++crashes_;
    ++life_;
    server_.reset();
    presence_.excuse(time_.now() - habits_.settings.checkpoint - longest_commit);
    const auto time = dice_.time(microseconds{10'000}, microseconds{1'500'000});
    time_.after(time, owner::world, {"the server starts"}, [this] { boot(); });
}

void world::restart() {
    if (!server_) return;
    time_.note({"  the server is to restart"});
    server_->drain([this, mine = life_] {
        if (mine != life_) return;
        time_.after(drain_time, owner::world, {"the server stops"}, [this, mine] {
            if (mine == life_) crash();
        });
    });
}

void world::boot() {
    if (!server_) server_ = std::make_unique<server_process>(*surroundings_);
}

}  // namespace aula::sim
