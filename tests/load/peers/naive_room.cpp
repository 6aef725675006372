// naive_room: the room that one writes first. Whatever a client sends goes to everybody; each
// session has a queue of shared strings and writes them one by one with `async_write`, as Boost's
// own chat example does. One thread. It is what scripts/bench compares Aula with.

#include <sys/resource.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <boost/asio/signal_set.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

class session;

/// Everybody who is connected.
class room {
public:
    void enter(session* one) { everybody_.insert(one); }
    void leave(session* one) { everybody_.erase(one); }
    void say(std::string text);

private:
    std::unordered_set<session*> everybody_;
};

class session : public std::enable_shared_from_this<session> {
public:
    session(tcp::socket socket, room& in) : ws_(std::move(socket)), in_(in) {}
    ~session() { in_.leave(this); }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    void start() {
        ws_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
        ws_.async_accept(beast::bind_front_handler(&session::accepted, shared_from_this()));
    }

    void send(std::shared_ptr<const std::string> text) {
        asio::post(
            ws_.get_executor(),
            beast::bind_front_handler(&session::enqueue, shared_from_this(), std::move(text))
        );
    }

private:
    void accepted(beast::error_code failed) {
        if (failed) return;
        in_.enter(this);
        read();
    }

    void read() {
        ws_.async_read(buffer_, beast::bind_front_handler(&session::heard, shared_from_this()));
    }

    void heard(beast::error_code failed, std::size_t) {
        if (failed) return;
        in_.say(beast::buffers_to_string(buffer_.data()));
        buffer_.consume(buffer_.size());
        read();
    }

    void enqueue(std::shared_ptr<const std::string> text) {
        queue_.push_back(std::move(text));
        if (queue_.size() == 1) write();
    }

    void write() {
        ws_.async_write(
            asio::buffer(*queue_.front()),
            beast::bind_front_handler(&session::written, shared_from_this())
        );
    }

    void written(beast::error_code failed, std::size_t) {
        if (failed) return;
        queue_.erase(queue_.begin());
        if (!queue_.empty()) write();
    }

    websocket::stream<beast::tcp_stream> ws_;
    room& in_;
    beast::flat_buffer buffer_;
    std::vector<std::shared_ptr<const std::string>> queue_;
};

void room::say(std::string text) {
    const auto shared = std::make_shared<const std::string>(std::move(text));
    std::vector<std::weak_ptr<session>> here;
    here.reserve(everybody_.size());
    for (auto* const each : everybody_) here.emplace_back(each->weak_from_this());
    for (const auto& each : here) {
        if (const auto there = each.lock()) there->send(shared);
    }
}

class door {
public:
    door(asio::io_context& io, room& in, unsigned short port, bool has_no_delay)
        : acceptor_(io, {asio::ip::address_v4::loopback(), port}),
          in_(in),
          has_no_delay_(has_no_delay) {
        acceptor_.listen(4096);
    }

    void accept() {
        acceptor_.async_accept([this](beast::error_code failed, tcp::socket socket) {
            if (failed == asio::error::operation_aborted) return;
            if (!failed) {
                if (has_no_delay_) socket.set_option(tcp::no_delay(true));
                std::make_shared<session>(std::move(socket), in_)->start();
            }
            accept();
        });
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

private:
    tcp::acceptor acceptor_;
    room& in_;
    bool has_no_delay_;
};

}  // namespace

int main(int count, char** words) {
    unsigned short port = 0;
    bool has_no_delay = false;
    for (int at = 1; at < count; ++at) {
        if (std::strcmp(words[at], "--no-delay") == 0) {
            has_no_delay = true;
        } else if (std::strcmp(words[at], "--port") == 0 && at + 1 < count) {
            port = static_cast<unsigned short>(std::atoi(words[++at]));
        } else {
            return std::fputs("naive_room [--port N] [--no-delay]   port 0: any\n", stderr), 2;
        }
    }
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    room everybody;
    asio::io_context io(1);
    door in(io, everybody, port, has_no_delay);
    asio::signal_set ending(io, SIGINT, SIGTERM);
    ending.async_wait([&](beast::error_code, int) { io.stop(); });
    in.accept();
    std::printf("{\"port\":%u}\n", in.port());
    std::fflush(stdout);
    io.run();
    std::_Exit(0);  // ten thousand sessions need not be taken apart
}
