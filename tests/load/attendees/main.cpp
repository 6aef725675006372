// load_attendees: a crowd of people in live lectures, for measuring. One order a line comes in on
// stdin as JSON, one answer a line goes out on stdout; in between the crowd goes on answering
// pings. Orders are in orders.cpp; docs/measuring.md says what the figures mean.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "orders.hpp"

namespace aula::load {
namespace {

constexpr const char* usage =
    "load_attendees --to 127.0.0.1:PORT [--dialect aula|echo|nats] [--tls] [--server-pid PID]\n";

struct options {
    std::string to;
    dialect speaks = dialect::aula;
    bool is_tls = false;
    pid_t server = 0;
};

dialect dialect_named(const std::string& name) {
    if (name == "echo") return dialect::echo;
    return name == "nats" ? dialect::nats : dialect::aula;
}

std::optional<options> parse(int count, char** words) {
    options asked;
    for (int at = 1; at < count; ++at) {
        const std::string word = words[at];
        const std::string value = at + 1 < count ? words[at + 1] : "";
        if (word == "--tls") {
            asked.is_tls = true;
            continue;
        }
        if (word == "--to") asked.to = value;
        if (word == "--dialect") asked.speaks = dialect_named(value);
        if (word == "--server-pid") asked.server = std::atoi(value.c_str());
        if (value.empty() || !(word == "--to" || word == "--dialect" || word == "--server-pid")) {
            return {};
        }
        ++at;
    }
    return asked.to.empty() ? std::nullopt : std::optional(asked);
}

/// Lines from stdin, without waiting for them.
class order_lines : public watcher {
public:
    explicit order_lines(event_loop& loop) {
        ::fcntl(STDIN_FILENO, F_SETFL, ::fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
        loop.watch(STDIN_FILENO, *this);
    }

    void ready(std::uint32_t) override {
        std::array<char, 4096> buffer{};
        for (;;) {
            const auto got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
            if (got == 0) is_over_ = true;
            if (got <= 0) return;
            text_.append(buffer.data(), static_cast<std::size_t>(got));
        }
    }

    std::optional<std::string> next() {
        const auto end = text_.find('\n');
        if (end == std::string::npos) return {};
        auto line = text_.substr(0, end);
        text_.erase(0, end + 1);
        return line;
    }

    bool is_over() const { return is_over_; }

private:
    std::string text_;
    bool is_over_ = false;
};

std::string answer_to(const std::string& line, crowd& with, pid_t server) {
    try {
        return carry_out(nlohmann::json::parse(line), with, server).dump();
    } catch (const std::exception& failed) {
        return nlohmann::json{{"error", failed.what()}}.dump();
    }
}

void raise_file_limit() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

int run(const options& asked) {
    raise_file_limit();
    event_loop loop;
    crowd people(loop, parse_target(asked.to, asked.is_tls), asked.speaks);
    order_lines orders(loop);
    while (!orders.is_over()) {
        loop.turn(people.goes_on ? people.goes_on->next_due() : now() + second / 10);
        if (people.goes_on) people.goes_on->turn();
        while (const auto line = orders.next()) {
            std::cout << answer_to(*line, people, asked.server) << '\n' << std::flush;
        }
    }
    return 0;
}

}  // namespace
}  // namespace aula::load

int main(int count, char** words) {
    const auto asked = aula::load::parse(count, words);
    if (!asked) {
        std::fputs(aula::load::usage, stderr);
        return 2;
    }
    try {
        return aula::load::run(*asked);
    } catch (const std::exception& failed) {
        std::fprintf(stderr, "load_attendees: %s\n", failed.what());
        return 1;
    }
}
