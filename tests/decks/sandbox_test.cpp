#include "decks/sandbox.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>

#include "base/descriptor.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace std::chrono_literals;

namespace {

struct sandbox_user {
    explicit sandbox_user(std::optional<sandbox_kind> forced = {}) : box(forced) {}

    child_end run(std::string tool, std::vector<std::string> arguments, tool_limits limits = {}) {
        const tool_run run{
            .tool = std::move(tool),
            .arguments = std::move(arguments),
            .input = folder.write("in", "input\n"),
            .output = folder.path() / "out",
            .deadline = std::chrono::steady_clock::now() + 20s,
            .limits = limits,
        };
        return box.run(run, stop);
    }
    child_end shell(const std::string& script, tool_limits limits = {}) {
        return run("bash", {"-c", script}, limits);
    }
    std::string output() const { return folder.read("out"); }

    test::temporary_folder folder;
    stop_signal stop;
    sandbox box;
};

/// A listening TCP socket on a free loopback port.
class listener {
public:
    listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(listen(socket_.get(), 4) == 0);
        REQUIRE(getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port_ = ntohs(address.sin_port);
    }
    std::string port() const { return std::to_string(port_); }

private:
    descriptor socket_;
    int port_ = 0;
};

bool has_bubblewrap() {
    if (sandbox().kind() == sandbox_kind::bubblewrap) return true;
    MESSAGE("bubblewrap cannot work on this machine: its tests are left out");
    return false;
}

}  // namespace

TEST_CASE("a tool reads its input and writes its output in both kinds of sandbox") {
    for (const auto kind : {sandbox_kind::bubblewrap, sandbox_kind::limits_only}) {
        if (kind == sandbox_kind::bubblewrap && !has_bubblewrap()) continue;
        sandbox_user user(kind);
        CHECK(user.run("cat", {}).is_success());
        CHECK(user.output() == "input\n");
    }
}

TEST_CASE("a tool in bubblewrap cannot read the data folder") {
    if (!has_bubblewrap()) return;
    sandbox_user user;
    const auto secret = user.folder.write("aula.db", "secret");
    CHECK(user.run("cat", {secret.string()}).code == 1);
    CHECK(user.output().empty());
    CHECK(user.run("cat", {"/etc/passwd"}).code == 1);
    CHECK(user.shell("echo x > /usr/bin/x || echo x > /etc/x").code == 1);

    REQUIRE(user.run("ls", {"/"}).is_success());
    CHECK(user.output() == "bin\netc\nlib\nlib64\ntmp\nusr\nvar\n");
}

TEST_CASE("a tool in bubblewrap has no network") {
    if (!has_bubblewrap()) return;
    const listener server;
    const auto connect = "exec 3<>/dev/tcp/127.0.0.1/" + server.port();
    CHECK(sandbox_user(sandbox_kind::limits_only).shell(connect).is_success());  // it does listen
    CHECK_FALSE(sandbox_user(sandbox_kind::bubblewrap).shell(connect).is_success());
}

TEST_CASE("a tool in bubblewrap sees no other process and cannot make namespaces") {
    if (!has_bubblewrap()) return;
    sandbox_user user;
    const auto own = std::to_string(getpid());
    CHECK_FALSE(user.shell("kill -0 " + own).is_success());
    CHECK_FALSE(user.run("unshare", {"--user", "true"}).is_success());
}

TEST_CASE("memory, output, time and processes of a tool are bounded in both kinds") {
    for (const auto kind : {sandbox_kind::bubblewrap, sandbox_kind::limits_only}) {
        if (kind == sandbox_kind::bubblewrap && !has_bubblewrap()) continue;
        sandbox_user user(kind);

        tool_limits small;
        small.memory_bytes_max = 64u << 20;
        CHECK_FALSE(user.run("dd", {"bs=200M", "status=none"}, small).is_success());
        CHECK(user.run("dd", {"bs=1M", "status=none"}, small).is_success());

        tool_limits little;
        little.output_bytes_max = 10'000;
        const auto flood = user.shell("while echo flooooooooooooood; do :; done", little);
        CHECK(flood.ended == child_end::how::signalled);
        CHECK(flood.code == SIGXFSZ);
        CHECK(user.output().size() == 10'000);

        tool_limits quick;
        quick.cpu_max = 1s;
        const auto loop = user.shell("while :; do :; done", quick);
        CHECK(loop.ended == child_end::how::signalled);
        CHECK(loop.code == SIGXCPU);

        const std::string once = "timeout 5 ";
        if (kind == sandbox_kind::bubblewrap) CHECK(user.shell(once + "true").is_success());
        CHECK(user.shell(once + once + once + once + once + "true").code == 125);
    }
}

TEST_CASE("without namespaces a tool has nobody's rights and gains no new ones") {
    sandbox_user user(sandbox_kind::limits_only);
    const auto secret = user.folder.write("aula.db", "secret");
    std::filesystem::permissions(secret, std::filesystem::perms::owner_read);
    if (geteuid() == 0) CHECK(user.run("cat", {secret.string()}).code == 1);
    REQUIRE(user.run("grep", {"NoNewPrivs", "/proc/self/status"}).is_success());
    CHECK(user.output() == "NoNewPrivs:\t1\n");
}

TEST_CASE("a tool that is not installed is not started") {
    sandbox_user user;
    CHECK(user.run("no-such-tool", {}).ended == child_end::how::not_started);
    CHECK_FALSE(find_tool("no-such-tool"));
}

TEST_CASE("each kind of sandbox is told in one sentence") {
    for (const auto kind : {sandbox_kind::bubblewrap, sandbox_kind::limits_only}) {
        CHECK(describe(kind).starts_with("Decks are converted"));
        CHECK(describe(kind).ends_with("."));
    }
}
