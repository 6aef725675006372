#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>

#include "base/json.hpp"
#include "base/units.hpp"
#include "cli/commands.hpp"
#include "cli/server_link.hpp"

namespace aula::cli {
namespace {

int show_status(const invocation& of, std::chrono::milliseconds patience) {
    const auto at = running_server(of);
    if (!at) return fail(at.error());
    const rest_client api(*at);
    const auto give_up = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto health = api.get("/health");
        if (health) {
            std::printf("%s\n", health->dump().c_str());
            return 0;
        }
        if (std::chrono::steady_clock::now() >= give_up) return fail(health.error());
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

}  // namespace

void add_status(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("status", "Ask the server whether it runs");
    auto wait = std::make_shared<std::string>("0s");
    command->add_option("--wait", *wait, "Ask again for this long, such as 20s, before giving up");
    command->footer(
        "Examples:\n  aula status\n  aula --server https://aula.example.org status --wait 20s"
    );
    command->callback([&with, wait] {
        const auto patience = parse_duration(*wait);
        if (!patience)
            throw CLI::ValidationError("--wait", "must be a time with its unit, such as 20s");
        with.chosen = [&with, patience] { return show_status(with, *patience); };
    });
}

}  // namespace aula::cli
