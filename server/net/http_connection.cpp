#include "net/http_connection.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/read_size.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <chrono>
#include <exception>
#include <optional>

#include "base/log.hpp"
#include "base/needed_memory.hpp"
#include "base/occasional.hpp"
#include "net/handshake.hpp"
#include "net/http_answer.hpp"
#include "net/http_body.hpp"
#include "net/http_head.hpp"
#include "net/http_target.hpp"
#include "net/ws_connection.hpp"

namespace aula {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

const io_error bad_head = http::error::bad_field;

occasional refused_resources;

/// Everything that is refused for lack of memory, files or threads is one story, which is told once
/// a minute.
void log_failure(const http_request& request, const std::exception& thrown) {
    if (answer_for(thrown).status != 503) {
        return log::error(
            "a request failed",
            {{"method", request.method}, {"path", request.path}, {"detail", thrown.what()}}
        );
    }
    if (!refused_resources.is_due()) return;
    log::error(
        "a request was refused: no memory, file or thread was to be had",
        {{"path", request.path},
         {"detail", thrown.what()},
         {"remedy", "give the machine more memory, or raise LimitNOFILE and TasksMax"}}
    );
}

/// A request from its head to its answer, counted: a drain waits for it.
class open_request {
public:
    explicit open_request(std::shared_ptr<open_place> of) : place_(std::move(of)) {
        place_->counts().requests_open.add(1);
    }
    ~open_request() { place_->counts().requests_open.add(-1); }
    open_request(const open_request&) = delete;
    open_request& operator=(const open_request&) = delete;

private:
    std::shared_ptr<open_place> place_;
};

class http_server {
public:
    http_server(std::shared_ptr<outbox> out, net_parts& parts, http_facts facts)
        : out_(std::move(out)), parts_(parts), facts_(std::move(facts)) {}

    asio::awaitable<void> run() {
        out_->stall_after(parts_.settings.stall_time);
        out_->expire_after(parts_.settings.head_time);
        if (facts_.spot) facts_.spot->stand();
        if (out_->wire().is_secure()) {
            if (!co_await out_->readable()) co_return;
            co_await facts_.home->arrivals().pass(asio::use_awaitable);
        }
        if (!co_await out_->handshake()) co_return;
        // A first request comes at once: only whoever has been answered may take their time.
        auto patience = parts_.settings.head_time;
        while (out_->is_open()) {
            wait_on_the_doorstep();
            out_->expire_after(std::exchange(patience, parts_.settings.idle_time));
            if (buffer_.size() == 0 && !co_await out_->readable()) co_return;
            co_await facts_.home->arrivals().pass(asio::use_awaitable);
            if (!co_await one_request_or_its_end()) break;
        }
        if (has_unread_ && out_->is_open()) co_await linger();
        if (!is_upgraded_) out_->cut();
    }

private:
    /// Makes room for others from now on; no effect on a connection that does already.
    void wait_on_the_doorstep() {
        if (facts_.spot && out_->is_open()) facts_.spot->stand();
    }

    /// Reads and throws away the rest of a refused request for a moment: a socket that is closed
    /// with unread bytes takes the answer with it (RFC 9112 §9.6).
    asio::awaitable<void> linger() {
        constexpr std::chrono::seconds linger_time{1};
        constexpr std::size_t linger_bytes = 256 * 1024;
        const auto scratch = facts_.home->scratch();
        out_->half_close();
        out_->expire_after(linger_time);
        for (std::size_t passed = 0; passed < linger_bytes;) {
            io_error failed;
            const auto into_scratch = asio::buffer(scratch.data(), scratch.size());
            passed += co_await out_->async_read_some(into_scratch, into(failed));
            if (failed) co_return;
        }
    }

    /// False when the connection is over: also after an exception, which is answered if nothing
    /// was answered yet.
    asio::awaitable<bool> one_request_or_its_end() {
        std::optional<http_response> apology;
        try {
            is_answering_ = false;
            co_return co_await one_request();
        } catch (const std::exception& thrown) {
            const needed_memory whole;
            apology = answer_for(thrown);
            log_failure({}, thrown);
        }
        if (is_answering_ || is_upgraded_ || !out_->is_open()) co_return false;
        co_await send(std::move(*apology), false, false);
        co_return false;
    }

    asio::awaitable<bool> one_request() {
        out_->expire_after(parts_.settings.head_time);
        const auto came = co_await receive_head();
        if (came == head_state::unfinished) co_return false;
        if (came == head_state::too_large) {
            const head_request unread;
            co_return co_await refuse(unread, 431, "The request's head is larger than 8 KiB.");
        }
        head_parser head;
        head.body_limit(parts_.settings.upload_max);
        const auto failed = came == head_state::whole ? parse_head(head) : bad_head;
        if (failed == http::error::body_limit) {
            co_return co_await refuse(head.get(), 413, too_large_upload(parts_));
        }
        if (failed) {
            co_return co_await refuse(head.get(), 400, "This is not a correct HTTP request.");
        }
        const open_request counted(facts_.place);
        const auto objection = objection_to(head.get());
        if (!objection.empty()) co_return co_await refuse(head.get(), 400, objection);
        const auto target = parse_target(std::string_view(head.get().target()));
        if (!target) co_return co_await refuse(head.get(), 400, "The address is not correct.");
        if (target->path == "/ws" && !facts_.is_local_operator && !parts_.settings.is_side_door) {
            co_return co_await upgrade(head.release());
        }
        co_return co_await answer(head, *target);
    }

    /// `unfinished` when the peer has gone or took too long.
    asio::awaitable<head_state> receive_head() {
        constexpr std::size_t at_once = 16 * 1024;
        head_scan scan;
        for (;;) {
            const auto bytes = buffer_.data();
            const auto state = scan.take({static_cast<const char*>(bytes.data()), bytes.size()});
            if (state == head_state::whole) buffer_.consume(scan.begin());
            if (state != head_state::unfinished) co_return state;
            const auto room = buffer_.prepare(beast::read_size(buffer_, at_once));
            io_error failed;
            buffer_.commit(co_await out_->async_read_some(room, into(failed)));
            if (failed) co_return state;
        }
    }

    io_error parse_head(head_parser& head) {
        io_error failed;
        buffer_.consume(head.put(buffer_.data(), failed));
        return failed;
    }

    asio::awaitable<bool> upgrade(head_request request) {
        if (parts_.is_draining()) co_return co_await refuse(request, 503, restarting);
        if (!beast::websocket::is_upgrade(request)) {
            co_return co_await refuse(request, 426, "This address is for WebSocket connections.");
        }
        const auto& allowed = parts_.settings.origins;
        const std::string origin(request[http::field::origin]);
        if (request.count(http::field::origin) != 1 ||
            std::ranges::find(allowed, origin) == allowed.end()) {
            log::info("a WebSocket from a foreign origin was refused", {{"peer", facts_.peer}});
            co_return co_await refuse(request, 403, "This page may not connect here.");
        }
        if (!offers_subprotocol(std::string_view(request[http::field::sec_websocket_protocol]))) {
            co_return co_await refuse(request, 400, "The subprotocol must be aula.v1.");
        }
        // RFC 6455 §4.1: nothing is sent before the handshake is answered; a body would be frames.
        if (buffer_.size() > 0 || has_body(request)) {
            co_return co_await refuse(request, 400, "Data came before the upgrade.");
        }
        if (request.count(http::field::sec_websocket_version) != 1 ||
            request[http::field::sec_websocket_version] != "13") {
            co_return co_await refuse(request, 426, "The WebSocket version must be 13.");
        }
        std::optional<std::string> key;
        if (request.count(http::field::sec_websocket_key) == 1) {
            key = accept_key(std::string_view(request[http::field::sec_websocket_key]));
        }
        if (!key) co_return co_await refuse(request, 400, "The WebSocket key is not correct.");
        facts_.place->becomes_websocket();
        is_upgraded_ = co_await switch_protocols(*key);
        if (is_upgraded_) open_websocket(origin);
        co_return false;
    }

    asio::awaitable<bool> switch_protocols(std::string_view accepted) {
        http::response<http::empty_body> answer{http::status::switching_protocols, 11};
        answer.set(http::field::server, "aula");
        answer.set(http::field::upgrade, "websocket");
        answer.set(http::field::connection, "Upgrade");
        answer.set(http::field::sec_websocket_accept, accepted);
        answer.set(http::field::sec_websocket_protocol, websocket_subprotocol);
        io_error failed;
        co_await http::async_write(*out_, answer, into(failed));
        co_return !failed && out_->is_open();
    }

    void open_websocket(const std::string& origin) {
        std::make_shared<ws_connection>(out_, parts_, std::move(facts_), origin)->start();
    }

    asio::awaitable<bool> answer(head_parser& head, const http_target& target) {
        const bool is_head = head.get().method() == http::verb::head;
        http_request request = describe(head.get(), target);
        request.body_bytes = length_of(head);
        const bool may_be_kept = head.get().keep_alive() && !parts_.settings.is_side_door;
        const auto asked = std::chrono::steady_clock::now();
        const bool is_with_body = has_body(head.get());
        out_->never_expire();  // what the server needs is not the client's time
        auto admitted = co_await ask_whether(request);
        if (!out_->is_open()) co_return false;
        if (!admitted.refused) {
            temporary_file upload;
            co_return co_await answer_with_body(request, head, admitted, upload, may_be_kept);
        }
        facts_.place->counts().answer_seconds.observe(std::chrono::steady_clock::now() - asked);
        has_unread_ = is_with_body;
        const bool is_kept = may_be_kept && !is_with_body && !parts_.is_draining();
        co_return co_await send(*std::move(admitted.refused), is_head, is_kept) && is_kept;
    }

    /// A place is given up for somebody known alone, and for a JSON body only once it is here.
    asio::awaitable<bool> answer_with_body(
        http_request& request, head_parser& head, const http_admission& admitted,
        temporary_file& upload, bool may_be_kept
    ) {
        const bool is_head = head.get().method() == http::verb::head;
        if (admitted.is_known && admitted.takes == body_kind::file) leave_the_doorstep();
        http_body_reader body{*out_, parts_, buffer_};
        auto refused = co_await body.read(head, admitted, request, upload);
        if (!out_->is_open()) co_return false;
        if (refused) {  // the rest of the body is not read, so nothing can follow it
            has_unread_ = true;
            co_await send(std::move(*refused), is_head, false);
            co_return false;
        }
        if (admitted.is_known) leave_the_doorstep();
        out_->never_expire();
        const auto asked = std::chrono::steady_clock::now();
        auto said = co_await ask_api(request);
        facts_.place->counts().answer_seconds.observe(std::chrono::steady_clock::now() - asked);
        const bool is_kept = may_be_kept && !parts_.is_draining();
        co_return co_await send(std::move(said), is_head, is_kept) && is_kept;
    }

    void leave_the_doorstep() {
        if (facts_.spot) facts_.spot->step_in();
    }

    static std::optional<std::uint64_t> length_of(const head_parser& head) {
        std::optional<std::uint64_t> out;
        if (const auto length = head.content_length()) out = *length;
        return out;
    }

    asio::awaitable<http_admission> ask_whether(http_request& request) {
        http_admission refused;
        try {
            co_return co_await parts_.api.admit(request);
        } catch (const std::exception& failed) {
            const needed_memory whole;
            refused.refused = answer_for(failed);
            log_failure(request, failed);
        }
        co_return refused;
    }

    asio::awaitable<http_response> ask_api(http_request& request) {
        std::optional<http_response> apology;
        try {
            co_return co_await parts_.api.respond(request);
        } catch (const std::exception& failed) {
            const needed_memory whole;
            apology = answer_for(failed);
            log_failure(request, failed);
        }
        co_return std::move(*apology);
    }

    http_request describe(const head_request& head, const http_target& target) {
        http_request request;
        request.method =
            head.method() == http::verb::head ? "GET" : std::string(head.method_string());
        request.path = target.path;
        request.query = target.query;
        for (const auto& field : head) {
            std::string name(field.name_string());
            for (char& letter : name) {
                if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
            }
            request.headers.emplace_back(std::move(name), std::string(field.value()));
        }
        request.peer = facts_.peer;
        request.is_secure = out_->wire().is_secure() || parts_.settings.is_public_https;
        request.is_local_operator = facts_.is_local_operator;
        return request;
    }

    asio::awaitable<bool> refuse(const head_request& head, int status, std::string_view why) {
        const bool is_head = head.method() == http::verb::head;
        auto said = plain_error(status, why);
        if (status == 426) {  // RFC 9110 §15.5.22, RFC 6455 §4.4
            said.headers.emplace_back("Upgrade", "websocket");
            said.headers.emplace_back("Sec-WebSocket-Version", "13");
        }
        has_unread_ = true;
        co_await send(std::move(said), is_head, false);
        co_return false;
    }

    asio::awaitable<bool> send(http_response said, bool is_head, bool is_kept) {
        is_answering_ = true;
        wait_on_the_doorstep();  // an answer that nobody reads makes room
        facts_.place->counts().answered(said.status);
        co_return co_await send_answer(*out_, std::move(said), is_head, is_kept);
    }

    std::shared_ptr<outbox> out_;
    net_parts& parts_;
    http_facts facts_;
    beast::flat_buffer buffer_{64 * 1024};
    bool is_upgraded_ = false;
    bool is_answering_ = false;
    bool has_unread_ = false;  ///< The rest of a request that was refused.
};

}  // namespace

asio::awaitable<void> serve_http(std::shared_ptr<outbox> out, net_parts& parts, http_facts facts) {
    http_server server(std::move(out), parts, std::move(facts));
    co_await server.run();
}

}  // namespace aula
