#include "bus/nats_link.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "bus/bus.hpp"

namespace aula {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr milliseconds pause_min{100};
const auto when_over = asio::as_tuple(asio::use_awaitable);

}  // namespace

nats_link::nats_link(std::vector<nats_url> servers, nats_settings as)
    : servers_(std::move(servers)),
      as_(std::move(as)),
      random_(std::random_device{}()),
      pause_(io_),
      board_(std::make_shared<switchboard>(
          as_.limits.outgoing_bytes_max, [this] { asio::post(io_, [this] { begin_to_send(); }); }
      )),
      delivery_(as_.limits.incoming_messages_max, as_.limits.incoming_bytes_max) {
    std::ranges::shuffle(servers_, random_);  // so that the nodes do not all sit on the first one
}

nats_link::~nats_link() {
    stop();
    if (thread_.joinable()) thread_.join();
}

void nats_link::start() {
    asio::co_spawn(io_, run(), asio::detached);
    thread_ = std::thread([this] {
        const needed_memory whole;  // without its loops the node would be cut off for ever
        io_.run();
    });
}

void nats_link::on_change(std::function<void(bool)> tell) {
    const std::lock_guard lock(change_guard_);
    change_ = std::make_shared<gate<bool>>(std::move(tell));
}

void nats_link::tell(bool is_connected) {
    std::shared_ptr<gate<bool>> change;
    {
        const std::lock_guard lock(change_guard_);
        change = change_;
    }
    if (change) change->call(is_connected);
}

void nats_link::stop() {
    board_->stop();
    delivery_.stop();
    std::shared_ptr<gate<bool>> change;
    {
        const std::lock_guard lock(change_guard_);
        change = change_;
    }
    if (change) change->close();  // before the connection goes, which is no news to whoever stops
    asio::post(io_, [this] {
        is_stopping_ = true;
        pause_.cancel();
        if (current_) current_->give_up("we stop");
    });
}

asio::awaitable<void> nats_link::run() {
    while (!is_stopping_) {
        try {
            co_await connect_once();
        } catch (const std::exception& wrong) {  // no memory, no thread to look a name up
            ++failures_;
            if (unreachable_.is_due()) log::error("bus: failed", {{"reason", wrong.what()}});
        }
        current_->give_up("it is over");
        if (board_->disconnect()) {
            say_lost(*current_);
            tell(false);
        }
        if (!is_stopping_) co_await pause();
    }
    current_.reset();
    io_.stop();  // timers would only run out
}

asio::awaitable<void> nats_link::connect_once() {
    current_ = std::make_shared<nats_connection>(io_, servers_[next_], as_);
    const auto with = current_;
    next_ = (next_ + 1) % servers_.size();
    const auto peer = co_await with->open();
    if (is_stopping_) co_return;
    if (peer) {
        co_await serve(with, *peer);
        co_return;
    }
    ++failures_;
    if (!unreachable_.is_due()) co_return;
    log::warn("bus: not connected, trying again", {{"reason", peer.error().detail}});
}

asio::awaitable<void> nats_link::serve(connection_pointer with, nats_peer peer) {
    failures_ = 0;
    board_->connect(std::min(bus::body_max, peer.body_max));
    asio::co_spawn(io_, send(with), asio::detached);
    asio::co_spawn(io_, listen_for_life(with), asio::detached);
    say_connected(*with, peer);
    tell(true);
    for (;;) {
        const auto said = co_await with->next();
        if (!said) break;
        take(*with, *said);
    }
}

void nats_link::say_connected(const nats_connection& with, const nats_peer& peer) {
    if (std::exchange(is_said_to_be_connected_, true)) return;
    log::info("bus: connected", {{"server", with.shown()}, {"version", peer.version}});
}

/// A connection that comes and goes many times a second is told of now and then.
void nats_link::say_lost(const nats_connection& with) {
    if (!lost_.is_due()) return;
    is_said_to_be_connected_ = false;
    log::warn(
        "bus: connection lost, trying again", {{"server", with.shown()}, {"reason", with.why()}}
    );
}

void nats_link::take(nats_connection& from, const nats_operation& said) {
    if (const auto* come = std::get_if<nats_message>(&said)) return give(*come);
    if (const auto* come = std::get_if<nats_oversized>(&said)) return lose(come->subscription);
    if (std::holds_alternative<nats_ping>(said)) return board_->say("PONG\r\n");
    const auto* wrong = std::get_if<nats_complaint>(&said);
    if (wrong == nullptr) return;
    const std::string words(wrong->text);
    if (words.find("ermissions") == std::string::npos) return from.give_up(words);
    if (!forbidden_.is_due()) return;
    log::error(
        "bus: not permitted; let this user publish and subscribe under the cluster's name",
        {{"server", from.shown()}, {"reason", words}}
    );
}

void nats_link::give(const nats_message& come) {
    auto to = board_->find(come.subscription);
    if (!to) return;  // it has ended; the server does not know yet
    if (!delivery_.push(std::move(to), come.body)) return lose(come.subscription);
    board_->received.add();
}

void nats_link::lose(std::uint64_t) {
    board_->dropped.add();
    if (!too_slow_.is_due()) return;
    log::warn(
        "bus: messages come faster than they are taken, or are too large; some are dropped",
        {{"dropped", board_->dropped.value()}}
    );
}

void nats_link::begin_to_send() {
    if (current_ && current_->is_open()) asio::co_spawn(io_, send(current_), asio::detached);
}

asio::awaitable<void> nats_link::send(connection_pointer over) {
    while (over->is_open()) {
        auto bytes = board_->take_outgoing();
        if (bytes.empty()) co_return;
        co_await over->write(std::move(bytes));
    }
}

/// Counts pings, not time: when this process was stopped for a while, the answers are there.
asio::awaitable<void> nats_link::listen_for_life(connection_pointer of) {
    asio::steady_timer next(io_);
    for (int unanswered = 0; of->is_open();) {
        const auto heard_at = of->heard_at();
        board_->say("PING\r\n");
        next.expires_after(as_.limits.ping);
        co_await next.async_wait(when_over);
        unanswered = of->heard_at() == heard_at ? unanswered + 1 : 0;
        if (unanswered < as_.limits.unanswered_max) continue;
        of->give_up("no sign of life after " + std::to_string(unanswered) + " pings");
    }
}

/// At once after a loss, when there is another server.
asio::awaitable<void> nats_link::pause() {
    const auto doublings = std::min<std::uint32_t>(failures_, 8);
    const milliseconds most =
        std::min<milliseconds>(pause_min * (1U << doublings), as_.limits.pause_max);
    std::uniform_int_distribution<milliseconds::rep> any(0, most.count());
    pause_.expires_after(milliseconds{any(random_)});
    co_await pause_.async_wait(when_over);
}

}  // namespace aula
