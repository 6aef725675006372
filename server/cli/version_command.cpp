#include <CLI/CLI.hpp>
#include <cstdio>

#include "cli/commands.hpp"

namespace aula::cli {

void add_version(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("version", "Print the version");
    command->callback([&with] {
        with.chosen = [] {
            std::puts("aula " AULA_VERSION);
            return 0;
        };
    });
}

}  // namespace aula::cli
