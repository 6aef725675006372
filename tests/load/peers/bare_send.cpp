// bare_send: how many messages one core can send one by one, whatever the server. A writer sends
// the same bytes over each of N loopback connections; a reader process drains them on another core.
// The next round starts when at most `window` rounds are not yet read. Nothing is coalesced.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

namespace {

constexpr const char* usage =
    "bare_send [--connections 1000] [--bytes 180] [--window 1] [--seconds 3]\n"
    "          [--writer-core 0] [--reader-core 1]     at most 19,000 connections and 60 s\n";

/// What the two processes tell each other.
struct shared {
    std::atomic<std::uint64_t> bytes_read{0};
    std::atomic<bool> is_ready{false};
    std::atomic<bool> is_over{false};
};

struct options {
    std::size_t connections, bytes, window;
    long seconds, writer_core, reader_core;
};

void need(bool is_good, const char* what) {
    if (!is_good) throw std::system_error(errno, std::generic_category(), what);
}

void pin_to(long core) {
    if (core < 0) return;
    cpu_set_t only;
    CPU_ZERO(&only);
    CPU_SET(static_cast<std::size_t>(core), &only);
    ::sched_setaffinity(0, sizeof only, &only);
}

double seconds_of(clockid_t clock) {
    timespec read{};
    ::clock_gettime(clock, &read);
    return static_cast<double>(read.tv_sec) + static_cast<double>(read.tv_nsec) * 1e-9;
}

void set(int socket, int level, int option) {
    const int yes = 1;
    ::setsockopt(socket, level, option, &yes, sizeof yes);
}

int listen_on(sockaddr_in& at) {
    const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    need(listening >= 0, "socket");
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    need(::bind(listening, reinterpret_cast<sockaddr*>(&at), size) == 0, "bind");
    need(::listen(listening, 4096) == 0, "listen");
    ::getsockname(listening, reinterpret_cast<sockaddr*>(&at), &size);
    return listening;
}

/// Connects from 127.0.0.2, and ends with a reset so that no port stays behind.
int connect_to(const sockaddr_in& at) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    need(made >= 0, "socket");
    set(made, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT);
    const linger reset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(made, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    sockaddr_in from{};
    from.sin_family = AF_INET;
    from.sin_addr.s_addr = htonl(0x7f000002);
    need(::bind(made, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0, "bind");
    need(::connect(made, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0, "connect");
    return made;
}

void read_all(const sockaddr_in& at, const options& asked, shared& with) {
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t made = 0; made < asked.connections; ++made) {
        epoll_event wanted{};
        wanted.events = EPOLLIN | EPOLLET;
        wanted.data.fd = connect_to(at);
        need(::epoll_ctl(epoll, EPOLL_CTL_ADD, wanted.data.fd, &wanted) == 0, "epoll_ctl");
    }
    pin_to(asked.reader_core);
    with.is_ready = true;
    std::array<epoll_event, 512> events{};
    static std::array<char, 256UL * 1024> buffer;
    while (!with.is_over) {
        const int count = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 50);
        std::uint64_t got = 0;
        for (int each = 0; each < count; ++each) {
            const int from = events[static_cast<std::size_t>(each)].data.fd;
            const auto bytes = ::recv(from, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (bytes > 0) got += static_cast<std::uint64_t>(bytes);
        }
        with.bytes_read.fetch_add(got, std::memory_order_relaxed);
    }
}

void send_all(int to, const std::string& message) {
    for (std::size_t sent = 0; sent < message.size();) {
        const auto bytes =
            ::send(to, message.data() + sent, message.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (bytes > 0) sent += static_cast<std::size_t>(bytes);
        if (bytes < 0) need(errno == EAGAIN, "send");
    }
}

/// Rounds until the time is over, and the figures.
nlohmann::json measure(const std::vector<int>& sockets, const options& asked, const shared& with) {
    const std::string message(asked.bytes, 'x');
    const auto round_bytes = message.size() * sockets.size();
    const auto began = seconds_of(CLOCK_MONOTONIC);
    const auto cpu = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    std::uint64_t rounds = 0;
    double waited = 0;  // of CPU: waiting is spinning
    while (seconds_of(CLOCK_MONOTONIC) < began + static_cast<double>(asked.seconds)) {
        for (const int to : sockets) send_all(to, message);
        ++rounds;
        const auto from = seconds_of(CLOCK_THREAD_CPUTIME_ID);
        while (with.bytes_read + (asked.window - 1) * round_bytes < rounds * round_bytes) {
            if (seconds_of(CLOCK_THREAD_CPUTIME_ID) > from + 5) {
                throw std::runtime_error("nobody reads");
            }
        }
        waited += seconds_of(CLOCK_THREAD_CPUTIME_ID) - from;
    }
    const auto lasted = seconds_of(CLOCK_MONOTONIC) - began;
    const auto busy = seconds_of(CLOCK_THREAD_CPUTIME_ID) - cpu - waited;
    const auto sends = static_cast<double>(rounds * sockets.size());
    return {
        {"sends_per_s", sends / lasted},
        {"us_per_send", busy * 1e6 / sends},
        {"rounds", rounds},
        {"seconds", lasted},
        {"bytes", asked.bytes},
    };
}

void write_all(int listening, const options& asked, shared& with, pid_t reader) {
    std::vector<int> sockets;
    while (sockets.size() < asked.connections) {
        const int made = ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        need(made >= 0, "accept");
        set(made, IPPROTO_TCP, TCP_NODELAY);
        sockets.push_back(made);
    }
    while (!with.is_ready) ::sched_yield();
    pin_to(asked.writer_core);
    const auto figures = measure(sockets, asked, with);
    with.is_over = true;
    ::waitpid(reader, nullptr, 0);
    std::puts(figures.dump().c_str());
}

int run(const options& asked) {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    void* const memory =
        ::mmap(nullptr, sizeof(shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    need(memory != MAP_FAILED, "mmap");
    auto& with = *new (memory) shared;
    sockaddr_in at{};
    const int listening = listen_on(at);
    const pid_t reader = ::fork();
    if (reader == 0) {
        read_all(at, asked, with);
        ::_exit(0);
    }
    write_all(listening, asked, with, reader);
    return 0;
}

}  // namespace

int main(int count, char** words) {
    std::map<std::string, long> asked{{"--connections", 1000}, {"--bytes", 180},
                                      {"--window", 1},         {"--seconds", 3},
                                      {"--writer-core", 0},    {"--reader-core", 1}};
    for (int at = 1; at < count; at += 2) {
        if (!asked.contains(words[at]) || at + 1 == count) return std::fputs(usage, stderr), 2;
        asked[words[at]] = std::atol(words[at + 1]);
    }
    const auto within = [&](const char* name, long most) {
        return static_cast<std::size_t>(std::min(std::max(asked[name], 1L), most));
    };
    try {
        return run(
            {.connections = within("--connections", 19'000),
             .bytes = within("--bytes", 65'536),
             .window = within("--window", 64),
             .seconds = static_cast<long>(within("--seconds", 60)),
             .writer_core = asked["--writer-core"],
             .reader_core = asked["--reader-core"]}
        );
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "bare_send: %s\n", failed.what());
        return 1;
    }
}
