#include "decks/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/ensure.hpp"

namespace aula {
namespace {

class spawn_plan {
public:
    spawn_plan() {
        posix_spawn_file_actions_init(&actions_);
        posix_spawnattr_init(&attributes_);
    }
    ~spawn_plan() {
        posix_spawn_file_actions_destroy(&actions_);
        posix_spawnattr_destroy(&attributes_);
    }
    spawn_plan(const spawn_plan&) = delete;
    spawn_plan& operator=(const spawn_plan&) = delete;

    /// Descriptors 0, 1 and 2 and no others; default signals; a process group of its own. Answers 0
    /// or an errno: a child with fewer of these must not run.
    int connect(int input, int output, int complaints) {
        int target = STDIN_FILENO;
        lifted_.reserve(3);
        for (const int number : {input, output, complaints}) {
            // Copied above the standard three first, which a server started with closed ones may be
            // using.
            lifted_.emplace_back(fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
            if (!lifted_.back()) return errno;
            const int failed =
                posix_spawn_file_actions_adddup2(&actions_, lifted_.back().get(), target++);
            if (failed != 0) return failed;
        }
        return posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }

    void isolate() {
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &all);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        );
    }

    int start(pid_t& child, const std::vector<std::string>& arguments) const {
        std::vector<char*> argv;
        for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
        argv.push_back(nullptr);
        std::array<std::string, 3> variables{"PATH=/usr/bin:/bin", "LANG=C.UTF-8", "HOME=/tmp"};
        std::array<char*, 4> environment{
            variables[0].data(), variables[1].data(), variables[2].data(), nullptr
        };
        return posix_spawn(
            &child, argv[0], &actions_, &attributes_, argv.data(), environment.data()
        );
    }

private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
    std::vector<descriptor> lifted_;
};

enum class reading { more, nothing_now, over };

/// Reads once, without waiting, and keeps what there is still room for.
reading keep_some(int from, std::string& kept) {
    std::array<char, 4096> bytes;
    const auto got = read(from, bytes.data(), bytes.size());
    if (got == 0) return reading::over;
    if (got < 0) return errno == EAGAIN || errno == EINTR ? reading::nothing_now : reading::over;
    kept.append(bytes.data(), std::min(static_cast<std::size_t>(got), complaint_max - kept.size()));
    return reading::more;
}

int milliseconds_until(std::chrono::steady_clock::time_point deadline) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
}

using how = child_end::how;

/// Waits until the child has ended by itself (`exited`), the deadline has passed or the stop was
/// raised.
how wait_for_end(
    int child, int complaints, const child_command& command, const stop_signal& stop,
    std::string& complaint
) {
    for (;;) {
        std::array<pollfd, 3> watched{
            pollfd{child, POLLIN, 0}, pollfd{stop.descriptor(), POLLIN, 0},
            pollfd{complaints, POLLIN, 0}
        };
        const int ready =
            poll(watched.data(), watched.size(), milliseconds_until(command.deadline));
        if (ready < 0 && errno != EINTR) return how::stopped;
        if (ready > 0 && watched[1].revents != 0) return how::stopped;
        if (ready > 0 && watched[2].revents != 0 &&
            keep_some(complaints, complaint) == reading::over) {
            complaints = -1;  // poll ignores it from now on
        }
        if (ready > 0 && watched[0].revents != 0) return how::exited;
        if (std::chrono::steady_clock::now() >= command.deadline) return how::out_of_time;
    }
}

}  // namespace

stop_signal::stop_signal() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

stop_signal::~stop_signal() {
    close(descriptor_);
}

void stop_signal::raise() const {
    const std::uint64_t one = 1;
    const auto wrote = write(descriptor_, &one, sizeof one);
    ensure(wrote == sizeof one, "an eventfd takes a one");
}

void stop_signal::lower() const {
    std::uint64_t raised = 0;
    const auto got = read(descriptor_, &raised, sizeof raised);
    ensure(got == sizeof raised || errno == EAGAIN, "an eventfd gives its count back");
}

bool stop_signal::is_raised() const {
    pollfd watched{descriptor_, POLLIN, 0};
    return poll(&watched, 1, 0) > 0;
}

child_end run_child(const child_command& command, const stop_signal& stop) {
    child_end end;
    std::array<int, 2> ends{-1, -1};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        end.code = errno;
        return end;
    }
    const descriptor from_child(ends[0]);
    descriptor to_us(ends[1]);
    fcntl(from_child.get(), F_SETFL, O_NONBLOCK);

    spawn_plan plan;
    end.complaint.reserve(complaint_max);  // nothing may throw while the child runs
    plan.isolate();
    end.code = plan.connect(command.input, command.output, to_us.get());
    if (end.code != 0) return end;
    pid_t child = 0;
    end.code = plan.start(child, command.arguments);
    if (end.code != 0) return end;
    to_us.close();

    // glibc 2.36 declares pidfd_open without C linkage, hence the bare call.
    const descriptor watched(static_cast<int>(syscall(SYS_pidfd_open, child, 0)));
    const int unwatched = watched ? 0 : errno;
    end.ended = unwatched != 0
                    ? how::not_started
                    : wait_for_end(watched.get(), from_child.get(), command, stop, end.complaint);
    end.code = unwatched;
    if (end.ended != how::exited) kill(-child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (end.ended != how::exited) return end;
    while (end.complaint.size() < complaint_max &&
           keep_some(from_child.get(), end.complaint) == reading::more) {
    }
    if (WIFSIGNALED(status)) end.ended = how::signalled;
    end.code = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    return end;
}

}  // namespace aula
