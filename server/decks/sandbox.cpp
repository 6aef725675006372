#include "decks/sandbox.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <initializer_list>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/log.hpp"
#include "base/occasional.hpp"

namespace aula {
namespace {

using namespace std::chrono_literals;
using arguments = std::vector<std::string>;

void add(arguments& to, std::initializer_list<std::string_view> more) {
    to.insert(to.end(), more.begin(), more.end());
}

/// No new rights, dies with us and, when we are root, runs as nobody: root is exempt from the limit
/// on processes.
void add_rights(arguments& to) {
    add(to, {"/usr/bin/setpriv", "--no-new-privs", "--pdeathsig", "KILL"});
    if (geteuid() == 0) add(to, {"--reuid", "65534", "--regid", "65534", "--clear-groups"});
    to.emplace_back("--");
}

/// A root of our own making: programs, libraries and fonts, all read-only, and 64 MiB of scratch.
void add_namespaces(arguments& to) {
    add(to, {"/usr/bin/bwrap", "--unshare-user", "--unshare-all", "--disable-userns"});
    add(to, {"--die-with-parent", "--new-session", "--cap-drop", "ALL"});
    add(to, {"--clearenv", "--setenv", "LANG", "C.UTF-8"});
    add(to, {"--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin"});
    add(to, {"--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"});
    for (const auto* path : {"/etc/fonts", "/etc/ld.so.cache", "/var/cache/fontconfig"}) {
        add(to, {"--ro-bind-try", path, path});
    }
    add(to, {"--size", "67108864", "--tmpfs", "/tmp", "--chdir", "/tmp"});
    add(to, {"--remount-ro", "/", "--"});
}

void add_limits(arguments& to, const tool_limits& limits) {
    add(to, {"/usr/bin/prlimit", "--nofile=64", "--nproc=4", "--core=0"});
    to.push_back("--as=" + std::to_string(limits.memory_bytes_max));
    to.push_back("--fsize=" + std::to_string(limits.output_bytes_max));
    // SIGXCPU at the first bound, so that it is known for what it is; SIGKILL two seconds later.
    const auto cpu = limits.cpu_max.count();
    to.push_back("--cpu=" + std::to_string(cpu) + ":" + std::to_string(cpu + 2));
    to.emplace_back("--");
}

arguments full_command(sandbox_kind kind, const tool_run& run, const std::string& program) {
    arguments out;
    add_rights(out);
    if (kind == sandbox_kind::bubblewrap) add_namespaces(out);
    add_limits(out, run.limits);
    out.push_back(program);
    out.insert(out.end(), run.arguments.begin(), run.arguments.end());
    return out;
}

child_end run_as(sandbox_kind kind, const tool_run& run, const stop_signal& stop) {
    child_end failed;
    const auto program = find_tool(run.tool);
    if (!program) {
        failed.code = ENOENT;
        return failed;
    }
    const descriptor input(open(run.input.c_str(), O_RDONLY | O_CLOEXEC));
    const descriptor output(
        open(run.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)
    );
    if (!input || !output) {
        failed.code = errno;
        return failed;
    }
    return run_child(
        {full_command(kind, run, *program), input.get(), output.get(), run.deadline}, stop
    );
}

occasional no_start;

void warn_of_no_start(std::string_view tool, int code) {
    if (!no_start.is_due()) return;
    log::warn(
        "a tool for decks could not be started, and its deck fails",
        {{"tool", tool},
         {"because", std::generic_category().message(code)},
         {"remedy", "run aula doctor; raise TasksMax and LimitNOFILE, or give more memory"}}
    );
}

/// Whether a namespace can be made here at all: containers and hardened kernels forbid it.
sandbox_kind try_bubblewrap() {
    const tool_run nothing{
        "true", {}, "/dev/null", "/dev/null", std::chrono::steady_clock::now() + 5s, {}
    };
    const stop_signal never;
    const auto end = run_as(sandbox_kind::bubblewrap, nothing, never);
    // A weaker sandbox for as long as the server runs is no answer to a moment without memory.
    const bool is_refused = end.ended == child_end::how::not_started && end.code != ENOENT;
    if (is_refused) {
        throw std::system_error(
            end.code, std::generic_category(), "The sandbox for decks cannot be tried"
        );
    }
    return end.is_success() ? sandbox_kind::bubblewrap : sandbox_kind::limits_only;
}

}  // namespace

std::string_view describe(sandbox_kind kind) {
    if (kind == sandbox_kind::bubblewrap) {
        return "Decks are converted inside bubblewrap: no network, no files, limited memory and "
               "time.";
    }
    return "Decks are converted with limits on memory and time only: bubblewrap is missing or may "
           "not "
           "make namespaces here, so install it or allow unprivileged user namespaces.";
}

sandbox::sandbox(std::optional<sandbox_kind> forced) : kind_(forced ? *forced : try_bubblewrap()) {}

child_end sandbox::run(const tool_run& run, const stop_signal& stop) const {
    auto end = run_as(kind_, run, stop);
    if (end.ended == child_end::how::not_started) warn_of_no_start(run.tool, end.code);
    if (end.ended == child_end::how::exited && end.code > 128) {
        // bubblewrap reports its child's signal the way a shell does.
        end.ended = child_end::how::signalled;
        end.code -= 128;
    }
    return end;
}

std::optional<std::string> find_tool(std::string_view name) {
    for (const auto* folder : {"/usr/bin/", "/usr/local/bin/"}) {
        auto path = std::string(folder).append(name);
        if (access(path.c_str(), X_OK) == 0) return path;
    }
    return {};
}

std::vector<std::string> missing_deck_tools() {
    std::vector<std::string> missing;
    for (const auto* tool : {"pdfinfo", "pdftocairo", "pdftotext", "cwebp", "prlimit", "setpriv"}) {
        if (!find_tool(tool)) missing.emplace_back(tool);
    }
    return missing;
}

}  // namespace aula
