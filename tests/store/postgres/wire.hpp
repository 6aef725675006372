#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <list>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/temporary_folder.hpp"

namespace aula::test {

/// The wire between a store and its PostgreSQL: a socket of its own, behind which everything is
/// passed on. The test can hold the answers back, and cut it.
class wire {
public:
    explicit wire(const std::filesystem::path& server) : server_(server / socket_name) {
        listener_ = made_socket();
        const auto at = address_of(folder_.path() / socket_name);
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
            ::listen(listener_, 64) != 0 || ::pipe(wake_) != 0) {
            throw std::runtime_error("no wire");
        }
        thread_ = std::thread([this] { pass_on(); });
    }
    ~wire() {
        is_over_ = true;
        wake();
        thread_.join();
        drop_all();
        for (const int each : {listener_, wake_[0], wake_[1]}) ::close(each);
    }
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    const std::filesystem::path& path() const { return folder_.path(); }

    /// What the server says from now on stays on the way.
    void hold_answers(bool held) {
        are_answers_held_ = held;
        wake();
    }
    /// Ends all connections on the store's side and, without a word, on the server's. When this
    /// returns it has happened. While it `stays_cut`, new ones are ended at once.
    void cut(bool stays_cut = false) {
        stays_cut_ = stays_cut;
        cuts_asked_ += 1;
        wake();
        while (cuts_done_ != cuts_asked_) std::this_thread::yield();
    }
    void mend() { stays_cut_ = false; }

    /// How often the store has spoken after the server had: round trips, of all connections.
    int round_trips() const { return round_trips_; }

private:
    static constexpr const char* socket_name = ".s.PGSQL.5432";
    struct connection {
        int store = -1;
        int server = -1;
        bool is_gone = false;
        bool is_answered = false;  ///< Since the store has last said something.
    };

    static int made_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }
    static sockaddr_un address_of(const std::filesystem::path& path) {
        sockaddr_un at{};
        at.sun_family = AF_UNIX;
        path.string().copy(at.sun_path, sizeof at.sun_path - 1);
        return at;
    }

    void wake() { static_cast<void>(::write(wake_[1], "!", 1)); }

    void drop(connection& one) {
        ::close(one.store);
        ::close(one.server);
        one.is_gone = true;
    }
    void drop_all() {
        for (auto& each : connections_) drop(each);
        connections_.clear();
    }

    void accept_one() {
        connection one{.store = ::accept(listener_, nullptr, nullptr), .server = made_socket()};
        const auto at = address_of(server_);
        const bool is_there =
            ::connect(one.server, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
        if (stays_cut_ || !is_there) return drop(one);
        connections_.push_back(one);
    }

    static bool pass(int from, int to) {
        std::array<char, 16384> bytes{};
        const auto size = ::recv(from, bytes.data(), bytes.size(), 0);
        return size > 0 &&
               ::send(to, bytes.data(), static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
    }

    void pass_on() {
        while (!is_over_) {
            std::vector<pollfd> watched{{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
            for (const auto& each : connections_) {
                watched.push_back({each.store, POLLIN, 0});
                watched.push_back({are_answers_held_ ? -1 : each.server, POLLIN, 0});
            }
            ::poll(watched.data(), watched.size(), -1);
            auto at = watched.begin() + 2;
            for (auto& each : connections_) {
                const bool from_store = (at++)->revents != 0;
                const bool from_server = (at++)->revents != 0;
                if (from_store && !pass(each.store, each.server)) drop(each);
                if (from_store && std::exchange(each.is_answered, false)) ++round_trips_;
                if (!each.is_gone && from_server && !pass(each.server, each.store)) drop(each);
                each.is_answered = each.is_answered || from_server;
            }
            std::erase_if(connections_, [](const connection& each) { return each.is_gone; });
            if (watched[0].revents != 0) take_orders();
            if (watched[1].revents != 0) accept_one();
        }
    }

    void take_orders() {
        char order = 0;
        static_cast<void>(::read(wake_[0], &order, 1));
        if (cuts_done_ == cuts_asked_) return;
        drop_all();
        cuts_done_ = cuts_asked_.load();
    }

    temporary_folder folder_;
    std::filesystem::path server_;
    int listener_ = -1;
    int wake_[2] = {-1, -1};
    std::list<connection> connections_;  ///< The thread's own.
    std::atomic<bool> are_answers_held_{false};
    std::atomic<bool> stays_cut_{false};
    std::atomic<bool> is_over_{false};
    std::atomic<int> round_trips_{0};
    std::atomic<int> cuts_asked_{0};
    std::atomic<int> cuts_done_{0};
    std::thread thread_;
};

}  // namespace aula::test
