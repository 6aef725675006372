#include "net/listener.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cerrno>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "net/caller.hpp"
#include "net/http_connection.hpp"
#include "net/listening_sockets.hpp"

namespace aula {
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Before somebody is accepted again, when there was no place, descriptor or memory.
constexpr milliseconds accept_again_after{100};

/// A descriptor until a socket has taken it over.
struct unowned_socket {
    int socket;
    ~unowned_socket() {
        if (socket >= 0) ::close(socket);
    }
};

/// Linux says that there is no descriptor also when nobody waits.
bool is_waiting(int door) {
    pollfd look{.fd = door, .events = POLLIN, .revents = 0};
    return ::poll(&look, 1, 0) > 0;
}

bool is_out_of_descriptors(const caller& who) {
    return who.socket < 0 && (errno == EMFILE || errno == ENFILE);
}

std::string_view remedy_for(turned_away why) {
    switch (why) {
        case turned_away::connections_max:
            return "raise limits.connections, and with it LimitNOFILE";
        case turned_away::descriptors:
            return "raise LimitNOFILE (ulimit -n) to limits.connections + 200 or more";
        case turned_away::memory:
            return "give the machine more memory, or lower limits.connections";
    }
    return "";
}

}  // namespace

listener::listener(shard& home, net_parts& parts, std::shared_ptr<std::atomic<std::size_t>> open)
    : home_(home),
      parts_(parts),
      open_(std::move(open)),
      counts_(std::make_shared<net_metrics>(home.index())),
      doorstep_(std::make_shared<doorstep>(parts.doors.standing)) {}

result<void> listener::serve_tcp(descriptor socket, tls_context tls) {
    tls_ = std::move(tls);
    tcp_ = std::make_shared<door<tcp>>(home_.io());
    const auto at = endpoint_of(socket.get());
    io_error failed;
    tcp_->assign(at.protocol(), socket.get(), failed);
    if (failed) {
        return {
            error_code::unavailable, "Cannot serve on " + text_of(at) + ": " + failed.message()
        };
    }
    socket.release();
    port_ = at.port();
    if (!parts_.settings.is_side_door) {
        parts_.doors.add(this, [&home = home_, weak = weak_from_this()] {
            home.post([weak] {
                if (const auto self = weak.lock()) self->make_room_for_others();
            });
        });
    }
    wait_at(tcp_, false);
    return {};
}

result<void> listener::listen_local(const std::filesystem::path& at) {
    using local = asio::local::stream_protocol;
    constexpr auto path_max = sizeof(sockaddr_un::sun_path) - 1;
    if (at.native().size() > path_max) {
        return {
            error_code::invalid, "Cannot listen on " + at.string() + ": it is longer than " +
                                     std::to_string(path_max) +
                                     " bytes; choose a data folder with a shorter path"
        };
    }
    local_ = std::make_shared<door<local>>(home_.io());
    std::error_code ignored;
    std::filesystem::remove(at, ignored);  // ours: the data folder's lock is held
    io_error failed;
    local_->open(local{}, failed);
    const auto before = ::umask(0177);
    if (!failed) local_->bind(local::endpoint(at.string()), failed);
    ::umask(before);
    if (!failed) local_->listen(64, failed);
    if (failed) {
        return {
            error_code::unavailable, "Cannot listen on " + at.string() + ": " + failed.message()
        };
    }
    wait_at(local_, true);
    return {};
}

void listener::use(tls_context tls) {
    home_.post([self = shared_from_this(), tls = std::move(tls)] { self->tls_ = tls; });
}

void listener::stop() {
    parts_.doors.remove(this);
    home_.post([self = shared_from_this()] {
        io_error ignored;
        if (self->tcp_) self->tcp_->close(ignored);
        if (self->local_) self->local_->close(ignored);
    });
}

/// Waits for callers, again and again. Plain handlers, not a coroutine: without memory for its next
/// step a coroutine is destroyed, and nobody would be let in any more.
template <class Acceptor>
void listener::wait_at(std::shared_ptr<Acceptor> door, bool is_operator) {
    const needed_memory whole;
    auto& waiting = *door;
    auto came = [self = shared_from_this(), door = std::move(door), is_operator](io_error failed) {
        if (!door->is_open()) return;
        const auto went = failed ? batch::stuck : self->take_in(door->native_handle(), is_operator);
        if (went == batch::more) return self->wait_at(door, is_operator);
        const needed_memory also_there;
        self->home_.after(accept_again_after, [self, door, is_operator] {
            if (door->is_open()) self->wait_at(door, is_operator);
        });
    };
    waiting.async_wait(asio::socket_base::wait_read, std::move(came));
}

/// Without memory the socket, if there was one, is closed.
listener::batch listener::take_in(int door, bool is_operator) noexcept {
    try {
        return accept_batch(door, is_operator);
    } catch (const std::exception&) {
        turn_away(turned_away::memory);
        return batch::stuck;
    }
}

/// As many as wait, for a tenth of a millisecond: what those who are in wait for takes several
/// turns of the loop, and each of them grows by this and by what the newcomers say in it. One for
/// each turn would be too slow when thousands come back at once: the kernel's queue (4,096 by
/// default) runs over, and whoever is dropped from it tries again only after 1, 3, 7 … seconds.
listener::batch listener::accept_batch(int door, bool is_operator) {
    constexpr std::chrono::microseconds batch_time{100};
    const auto until = std::chrono::steady_clock::now() + batch_time;
    do {
        reserve_.restore();  // after it was spent, once there is one again
        if (is_full() && must_wait(is_operator)) return batch::stuck;
        auto who = accept_from(door);
        if (is_out_of_descriptors(who)) {
            // Linux says so also when nobody waits: not again before somebody does.
            return accept_at_the_limit(door, is_operator) ? batch::more : batch::stuck;
        }
        if (who.socket < 0 && (errno == ENOMEM || errno == ENOBUFS)) {
            turn_away(turned_away::memory);
            return batch::stuck;
        }
        if (who.socket < 0) return batch::more;
        serve(who, is_operator);
    } while (std::chrono::steady_clock::now() < until);
    return batch::more;
}

/// Without a descriptor, takes that of somebody on the doorstep. When nobody stands there, lets in
/// by way of the reserve who wants to know what is going on (the operator, a scraper), and tells
/// everybody else to go. Listeners do this one after the other.
bool listener::accept_at_the_limit(int door, bool is_operator) {
    std::unique_lock alone(parts_.at_the_limit);
    auto who = accept_from(door);
    if (is_out_of_descriptors(who) && is_waiting(door)) {
        if (must_wait(is_operator)) return false;
        if (make_room(turned_away::descriptors)) {
            who = accept_from(door);
            // Another thread was quicker; somebody will make room again.
            if (is_out_of_descriptors(who) && !is_operator) return false;
        }
    }
    if (is_out_of_descriptors(who)) {
        if (!reserve_.spend()) return false;
        who = accept_from(door);
        if (who.socket < 0) return reserve_.restore();
        if (!is_operator && !parts_.settings.is_side_door) {
            reserve_.take_over(who.socket);
            alone.unlock();
            turn_away(turned_away::descriptors);
            return true;
        }
    }
    alone.unlock();
    if (who.socket >= 0) serve(who, is_operator);
    return true;
}

void listener::serve(const caller& who, bool is_operator) {
    unowned_socket ours{who.socket};
    stream_socket socket(home_.io());
    io_error refused;
    socket.assign({who.family(), who.family() == AF_UNIX ? 0 : IPPROTO_TCP}, who.socket, refused);
    if (refused) return turn_away(turned_away::memory);
    ours.socket = -1;
    auto place = std::make_shared<open_place>(open_, counts_);
    const bool is_full = place->is_beyond(parts_.settings.connections_max) && !is_operator;
    if (is_full && !make_room(turned_away::connections_max)) {
        return turn_away(turned_away::connections_max);
    }
    tls_session tls;
    if (tls_ && !is_operator) tls = accept_tls(tls_, who.socket);
    auto out = std::make_shared<outbox>(transport(std::move(socket), std::move(tls)));
    http_facts facts{
        .peer = who.peer(),
        .is_local_operator = is_operator,
        .home = &home_,
        .place = std::move(place),
    };
    if (!is_operator && !parts_.settings.is_side_door) {
        facts.spot = std::make_unique<doorstep::spot>(doorstep_, *out, who.network());
    }
    asio::co_spawn(
        home_.io(), serve_http(std::move(out), parts_, std::move(facts)), asio::detached
    );
    counts_->accepted.add();
}

bool listener::is_full() const {
    return *open_ >= parts_.settings.connections_max;
}

/// Whether newcomers stay in the kernel's queue for a moment, until somebody can make room, here or
/// on another shard.
bool listener::must_wait(bool is_operator) {
    if (is_operator || parts_.settings.is_side_door) return false;
    if (!doorstep_->is_empty()) return doorstep_->is_too_early();
    return parts_.doors.ask_others(this);
}

void listener::make_room_for_others() {
    constexpr int at_once = 8;
    const auto why = is_full() ? turned_away::connections_max : turned_away::descriptors;
    for (int cleared = 0; cleared < at_once; ++cleared) {
        if (!make_room(why)) return;
    }
}

/// Has whoever stands longest on the doorstep go, instead of the newcomer.
bool listener::make_room(turned_away why) noexcept {
    if (!doorstep_->clear_one()) return false;
    turn_away(why);
    return true;
}

void listener::turn_away(turned_away why) noexcept {
    counts_->turn_away(why);
    if (!parts_.warnings[static_cast<std::size_t>(why)].is_due()) return;
    try {
        log::warn(
            "people are turned away at the door",
            {{"because", name_of(why)}, {"remedy", remedy_for(why)}}
        );
    } catch (const std::exception&) {  // not even memory for the warning; it is counted
    }
}

}  // namespace aula
