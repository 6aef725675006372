#include "rehearse/device.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "base/json.hpp"
#include "rehearse/pause.hpp"

namespace aula::rehearsal {
namespace {

namespace asio = boost::asio;

constexpr milliseconds look_again{10};
constexpr milliseconds back_off_first{1000};
constexpr milliseconds back_off_max{10'000};

}  // namespace

device::device(asio::any_io_executor on, seat in)
    : on_(std::move(on)), in_(std::move(in)), random_(in_.seed + 1) {}

void device::come() {
    if (leaves_on_arrival_) return leaves_on_arrival_.reset();
    failures_ = 0;
    asio::co_spawn(on_, stay(shared_from_this(), ++visit_), asio::detached);
}

void device::leave(departure how) {
    if (socket_ && !present_) {
        leaves_on_arrival_ = how;
        return;
    }
    stop_trying();
    tell_of_visits_in_vain();
    if (!socket_) return;
    const auto now = in_.record->server_time(local_time::clock::now());
    const auto proven = in_.record->server_time(socket_->proven_at());
    finish_presence(
        how == departure::close ? now : proven, how == departure::silence ? proven : now
    );
    socket_->leave(how, in_.may_lose_server ? credit_until_heard() : nullptr);
    if (how == departure::silence) in_.record->silent.push_back(socket_);
    if (how != departure::close) ++in_.record->drops;
    socket_.reset();
}

void device::stop_trying() {
    ++visit_;
    paused_since_.reset();
    for (auto& [ref, each] : unanswered_) each.since.reset();
}

/// A busy server reads late that somebody goes, and credits them until then; as it does somebody
/// whose answer to a ping was already on its way.
std::function<void()> device::credit_until_heard() {
    auto& record = *in_.record;
    const auto last = record.presences[in_.person].size() - 1;
    return [&record, who = in_.person, last] {
        auto& ended = record.presences[who][last];
        ended.until = std::max(ended.until, record.server_time(local_time::clock::now()));
    };
}

asio::awaitable<void> device::stay(self_pointer self, unsigned visit) {
    while (self->visit_ == visit) {
        auto door = co_await self->open();
        if (self->visit_ != visit) co_return;
        if (door) {
            const auto over = door->over;
            self->say_hello(std::move(*door));
            co_await follow(self, over);
            if (self->visit_ != visit) co_return;
            self->lose_connection();
        } else if (!self->in_.may_lose_server) {
            self->complain(door.error().detail);
        }
        const auto wait = self->back_off();
        co_await pause(wait);
    }
}

asio::awaitable<result<device::opened>> device::open() {
    const auto ticket = co_await in_.browser->post(in_.tickets_path, "{}");
    if (!ticket) co_return ticket.error();
    auto over = co_await live_socket::open(*in_.at, in_.browser->cookies());
    if (!over) co_return over.error();
    opened door;
    door.over = std::move(*over);
    door.ticket = ticket->value("ticket", "");
    co_return door;
}

void device::say_hello(opened with) {
    hello first{.ticket = std::move(with.ticket), .session = in_.session, .since = {}};
    if (has_folded_) first.since = last_;
    std::string text;
    encode(text, first);
    socket_ = std::move(with.over);
    said_hello_at_ = local_time::clock::now();
    socket_->send(std::move(text));
}

asio::awaitable<void> device::follow(self_pointer self, std::shared_ptr<live_socket> over) {
    for (;;) {
        const auto text = co_await over->read();
        if (!text) co_return;
        if (self->socket_ == over) self->take(*text);  // else it is only being closed
    }
}

asio::awaitable<bool> device::arrived(milliseconds patience) {
    return wait_until(&device::has_arrived, patience);
}

asio::awaitable<bool> device::answered(milliseconds patience) {
    return wait_until(&device::is_answered, patience);
}

asio::awaitable<bool> device::wait_until(bool (device::*holds)() const, milliseconds patience) {
    const auto self = shared_from_this();
    const auto give_up = local_time::clock::now() + patience;
    while (!((*this).*holds)()) {
        if (local_time::clock::now() >= give_up) co_return false;
        co_await pause(look_again);
    }
    co_return true;
}

/// Full jitter: 0 to 1 s at first, later up to 10 s.
milliseconds device::back_off() {
    const auto most = std::min(back_off_first * (1 << std::min(failures_++, 4)), back_off_max);
    return milliseconds{std::uniform_int_distribution<std::int64_t>(0, most.count())(random_)};
}

void device::lose_connection() {
    const auto code = socket_->close_code();
    if (!in_.may_lose_server) {
        complain("lost the connection without a reason of its own, code " + std::to_string(code));
    }
    const auto lost_at = local_time::clock::now();
    const auto now = in_.record->server_time(lost_at);
    if (present_)
        in_.record->lost_server(
            {.heard = in_.record->server_time(socket_->heard_at()), .noticed = now}
        );
    if (present_ && !paused_since_) paused_since_ = socket_->heard_at();
    if (!present_ && in_.may_lose_server) visits_in_vain_.emplace_back(said_hello_at_, lost_at);
    finish_presence(in_.record->server_time(socket_->proven_at()), now);
    socket_.reset();
    if (std::exchange(leaves_on_arrival_, {})) {  // they have waited long enough
        stop_trying();
        tell_of_visits_in_vain();
    }
    if (code >= 4100 && code < 4200) ++visit_;
}

/// Whoever is sent away before being let in may have been counted as here for that moment; and one
/// moment after the other, each within the grace time, makes one presence.
void device::tell_of_visits_in_vain() {
    for (const auto& [hello, end] : std::exchange(visits_in_vain_, {})) {
        const auto from = in_.record->server_time(hello);
        in_.record->presences[in_.person].push_back({
            .from = from,
            .proven = from - milliseconds{1},
            .until = in_.record->server_time(end),
            .is_cut = true,
        });
    }
}

void device::finish_presence(timestamp proven, timestamp until) {
    if (!present_) return;
    present_->proven = std::max(present_->from, proven);
    present_->until = std::max(present_->from, until);
    in_.record->presences[in_.person].push_back(*present_);
    present_.reset();
}

void device::complain(const std::string& what) {
    in_.record->mistake(in_.name + ": " + what);
}

}  // namespace aula::rehearsal
