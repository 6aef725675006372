#include <pthread.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <csignal>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/process.hpp"
#include "cli/application.hpp"
#include "cli/commands.hpp"
#include "cli/last_word.hpp"
#include "cli/supervisor.hpp"
#include "cli/wiring.hpp"

namespace aula::cli {
namespace {

/// A drain takes seven seconds at most; a disk that hangs may take longer.
constexpr milliseconds drain_max{9500};

/// Blocked in this thread before any other starts, so that they are all taken by `sigwait`.
sigset_t block_signals() {
    sigset_t ending;
    ::sigemptyset(&ending);
    ::sigaddset(&ending, SIGINT);
    ::sigaddset(&ending, SIGTERM);
    ::sigaddset(&ending, SIGHUP);
    ::pthread_sigmask(SIG_BLOCK, &ending, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ending;
}

std::string status_of(const server_addresses& at) {
    return "Serves " + at.listen + " as " + at.url;
}

/// SIGHUP reads configuration and certificate again; any other signal ends the waiting.
int wait_for_end(const sigset_t& signals, application& server, const supervisor& above) {
    for (;;) {
        int signal = 0;
        ::sigwait(&signals, &signal);
        if (signal != SIGHUP) return signal;
        above.reloading();
        const auto reloaded = server.reload();  // which says it in the log
        above.ready(reloaded ? "Reloaded" : "Not reloaded, everything stays as it was");
    }
}

/// Drains, and tells in one line what became of everybody and everything.
void say_goodbye(application& server) {
    const auto begun = std::chrono::steady_clock::now();
    const auto said = server.stop();
    const auto took =
        std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begun);
    log::info(
        "stopped", {{"told_to_come_back", said.told},
                    {"cut", said.cut},
                    {"requests_cut", said.requests_cut},
                    {"decks_to_convert", said.decks},
                    {"letters_to_send", said.letters},
                    {"took_ms", took.count()}}
    );
}

int serve(const invocation& of) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    const auto ending = block_signals();
    raise_descriptor_limit();
    log::start(log_settings_of(*settings));
    invocation once_more = of;
    once_more.config_file = config_file_of(of);  // a file that is gone by then is no empty one
    const auto above = supervisor::from_environment();
    surroundings around;
    around.again = [once_more] { return load(once_more); };
    around.on_beat = [&above] { above.alive(); };
    auto server =
        application::start(*settings, application::doors::all, of.client, std::move(around));
    if (!server) {
        log::stop();
        return fail(server.error());
    }
    const auto at = (*server)->addresses();
    log::info("listening", {{"address", at.listen}, {"url", at.url}});
    above.ready(status_of(at));
    const int signal = wait_for_end(ending, **server, above);
    above.stopping();
    log::info("stopping", {{"signal", signal}});
    end_at_the_latest(ending, drain_max);
    say_goodbye(**server);
    log::stop();
    return 0;
}

}  // namespace

void add_serve(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("serve", "Run the server until SIGTERM or Ctrl-C");
    auto add_short =
        [&with,
         command](const std::string& flag, const std::string& setting, const std::string& help) {
            command->add_option_function<std::string>(
                flag,
                [&with, setting](const std::string& value) {
                    with.settings.push_back(setting + "=" + value);
                },
                help
            );
        };
    add_short("--listen", "server.listen", "Address and port, short for --set server.listen=…");
    add_short(
        "--public-url", "server.public_url",
        "How browsers reach it, short for --set server.public_url=…"
    );
    command->footer(
        "Examples:\n"
        "  aula serve\n"
        "  aula --data /var/lib/aula serve --listen 127.0.0.1:8080 --public-url "
        "https://aula.example.org\n"
        "  aula --config /etc/aula/aula.toml serve"
    );
    command->callback([&with] { with.chosen = [&with] { return serve(with); }; });
}

}  // namespace aula::cli
