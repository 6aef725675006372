#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <utility>

#include "cli/rehearse/device.hpp"
#include "cli/rehearse/pause.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;

constexpr milliseconds retry_first{100};

/// Unique for every command of the rehearsal, and the same when it is sent again.
std::string make_key(participant_id who, unsigned device_seed, std::uint32_t ref) {
    return "rehearsal-" + who.text() + "-" + std::to_string(device_seed) + "-" +
           std::to_string(ref);
}

}  // namespace

void device::send(command what) {
    const auto ref = next_ref_++;
    unanswered_[ref] = {
        .ref = ref, .key = make_key(in_.person, in_.seed, ref), .what = std::move(what)
    };
    transmit(ref);
}

void device::transmit(std::uint32_t ref) {
    const auto frame = unanswered_.find(ref);
    if (frame == unanswered_.end() || !socket_ || !present_) return;
    in_.record->sent(frame->second.what);
    std::string text;
    encode(text, frame->second);
    socket_->send(std::move(text));
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
    server_epoch_ =
        reply.server_time - std::chrono::floor<milliseconds>(accepted_at_.time_since_epoch());
    present_ = presence{
        .from = reply.server_time, .proven = reply.server_time, .until = reply.server_time
    };
    failures_ = 0;
    auto& record = *in_.record;
    record.ping = reply.ping_every_ms;
    record.grace = reply.grace_ms;
    record.silence = reply.silence_ms;
    if (reply.you.id != in_.person || reply.session != in_.session)
        complain("was taken for somebody else");
    if (reply.resumed && !has_folded_) complain("was resumed without having asked");
    if (has_folded_) ++(reply.resumed ? record.resumes : record.welcomes);
    is_welcome_ = is_welcome_ || reply.resumed;
    for (const auto& each : unanswered_) transmit(each.first);
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
    if (const auto* post = std::get_if<post_chat>(&asked->second.what)) {
        in_.record->posts.push_back({.who = in_.person, .text = post->text, .seq = reply.seq});
    }
    unanswered_.erase(asked);
}

void device::take_one(const refused& reply) {
    const auto asked = unanswered_.find(reply.ref);
    if (asked == unanswered_.end()) {
        return complain("was refused what it had not asked: " + std::string(name_of(reply.reason)));
    }
    ++in_.record->refusals;
    if (reply.reason == refusal::too_fast || reply.reason == refusal::busy) {
        const auto wait = reply.retry_after_ms.value_or(retry_first);
        asio::co_spawn(on_, transmit_later(shared_from_this(), reply.ref, wait), asio::detached);
        return;
    }
    const bool is_late = reply.reason == refusal::session_ended;  // the lecturer was faster
    if (!is_late)
        complain(
            std::string(name_of(asked->second.what)) +
            " was refused: " + std::string(name_of(reply.reason))
        );
    unanswered_.erase(asked);
}

void device::take_one(const head_count& signal) {
    in_.record->peak = std::max(in_.record->peak, signal.present);
}

void device::take_one(const unknown_event& unknown) {
    complain("was sent an unknown " + unknown.type);
}

}  // namespace aula::rehearsal
