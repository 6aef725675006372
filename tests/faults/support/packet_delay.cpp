// packet_delay QUEUE DELAY_MS JITTER_MS LOSS_PERCENT: a bad network, for a namespace of one's own.
// Packets that netfilter hands to this queue are kept for a while, or dropped. What `tc netem` does
// in the kernel, for kernels without it.

#include <netinet/in.h>  // first: the kernel's own header gives way to it

#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <queue>
#include <random>
#include <vector>

namespace {

using steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int packets_max = 200'000;  // beyond this the kernel drops
constexpr int socket_bytes = 8 << 20;

struct network {
    milliseconds delay{};
    milliseconds jitter{};
    double loss_percent = 0;
};

class delay_line {
public:
    explicit delay_line(const network& of) : of_(of) {}

    void take(nfq_q_handle* from, std::uint32_t packet) {
        if (std::uniform_real_distribution<>(0, 100)(random_) < of_.loss_percent) {
            nfq_set_verdict(from, packet, NF_DROP, 0, nullptr);
            return;
        }
        const auto most = of_.jitter.count();
        const milliseconds off{std::uniform_int_distribution<long>(-most, most)(random_)};
        waiting_.push({steady::now() + of_.delay + off, packet});
    }

    void release_due(nfq_q_handle* to) {
        while (!waiting_.empty() && waiting_.top().due <= steady::now()) {
            nfq_set_verdict(to, waiting_.top().packet, NF_ACCEPT, 0, nullptr);
            waiting_.pop();
        }
    }

    /// For poll: how long until the next is due; for ever when none waits.
    int patience_ms() const {
        if (waiting_.empty()) return -1;
        const auto left = waiting_.top().due - steady::now();
        return static_cast<int>(std::max(std::chrono::ceil<milliseconds>(left).count(), 0L));
    }

private:
    struct held {
        steady::time_point due;
        std::uint32_t packet;
        bool operator<(const held& other) const { return due > other.due; }  // soonest on top
    };
    network of_;
    std::mt19937 random_{1};
    std::priority_queue<held> waiting_;
};

int take_packet(nfq_q_handle* from, nfgenmsg*, nfq_data* packet, void* line) {
    const auto* head = nfq_get_msg_packet_hdr(packet);
    static_cast<delay_line*>(line)->take(from, ntohl(head->packet_id));
    return 0;
}

int run(std::uint16_t number, const network& of) {
    delay_line line(of);
    nfq_handle* netfilter = nfq_open();
    if (netfilter == nullptr) return std::perror("packet_delay: nfq_open"), 1;
    nfq_q_handle* queue = nfq_create_queue(netfilter, number, &take_packet, &line);
    if (queue == nullptr) return std::perror("packet_delay: nfq_create_queue"), 1;
    nfq_set_mode(queue, NFQNL_COPY_META, 0);
    nfq_set_queue_maxlen(queue, packets_max);
    const int socket = nfq_fd(netfilter);
    ::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &socket_bytes, sizeof socket_bytes);
    std::puts("ready");
    std::fflush(stdout);
    std::array<char, 65536> buffer{};
    for (;;) {
        line.release_due(queue);
        pollfd look{.fd = socket, .events = POLLIN, .revents = 0};
        if (::poll(&look, 1, line.patience_ms()) <= 0) continue;
        for (;;) {
            const auto got = ::recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (got <= 0) break;
            nfq_handle_packet(netfilter, buffer.data(), static_cast<int>(got));
        }
    }
}

}  // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fputs("packet_delay QUEUE DELAY_MS JITTER_MS LOSS_PERCENT\n", stderr);
        return 2;
    }
    const auto number = static_cast<std::uint16_t>(std::atoi(words[1]));
    return run(
        number, {.delay = milliseconds{std::atoi(words[2])},
                 .jitter = milliseconds{std::atoi(words[3])},
                 .loss_percent = std::atof(words[4])}
    );
}
