#include "decks/child.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <thread>

#include "base/descriptor.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace std::chrono_literals;
using how = child_end::how;

namespace {

struct child_runner {
    test::temporary_folder folder;
    stop_signal stop;

    child_end run(std::vector<std::string> arguments, std::chrono::milliseconds time = 10s) {
        const descriptor input(open("/dev/null", O_RDONLY | O_CLOEXEC));
        const descriptor output(
            open((folder.path() / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)
        );
        return run_child(
            {std::move(arguments), input.get(), output.get(),
             std::chrono::steady_clock::now() + time},
            stop
        );
    }
};

}  // namespace

TEST_CASE("a child's output and exit status arrive") {
    child_runner runner;
    const auto end = runner.run({"/bin/sh", "-c", "echo slides; exit 3"});
    CHECK(end.ended == how::exited);
    CHECK(end.code == 3);
    CHECK(runner.folder.read("out") == "slides\n");
}

TEST_CASE("a program that does not exist is not started") {
    child_runner runner;
    const auto end = runner.run({"/nonexistent/program"});
    CHECK(end.ended == how::not_started);
    CHECK(end.code == ENOENT);
}

TEST_CASE("the first part of what a child complains is kept, however much it writes") {
    child_runner runner;
    const auto end = runner.run({"/bin/sh", "-c", "echo first >&2; head -c 3000000 /dev/zero >&2"});
    CHECK(end.is_success());
    CHECK(end.complaint.size() == complaint_max);
    CHECK(end.complaint.starts_with("first\n"));
}

TEST_CASE("a child inherits three descriptors and a bare environment") {
    const descriptor secret(open("/etc/passwd", O_RDONLY));  // inheritable on purpose
    setenv("AULA_SECRET", "x", 1);  // NOLINT(concurrency-mt-unsafe): the test has one thread
    child_runner runner;
    CHECK(runner.run({"/bin/sh", "-c", "ls /proc/$$/fd; env"}).is_success());
    const auto seen = runner.folder.read("out");
    CHECK(seen.starts_with("0\n1\n2\n"));
    CHECK(seen.find("\n" + std::to_string(secret.get()) + "\n") == std::string::npos);
    CHECK(seen.find("AULA_SECRET") == std::string::npos);
    CHECK(seen.find("LANG=C.UTF-8") != std::string::npos);
    unsetenv("AULA_SECRET");  // NOLINT(concurrency-mt-unsafe)
}

TEST_CASE("a child that overstays its deadline is killed, and its children with it") {
    child_runner runner;
    const auto start = std::chrono::steady_clock::now();
    const auto end = runner.run({"/bin/sh", "-c", "sleep 60 & echo $!; wait"}, 300ms);
    CHECK(end.ended == how::out_of_time);
    CHECK(std::chrono::steady_clock::now() - start < 10s);
    const pid_t grandchild = std::stoi(runner.folder.read("out"));
    // Killed, though perhaps still waiting for init to reap it.
    std::string state;
    for (int tries = 0; tries < 100 && (state.empty() || state[0] != 'Z'); ++tries) {
        std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
        std::string pid, name;
        if (!(stat >> pid >> name >> state)) state = "Z";
        std::this_thread::sleep_for(10ms);
    }
    CHECK(state == "Z");
}

TEST_CASE("raising the stop ends the wait at once") {
    child_runner runner;
    const auto start = std::chrono::steady_clock::now();
    std::thread stopper([&] {
        std::this_thread::sleep_for(100ms);
        runner.stop.raise();
    });
    const auto end = runner.run({"/bin/sleep", "60"}, 60s);
    stopper.join();
    CHECK(end.ended == how::stopped);
    CHECK(std::chrono::steady_clock::now() - start < 10s);
    CHECK(runner.stop.is_raised());
    CHECK(runner.run({"/bin/sleep", "60"}, 60s).ended == how::stopped);
    runner.stop.lower();
    CHECK_FALSE(runner.stop.is_raised());
    runner.stop.lower();
    CHECK(runner.run({"/bin/true"}).is_success());
}

TEST_CASE("a child that dies by a signal says which") {
    child_runner runner;
    const auto end = runner.run({"/bin/sh", "-c", "kill -ABRT $$"});
    CHECK(end.ended == how::signalled);
    CHECK(end.code == SIGABRT);
}
