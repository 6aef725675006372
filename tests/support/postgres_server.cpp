#include "support/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace aula::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::steady_clock;

constexpr std::chrono::seconds start_max{60};
constexpr std::chrono::seconds stop_max{30};

/// The newest version that is installed.
fs::path programs() {
    fs::path newest;
    int version = 0;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", missing)) {
        const int number = std::atoi(entry.path().filename().c_str());
        if (number <= version || !fs::exists(entry.path() / "bin" / "postgres")) continue;
        version = number;
        newest = entry.path() / "bin";
    }
    if (newest.empty()) {
        throw std::runtime_error(
            "PostgreSQL's server is missing: install Debian's package postgresql-15 (scripts/setup "
            "test)"
        );
    }
    return newest;
}

void become_nobody() {
    if (::geteuid() != 0) return;
    if (::setgroups(0, nullptr) != 0 || ::setgid(nobody_id) != 0 || ::setuid(nobody_id) != 0) {
        ::_exit(125);
    }
}

/// A child that ends with this process; what it says goes into a file.
pid_t run(std::vector<std::string> words, const fs::path& log) {
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const auto child = ::fork();
    if (child != 0) return child;
    become_nobody();
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, 0);
    ::dup2(out, 1);
    ::dup2(out, 2);
    ::close_range(3, ~0U, 0);
    ::execv(arguments.front(), arguments.data());
    ::_exit(127);
}

std::string text_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Whether the child has gone, after at most so long.
bool has_gone(pid_t child, std::chrono::milliseconds patience) {
    const auto until = steady_clock::now() + patience;
    while (::waitpid(child, nullptr, WNOHANG) == 0) {
        if (steady_clock::now() >= until) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    return true;
}

/// What /proc says of a process behind its name: its state and its parent; empty when it is gone.
std::string state_of(const std::string& process) {
    const auto stat = text_of(fs::path("/proc") / process / "stat");
    const auto behind_name = stat.rfind(") ");
    return behind_name == std::string::npos ? std::string{} : stat.substr(behind_name + 2);
}

bool is_running(pid_t process) {
    const auto state = state_of(std::to_string(process));
    return !state.empty() && state.front() != 'Z';
}

/// Processes of the server: those whose parent it is.
std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> found;
    for (const auto& entry : fs::directory_iterator("/proc")) {
        const auto name = entry.path().filename().string();
        if (std::isdigit(static_cast<unsigned char>(name.front())) == 0) continue;
        const auto state = state_of(name);
        if (state.size() > 2 && std::atoi(state.c_str() + 2) == parent) {
            found.push_back(std::atoi(name.c_str()));
        }
    }
    return found;
}

}  // namespace

postgres_server::postgres_server(fs::path data)
    : data_(data.empty() ? folder_.path() / "data" : std::move(data)) {
    if (::geteuid() == 0 && ::chown(folder_.path().c_str(), nobody_id, nobody_id) != 0) {
        throw std::runtime_error("the folder cannot be given to nobody");
    }
    const auto log = folder_.path() / "initdb.log";
    const auto initdb =
        run({programs() / "initdb", "-D", data_, "-U", "aula", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync", "--no-instructions", "--wal-segsize=1", "-X",
             folder_.path() / "wal"},
            log);
    int how = 0;
    if (::waitpid(initdb, &how, 0) != initdb || how != 0) {
        throw std::runtime_error("initdb failed: " + text_of(log));
    }
    start();
}

postgres_server::~postgres_server() {
    if (pid_ != 0) end(SIGINT);
}

void postgres_server::start() {
    static const std::vector<std::string> always{
        "listen_addresses=",           "fsync=on",
        "shared_buffers=16MB",         "max_connections=60",
        "max_prepared_transactions=0", "autovacuum=off",
    };
    const auto log = folder_.path() / "server.log";
    std::vector<std::string> words{programs() / "postgres", "-D", data_, "-k", folder_.path()};
    for (const auto& list : {always, settings_}) {
        for (const auto& setting : list) words.insert(words.end(), {"-c", setting});
    }
    pid_ = run(std::move(words), log);
    const auto until = steady_clock::now() + start_max;
    while (status() != "ready") {
        if (has_gone(pid_, std::chrono::milliseconds{5})) pid_ = 0;
        if (pid_ == 0 || steady_clock::now() >= until) {
            throw std::runtime_error("PostgreSQL does not start: " + text_of(log));
        }
    }
}

void postgres_server::restart_with(std::vector<std::string> settings) {
    stop();
    settings_ = std::move(settings);
    start();
}

void postgres_server::stop() {
    end(SIGINT);
}

void postgres_server::kill() {
    ::kill(pid_, SIGSTOP);  // so that it starts nothing in the place of what goes
    ::waitpid(pid_, nullptr, WUNTRACED);
    const auto all = children_of(pid_);
    for (const auto child : all) ::kill(child, SIGKILL);
    end(SIGKILL);
    fs::remove(data_ / "postmaster.pid");
    // Its children are nobody's now; the next server is refused until they have gone.
    for (const auto child : all) {
        while (is_running(child)) std::this_thread::yield();
    }
}

void postgres_server::end(int signal) {
    ::kill(pid_, signal);
    if (!has_gone(pid_, stop_max)) {
        ::kill(pid_, SIGKILL);
        has_gone(pid_, stop_max);
    }
    pid_ = 0;
}

/// The eighth line of what it writes about itself: `starting`, `ready` …
std::string postgres_server::status() const {
    std::ifstream file(data_ / "postmaster.pid");
    std::string line;
    for (int i = 0; i < 8; ++i) {
        if (!std::getline(file, line)) return {};
    }
    return line.substr(0, line.find(' '));
}

std::string postgres_server::url_through(const fs::path& folder, const std::string& database) {
    std::string host;
    for (const char letter : folder.string())
        host += letter == '/' ? "%2F" : std::string(1, letter);
    return "postgres://aula@" + host + "/" + database;
}

postgres_server& shared_postgres() {
    static postgres_server server;
    return server;
}

}  // namespace aula::test
