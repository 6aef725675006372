#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cli/commands.hpp"

namespace aula::cli {
namespace {

int print_licenses(std::span<const embedded_file> client) {
    const auto found = std::ranges::find(client, "/licenses.txt", &embedded_file::path);
    if (found == client.end()) {
        return fail({error_code::internal, "This program was built without its licences."});
    }
    const auto written = std::fwrite(found->body.data(), 1, found->body.size(), stdout);
    return written == found->body.size() ? 0 : 1;
}

}  // namespace

void add_licenses(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand(
        "licenses", "Print the licence of Aula and the notices of everything that it contains"
    );
    command->callback([&with] { with.chosen = [&with] { return print_licenses(with.client); }; });
}

}  // namespace aula::cli
