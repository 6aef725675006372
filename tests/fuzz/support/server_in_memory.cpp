#include "fuzz/support/server_in_memory.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <cerrno>

#include "fuzz/support/target.hpp"
#include "store/courses.hpp"
#include "store/migrations.hpp"
#include "store/sessions.hpp"

namespace aula::fuzz {
namespace {

constexpr timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

/// The newest schema, one course and one session; made once, and never changed for good.
struct kept {
    std::unique_ptr<sqlite_database> db;
    session_id where;
};

template <class T>
T must(result<T> answer) {
    require(static_cast<bool>(answer), "the world can be set up");
    return *std::move(answer);
}

kept& the_database() {
    static kept one = [] {
        kept made{must(sqlite_database::open(":memory:", sqlite_access::writer)), {}};
        require(static_cast<bool>(migrate(*made.db, noon)), "the schema is made");
        course_record course;
        course.slug = course.title = "immunology";
        course.zone = "UTC";
        course.created_at = noon;
        session_record session;
        session.course = must(courses::add(*made.db, course));
        session.key = session.title = "monday";
        session.starts_at = noon;
        session.ends_at = noon + std::chrono::hours{1};
        made.where = must(sessions::add(*made.db, session));
        return made;
    }();
    return one;
}

}  // namespace

store_in_memory::store_in_memory() {
    require(static_cast<bool>(the_database().db->query("BEGIN")), "a run begins");
}

store_in_memory::~store_in_memory() {
    require(static_cast<bool>(the_database().db->query("ROLLBACK")), "a run leaves nothing");
}

session_id store_in_memory::planned_session() {
    return the_database().where;
}

void store_in_memory::submit(kind, std::unique_ptr<job> work) {
    work->perform(*the_database().db);
    work->finish({});
}

server_in_memory::server_in_memory()
    : counts_(std::make_shared<net_metrics>(0)),
      open_(std::make_shared<std::atomic<std::size_t>>(0)) {
    live_settings live;
    live.ring_bytes = live.recent_bytes = 64 * 1024;
    shards_.push_back(std::make_unique<shard>(0));
    hall_ = std::make_unique<hall>(shards_, store_, clock_, live);
    const auto redeem = [](const std::string& ticket, session_id, std::string_view) {
        std::optional<viewer> who;
        for (const auto as : every_role) {
            const auto number = static_cast<std::int64_t>(as) + 1;
            if (ticket != ticket_for(as)) continue;
            who = viewer{{number}, {number}, std::string(name_of(as)), as, {}};
        }
        return who;
    };
    parts_.reset(new net_parts{*this, *hall_, redeem, settings()});
}

server_in_memory::~server_in_memory() {
    settle();
    hall_.reset();
}

net_settings server_in_memory::settings() {
    net_settings with;
    with.origins = {origin};
    with.temporary = std::filesystem::temp_directory_path();
    with.commands_burst = with.commands_per_second = 1e6;
    return with;
}

std::string server_in_memory::ticket_for(role as) {
    return std::string(name_of(as)) + "-ticket-0123";
}

boost::asio::awaitable<http_admission> server_in_memory::admit(http_request& request) {
    http_admission out;
    if (request.path == "/json") out.takes = body_kind::json;
    if (request.path == "/upload") out.takes = body_kind::file;
    out.body_max = 1024 * 1024;
    co_return out;
}

boost::asio::awaitable<http_response> server_in_memory::respond(http_request& request) {
    auto body = request.body;
    if (!request.body_file.empty()) {
        body = std::to_string(std::filesystem::file_size(request.body_file));
    }
    seen_.push_back({request.method, request.path, std::move(body)});
    http_response said;
    said.body = "seen";
    co_return said;
}

int server_in_memory::connect() {
    std::array<int, 2> ends{};
    const int kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    require(::socketpair(AF_UNIX, kind, 0, ends.data()) == 0, "a pair of sockets is made");
    stream_socket socket(shards_[0]->io());
    socket.assign({AF_UNIX, 0}, ends[0]);
    http_facts facts{
        .peer = "fuzz",
        .home = shards_[0].get(),
        .place = std::make_shared<open_place>(open_, counts_)
    };
    auto out = std::make_shared<outbox>(transport(std::move(socket)));
    boost::asio::co_spawn(
        shards_[0]->io(), serve_http(std::move(out), *parts_, std::move(facts)),
        boost::asio::detached
    );
    return ends[1];
}

void server_in_memory::settle() {
    while (shards_[0]->io().poll() > 0) {
    }
}

client_in_memory::~client_in_memory() {
    ::close(socket_);
    to_.settle();
}

void client_in_memory::gather() {
    std::array<char, 16 * 1024> some;
    for (;;) {
        const auto got = ::recv(socket_, some.data(), some.size(), MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            is_over_ = true;
            return;
        }
        received_.append(some.data(), static_cast<std::size_t>(got));
    }
}

void client_in_memory::settle() {
    to_.settle();
    gather();
}

void client_in_memory::send(std::string_view bytes, std::size_t piece) {
    while (!bytes.empty()) {
        const auto some = bytes.substr(0, piece);
        const auto sent = ::send(socket_, some.data(), some.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        const bool is_refused = sent < 0 && errno != EAGAIN;
        settle();
        if (is_refused) return;
    }
}

void client_in_memory::hang_up() {
    ::shutdown(socket_, SHUT_WR);
    settle();
}

}  // namespace aula::fuzz
