#include <pthread.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "base/process.hpp"
#include "cli/application.hpp"
#include "cli/commands.hpp"
#include "cli/terminal.hpp"

namespace aula::cli {
namespace {

void start_log(const config& with) {
    const bool is_text =
        with.log.format == "text" || (with.log.format == "auto" && is_error_a_terminal());
    log::start(
        {.least = log::parse_level(with.log.level).value_or(log::level::info),
         .format = is_text ? log::line_format::text : log::line_format::json}
    );
}

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

/// SIGHUP reads the certificate again; any other signal ends the waiting.
int wait_for_end(const sigset_t& signals, application& server) {
    for (;;) {
        int signal = 0;
        ::sigwait(&signals, &signal);
        if (signal != SIGHUP) return signal;
        const auto reloaded = server.reload();
        if (reloaded) {
            log::info("reloaded");
        } else {
            log::error(
                "not reloaded, the old certificate stays", {{"why", reloaded.error().detail}}
            );
        }
    }
}

int serve(const invocation& of) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    const auto ending = block_signals();
    raise_descriptor_limit();
    start_log(*settings);
    auto server = application::start(*settings, application::doors::all, of.client);
    if (!server) {
        log::stop();
        return fail(server.error());
    }
    log::info(
        "listening", {{"address", settings->server.listen}, {"url", settings->server.public_url}}
    );
    const int signal = wait_for_end(ending, **server);
    log::info("stopping", {{"signal", signal}});
    (*server)->stop();
    log::info("stopped");
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
