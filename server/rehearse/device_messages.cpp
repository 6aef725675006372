#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "rehearse/device.hpp"
#include "rehearse/pause.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;

constexpr milliseconds retry_first{100};
/// While the server is lost, or cannot save: it takes a while.
constexpr milliseconds retry_patient{500};
/// A socket that has not answered a command by then is dead one way.
constexpr milliseconds answer_max{20'000};
/// So many pings that do not come, or this long, and the server is gone.
constexpr int pings_missed = 5;
constexpr milliseconds silence_least{2000};

/// Unique for every command of the rehearsal, and the same when it is sent again.
std::string make_key(participant_id who, unsigned device_seed, std::uint32_t ref) {
    return "rehearsal-" + who.text() + "-" + std::to_string(device_seed) + "-" +
           std::to_string(ref);
}

}  // namespace

void device::send(command what) {
    if (in_.may_lose_server && std::holds_alternative<show_slide>(what)) drop_older_page_turns();
    const auto ref = next_ref_++;
    waiting one{
        .frame = {.ref = ref, .key = make_key(in_.person, in_.seed, ref), .what = std::move(what)},
        .since = {},
        .asked_at = {}
    };
    if (socket_ || paused_since_) one.since = local_time::clock::now();
    unanswered_[ref] = std::move(one);
    if (!in_.may_lose_server || unanswered_.size() == 1) transmit(ref);
}

/// The first may be on its way already.
void device::drop_older_page_turns() {
    if (unanswered_.empty()) return;
    std::erase_if(unanswered_, [first = unanswered_.begin()->first](const auto& each) {
        return each.first != first && std::holds_alternative<show_slide>(each.second.frame.what);
    });
}

void device::transmit(std::uint32_t ref) {
    const auto asked = unanswered_.find(ref);
    if (asked == unanswered_.end() || !socket_ || !present_) return;
    in_.record->sent(asked->second.frame.what);
    asked->second.asked_at = local_time::clock::now();
    std::string text;
    encode(text, asked->second.frame);
    socket_->send(std::move(text));
    if (in_.may_lose_server) {
        asio::co_spawn(on_, demand_answer(shared_from_this(), ref, socket_), asio::detached);
    }
}

void device::transmit_waiting() {
    if (in_.may_lose_server) {
        if (!unanswered_.empty()) transmit(unanswered_.begin()->first);
        return;
    }
    for (const auto& each : unanswered_) transmit(each.first);
}

asio::awaitable<void> device::demand_answer(
    self_pointer self, std::uint32_t ref, std::shared_ptr<live_socket> over
) {
    co_await pause(answer_max);
    const auto asked = self->unanswered_.find(ref);
    if (asked == self->unanswered_.end() || self->socket_ != over) co_return;
    const auto since = asked->second.asked_at;
    const bool is_owed = since && local_time::clock::now() - *since >= answer_max;
    if (is_owed) over->leave(departure::reset, {});
}

asio::awaitable<void> device::watch_silence(
    self_pointer self, std::shared_ptr<live_socket> over, milliseconds most
) {
    while (self->socket_ == over && local_time::clock::now() - over->heard_at() < most) {
        co_await pause(most / 4);
    }
    if (self->socket_ == over) over->leave(departure::reset, {});
}

void device::answered_now(std::uint32_t ref) {
    unanswered_.erase(ref);
    if (in_.may_lose_server) transmit_waiting();
}

asio::awaitable<void> device::transmit_later(
    self_pointer self, std::uint32_t ref, milliseconds wait
) {
    co_await pause(wait);
    self->transmit(ref);
}

void device::take(std::string_view text) {
    const auto message = decode_server(text);
    if (!message) return complain("was sent what no client understands: " + message.error().detail);
    std::visit([this](const auto& each) { take_one(each); }, *message);
}

void device::take_one(const accepted& reply) {
    accepted_at_ = local_time::clock::now();
    auto& record = *in_.record;
    record.found_server(reply.server_time, accepted_at_);
    const auto from = record.right_time(reply.server_time);
    present_ = presence{.from = from, .proven = from, .until = from};
    if (in_.may_lose_server) present_->asked = record.server_time(said_hello_at_);
    tell_of_visits_in_vain();
    failures_ = 0;
    if (paused_since_) record.pauses.add(accepted_at_ - *std::exchange(paused_since_, {}));
    if (in_.may_lose_server) {
        const auto most = std::max(pings_missed * reply.ping_every_ms, silence_least);
        asio::co_spawn(on_, watch_silence(shared_from_this(), socket_, most), asio::detached);
    }
    record.ping = reply.ping_every_ms;
    record.grace = reply.grace_ms;
    record.silence = reply.silence_ms;
    if (reply.you.id != in_.person || reply.session != in_.session)
        complain("was taken for somebody else");
    if (reply.resumed && !has_folded_) complain("was resumed without having asked");
    if (has_folded_) ++(reply.resumed ? record.resumes : record.welcomes);
    is_welcome_ = is_welcome_ || reply.resumed;
    transmit_waiting();
    if (leaves_on_arrival_) leave(*std::exchange(leaves_on_arrival_, {}));
}

void device::take_one(const welcome& reply) {
    if (has_folded_ && reply.seq < last_) complain("was taken back to an earlier time");
    last_ = reply.seq;
    has_folded_ = true;
    is_welcome_ = true;
    if (!first_view_) first_view_ = reply.view;
}

void device::take_one(const received_event& shown) {
    const auto seq = shown.logged.seq;
    if (!has_folded_) complain("was shown event " + std::to_string(seq) + " before any welcome");
    if (seq <= last_) return complain("was shown event " + std::to_string(seq) + " again");
    if (shown.prev > last_) {
        complain("missed event " + std::to_string(shown.prev) + " after " + std::to_string(last_));
    }
    last_ = seq;
    in_.record->saw(shown.logged);
    in_.record->saw_live(shown.logged.what, accepted_at_);
}

void device::take_one(const ok& reply) {
    const auto asked = unanswered_.find(reply.ref);
    if (asked == unanswered_.end()) {
        return complain("got a second answer to command " + std::to_string(reply.ref));
    }
    const auto& done = asked->second;
    if (const auto* post = std::get_if<post_chat>(&done.frame.what)) {
        in_.record->posts.push_back({.who = in_.person, .text = post->text, .seq = reply.seq});
    }
    if (done.since) in_.record->answers.add(local_time::clock::now() - *done.since);
    answered_now(reply.ref);
}

void device::take_one(const refused& reply) {
    const auto asked = unanswered_.find(reply.ref);
    if (asked == unanswered_.end()) {
        return complain("was refused what it had not asked: " + std::string(name_of(reply.reason)));
    }
    ++in_.record->refusals;
    asked->second.asked_at.reset();
    const bool is_patient = in_.may_lose_server;
    const bool may_pass = reply.reason == refusal::too_fast || reply.reason == refusal::busy ||
                          (reply.reason == refusal::storage_full && is_patient);
    if (may_pass) {
        const auto wait = reply.retry_after_ms.value_or(is_patient ? retry_patient : retry_first);
        asio::co_spawn(on_, transmit_later(shared_from_this(), reply.ref, wait), asio::detached);
        return;
    }
    const bool is_late = reply.reason == refusal::session_ended;  // the lecturer was faster
    if (!is_late)
        complain(
            std::string(name_of(asked->second.frame.what)) +
            " was refused: " + std::string(name_of(reply.reason))
        );
    answered_now(reply.ref);
}

void device::take_one(const head_count& signal) {
    in_.record->peak = std::max(in_.record->peak, signal.present);
}

void device::take_one(const unknown_event& unknown) {
    complain("was sent an unknown " + unknown.type);
}

}  // namespace aula::rehearsal
