#include "net/ws_connection.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "generated/codec.hpp"

namespace aula {
namespace {

using kind = client_frame::kind;

constexpr std::uint16_t protocol_error = 1002;  // RFC 6455 §7.4.1
constexpr std::uint16_t not_accepted = 1003;
constexpr std::uint16_t not_utf8 = 1007;

bool is_control(const client_frame& said) {
    return said.is == kind::ping || said.is == kind::pong;
}

std::chrono::steady_clock::time_point this_moment() {
    return std::chrono::steady_clock::now();
}

}  // namespace

ws_connection::ws_connection(
    std::shared_ptr<outbox> out, net_parts& parts, http_facts facts, std::string origin
)
    : out_(std::move(out)),
      parts_(parts),
      here_(parts.live.on(facts.home->index())),
      place_(std::move(facts.place)),
      spot_(std::move(facts.spot)),
      origin_(std::move(origin)),
      reader_(limits::command_bytes_max),
      bytes_(parts.settings.commands_per_second, parts.settings.commands_burst),
      commands_(parts.settings.commands_per_second, parts.settings.commands_burst) {}

ws_connection::~ws_connection() {
    out_->frames_for(nullptr);
    place_->counts().closed(out_->closed_as());
}

void ws_connection::start() {
    out_->frames_for(this);
    out_->expire_after(parts_.settings.hello_time);
    wait();
}

// ---- reading ----

void ws_connection::wait() {
    const needed_memory whole;  // what waits here is all that keeps a connection, and ends it
    out_->wire().socket().async_wait(
        stream_socket::wait_read,
        [self = shared_from_this()](io_error failed) {
            if (failed) return self->end();
            try {
                self->readable();
            } catch (const std::exception& thrown) {  // no memory, most likely: theirs alone ends
                self->break_off(thrown);
            }
        }
    );
}

/// The client comes back later; what it says until then is not read, because a part of it is lost.
void ws_connection::break_off(const std::exception& thrown) {
    const needed_memory whole;
    if (parts_.warnings[static_cast<std::size_t>(turned_away::memory)].is_due()) {
        log::error(
            "a connection is told to come back later: it cannot be served now",
            {{"because", thrown.what()},
             {"remedy", "give the machine more memory, or lower limits.connections"}}
        );
    }
    leave();
    out_->close(close_code::overloaded);
    is_deaf_ = true;
    if (is_over_ || !out_->is_open()) return end();
    wait();
}

/// False when there is nothing more to read for now.
bool ws_connection::read_some(std::size_t& bytes) {
    const auto into = here_.home().scratch();
    const auto step = out_->wire().read(into);
    bytes = step.bytes;
    if (step.state == io_state::closed) is_over_ = true;
    return step.state == io_state::done;
}

void ws_connection::readable() {
    std::size_t bytes = 0;
    const auto scratch = here_.home().scratch();
    while (!is_over_ && out_->is_open() && read_some(bytes)) {
        const auto at = this_moment();
        if (!is_deaf_ && !bytes_.take(bytes, at)) {
            out_->close(close_code::too_fast);
            stop_listening();
        }
        if (counted_) counted_->heard(at);
        if (number_ != 0) here_.heard(number_);
        take_bytes(scratch.first(bytes));
        // A plain socket that gave less than there was room for is empty; OpenSSL may hold more.
        if (bytes < scratch.size() && !out_->wire().is_secure()) break;
    }
    if (is_over_ || !out_->is_open()) return end();
    watch_message();
    wait();
}

void ws_connection::take_bytes(std::span<char> bytes) {
    while (!is_over_ && !is_deaf_) {
        const auto said = reader_.next(bytes);
        if (said.is == kind::nothing) return;
        take_frame(said);
    }
}

void ws_connection::take_frame(const client_frame& said) {
    if (said.is == kind::close) {
        out_->shut(said.code, {});  // the same code back, RFC 6455 §5.5.1; nothing after our own
        is_over_ = has_said_goodbye_ = true;
    }
    if (out_->has_closed()) {  // only their answer is of interest now
        if (said.is >= kind::broken) stop_listening();
        return;
    }
    if (said.is == kind::text || said.is == kind::binary) message_ended();
    if (is_control(said) && !bytes_.take(limits::control_frame_cost, this_moment())) {
        out_->close(close_code::too_fast);
        return stop_listening();
    }
    switch (said.is) {
        case kind::text:
            return take_text(said.payload);
        case kind::binary:
            return take_media(said.payload);
        case kind::ping:
            return out_->push(std::make_shared<const std::string>(pong_frame(said.payload)));
        case kind::too_large:
            out_->close(close_code::too_large);
            return stop_listening();
        case kind::too_many_parts:
            out_->close(close_code::bad_message);
            return stop_listening();
        case kind::broken:
            out_->shut(protocol_error, {});
            return stop_listening();
        case kind::not_utf8:
            out_->shut(not_utf8, {});
            return stop_listening();
        case kind::nothing:
        case kind::pong:
        case kind::close:
            return;
    }
}

/// After an error where the next frame begins is anyone's guess: what still comes is read and
/// thrown away, because a socket that is closed with unread bytes takes the close frame with it.
void ws_connection::stop_listening() {
    out_->half_close();
    is_deaf_ = true;
}

/// An unfinished message may not hold its memory for long.
void ws_connection::watch_message() {
    if (number_ == 0 || out_->has_closed() || !reader_.is_in_message()) return message_ended();
    if (std::exchange(is_timed_, true)) return;
    out_->expire_after(parts_.settings.message_time);
}

/// Whatever comes next has its own time.
void ws_connection::message_ended() {
    if (std::exchange(is_timed_, false) && !out_->has_closed()) out_->never_expire();
}

void ws_connection::end() {
    const needed_memory whole;
    leave();
    out_->finish();
}

// ---- what was said ----

void ws_connection::take_text(std::string_view text) {
    auto message = decode_client(text);
    if (auto* said = std::get_if<hello>(&message)) return greet(*said);
    if (auto* asked = std::get_if<request_frame>(&message)) return ask(std::move(*asked));
    const auto& bad_one = std::get<bad_client_message>(message);
    bad(bad_one.ref, bad_one.detail);
}

/// A frame that is not sent on is not answered: it may have been on its way when the sender's
/// role changed.
void ws_connection::take_media(std::string_view frame) {
    if (number_ == 0) return out_->shut(not_accepted, {});
    const auto at = this_moment();
    if (!media_) media_ = std::make_unique<media_budget>(at);
    switch (media_->take(at)) {
        case media_budget::verdict::send_on:
            return here_.send_media(number_, frame);
        case media_budget::verdict::drop:
            return here_.counts().media_dropped.add();
        case media_budget::verdict::flood:
            here_.counts().media_dropped.add();
            out_->close(close_code::bad_message);
            return stop_listening();
    }
}

void ws_connection::greet(const hello& said) {
    if (number_ != 0 || is_asking_) return bad({}, "a second hello");
    const auto origin = std::exchange(origin_, {});
    auto who = parts_.redeem(said.ticket, said.session, origin);
    if (!who && ask_issuer(said, origin)) return;
    let_in(said, std::move(who));
}

bool ws_connection::ask_issuer(const hello& said, std::string_view origin) {
    if (!parts_.redeem_elsewhere) return false;
    auto answered = [self = shared_from_this(), said](std::optional<viewer> who) {
        self->here_.home().post([self, said, who = std::move(who)] {
            self->is_asking_ = false;
            const bool is_here = !self->is_over_ && self->out_->is_open();
            if (is_here && !self->out_->has_closed()) self->let_in(said, who);
        });
    };
    is_asking_ = parts_.redeem_elsewhere(said.ticket, said.session, origin, std::move(answered));
    if (is_asking_) out_->expire_after(parts_.settings.hello_time);  // the hello came in time
    return is_asking_;
}

void ws_connection::let_in(const hello& said, std::optional<viewer> who) {
    if (!who) return out_->close(close_code::ticket_refused);
    who->since = said.since;
    who->listens = said.media.value_or(false);
    person_ = who->who;
    out_->never_expire();
    spot_.reset();
    try {
        counted_ = count_socket(person_);
        number_ = here_.enter(*out_, said.session, std::move(*who));
    } catch (const std::exception& thrown) {
        counted_.reset();
        log_no_room(said.session, thrown);
        out_->close(close_code::overloaded);
    }
}

/// Another connection of this person may have to make room for this one.
std::unique_ptr<person_sockets::entry> ws_connection::count_socket(participant_id who) {
    const auto at = this_moment();
    auto end = [weak = weak_from_this(), &home = here_.home()] {
        home.post([weak] {
            if (const auto self = weak.lock()) self->out_->close(close_code::replaced);
        });
    };
    const auto doubtful = 2 * parts_.live.settings().ping;
    return parts_.sockets->add(who, std::move(end), at, at - doubtful);
}

void ws_connection::log_no_room(session_id where, const std::exception& thrown) {
    const needed_memory whole;
    if (!parts_.warnings[static_cast<std::size_t>(turned_away::memory)].is_due()) return;
    log::error(
        "people are not let into a session: there is no memory for it",
        {{"session", where.text()},
         {"because", thrown.what()},
         {"remedy", "give the machine more memory, or lower limits.connections"}}
    );
}

void ws_connection::ask(request_frame asked) {
    if (number_ == 0) return out_->close(close_code::bad_hello);
    const auto at = this_moment();
    auto wait = commands_.take(at);
    if (wait == milliseconds{0}) wait = parts_.people.take(person_, at);
    const bool is_too_fast = wait > milliseconds{0};
    if (is_too_fast && commands_.is_ignored()) return out_->close(close_code::too_fast);
    if (is_too_fast) return refuse(asked.ref, refusal::too_fast, wait);
    here_.submit(number_, std::move(asked));
}

/// A client that sends nothing but nonsense is let go.
void ws_connection::bad(std::optional<std::uint32_t> ref, std::string_view what) {
    // A key that it repeats is the client's own words, and those stand in no log.
    const bool is_theirs = what.starts_with("the key ");
    log::info("a message was refused", {{"because", is_theirs ? "a key twice" : what}});
    if (number_ == 0) return out_->close(close_code::bad_hello);
    if (++bad_messages_ > limits::bad_messages_max) return out_->close(close_code::bad_message);
    refuse(ref.value_or(0), refusal::bad_message, {});
}

/// Says no to one message.
void ws_connection::refuse(std::uint32_t ref, refusal reason, std::optional<milliseconds> retry) {
    here_.counts().refused(reason);
    std::string payload, frame;
    encode(payload, refused{.ref = ref, .reason = reason, .retry_after_ms = retry});
    append_text_frame(frame, payload);
    out_->push(std::make_shared<const std::string>(std::move(frame)));
}

void ws_connection::on_writable() {
    if (number_ != 0) here_.writable(number_);
}

/// Who is sent away for the server's sake may have been gone before: their answer shows, or that
/// there is none. The end of the connection is none, it may be a proxy's.
void ws_connection::on_closed() {
    if (out_->closed_as() != close_code::restarting) leave();
}

/// Without a hello the client is told so. A message that does not end, and a server that does not
/// know a ticket, look like a lost network.
void ws_connection::on_expired() {
    if (number_ != 0 || is_asking_) return out_->cut();
    out_->close(close_code::bad_hello);
}

/// Gives the seat back; the first time counts. A silence ends at the last proof of life, everything
/// else now.
void ws_connection::leave() {
    if (number_ == 0) return;
    counted_.reset();
    const auto closed = out_->closed_as();
    const bool is_silent = closed == close_code::silent || closed == close_code::lagging ||
                           (closed == close_code::restarting && !has_said_goodbye_);
    here_.leave(std::exchange(number_, 0), is_silent ? leave_reason::lost : leave_reason::left);
}

}  // namespace aula
