#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/json.hpp"
#include "support/source_dir.hpp"
#include "support/temporary_folder.hpp"

namespace aula::test {

/// smtp_server.py as a process of its own, on a free port of the loopback interface.
class smtp_server {
public:
    explicit smtp_server(std::vector<std::string> options = {}) {
        std::vector<std::string> command{
            "/usr/bin/python3", source_dir() / "tests/mail/smtp_server.py", letters_.path().string()
        };
        command.insert(command.end(), options.begin(), options.end());
        std::vector<char*> arguments;
        for (auto& word : command) arguments.push_back(word.data());
        arguments.push_back(nullptr);
        std::array<int, 2> ends{};
        REQUIRE(pipe(ends.data()) == 0);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addclose(&actions, ends[0]);
        REQUIRE(
            posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ) == 0
        );
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
        std::array<char, 16> text{};
        const auto got = ::read(ends[0], text.data(), text.size() - 1);
        ::close(ends[0]);
        REQUIRE(got > 1);
        port_ = std::stoi(text.data());
    }
    ~smtp_server() { stop(); }
    smtp_server(const smtp_server&) = delete;
    smtp_server& operator=(const smtp_server&) = delete;

    void stop() {
        if (process_ <= 0) return;
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = 0;
    }

    std::string url(const std::string& scheme = "smtp", const std::string& host = "127.0.0.1")
        const {
        return scheme + "://" + host + ":" + std::to_string(port_);
    }

    /// How many letters have been taken.
    std::size_t count() const {
        std::size_t found = 0;
        while (std::filesystem::exists(file(found + 1))) ++found;
        return found;
    }
    nlohmann::json letter(std::size_t number) const {
        return nlohmann::json::parse(letters_.read(file(number).filename()));
    }

private:
    std::filesystem::path file(std::size_t number) const {
        return letters_.path() / (std::to_string(number) + ".json");
    }

    temporary_folder letters_;
    pid_t process_ = 0;
    int port_ = 0;
};

/// Takes a connection and never says a word.
class silent_server {
public:
    silent_server() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(listen(socket_, 4) == 0);
        REQUIRE(getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    ~silent_server() { ::close(socket_); }
    silent_server(const silent_server&) = delete;
    silent_server& operator=(const silent_server&) = delete;

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(port_); }
    bool was_called() const {
        pollfd calling{socket_, POLLIN, 0};
        return poll(&calling, 1, 10'000) == 1;
    }

private:
    int socket_;
    int port_ = 0;
};

/// Waits until `holds` does, for at most 10 s.
template <class Condition>
bool eventually(Condition holds) {
    for (int tries = 0; tries < 1000; ++tries) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return holds();
}

}  // namespace aula::test
