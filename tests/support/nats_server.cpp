#include "support/nats_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <utility>

namespace aula::test {
namespace {

using steady = std::chrono::steady_clock;

constexpr const char* nats_program = "/usr/sbin/nats-server";
constexpr std::chrono::seconds nats_patience{60};

sockaddr_in on_loopback(int port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(static_cast<std::uint16_t>(port));
    return at;
}

pid_t run_nats(const std::string& configuration, const std::string& log) {
    std::array<const char*, 4> words{nats_program, "-c", configuration.c_str(), nullptr};
    const auto child = ::fork();
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    ::dup2(::open("/dev/null", O_RDONLY), 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::close_range(3, ~0U, 0);
    ::execv(words.front(), const_cast<char* const*>(words.data()));
    ::_exit(127);
}

}  // namespace

nats_server::nats_server(std::string more) : more_(std::move(more)) {
    if (!std::filesystem::exists(nats_program)) {
        throw std::runtime_error(
            "nats-server is missing: install Debian's package nats-server (scripts/setup test)"
        );
    }
    start();
}

nats_server::~nats_server() {
    if (pid_ != 0) end(SIGKILL);
}

void nats_server::start() {
    const auto file = folder_.write("nats.conf", "listen: \"" + address() + "\"\n" + more_ + "\n");
    pid_ = run_nats(file, folder_.path() / "nats.log");
    const auto until = steady::now() + nats_patience;
    while (!takes_connections()) {
        const bool has_gone = ::waitpid(pid_, nullptr, WNOHANG) != 0;
        if (has_gone) pid_ = 0;
        if (has_gone || steady::now() >= until) {
            throw std::runtime_error("nats-server does not start: " + folder_.read("nats.log"));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
}

bool nats_server::takes_connections() const {
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto at = on_loopback(port_);
    const bool is_there = ::connect(probe, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
    ::close(probe);
    return is_there;
}

/// One thread takes the signal and stops the others when it gets to run; the kernel tells the
/// parent when the last one has stopped.
void nats_server::freeze() {
    ::kill(pid_, SIGSTOP);
    ::waitpid(pid_, nullptr, WUNTRACED);
}

void nats_server::end(int signal) {
    ::kill(pid_, signal);
    ::kill(pid_, SIGCONT);  // it may be frozen
    const auto until = steady::now() + nats_patience;
    while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
        if (steady::now() >= until) ::kill(pid_, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    pid_ = 0;
}

}  // namespace aula::test
