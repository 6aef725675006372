#include <CLI/CLI.hpp>
#include <cstdio>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/server_link.hpp"

namespace aula::cli {
namespace {

void print_names(const char* what, const nlohmann::json& names) {
    if (names.empty()) return;
    std::printf("%s", what);
    for (const auto& each : names) std::printf(" %s", each.get<std::string>().c_str());
    std::printf("\n");
}

int reload(const invocation& of) {
    const auto at = running_server(of);
    if (!at) return fail(at.error());
    const auto said = rest_client(*at).post("/reload", nullptr);
    if (!said) return fail({said.error().code, "Not reloaded: " + said.error().detail});
    std::printf("Reloaded.\n");
    print_names("In effect now:", said->at("changed"));
    print_names("Needs a restart:", said->at("needs_restart"));
    return 0;
}

}  // namespace

void add_reload(CLI::App& to, invocation& with) {
    auto* command =
        to.add_subcommand("reload", "Make the running server read configuration and certificate");
    command->footer(
        "Nobody is cut off: new connections have the new certificate, existing ones stay. A file "
        "that\n"
        "cannot be used is refused with its line and the reason, and everything stays as it was; "
        "the\n"
        "exit code is 1 then. kill -HUP does the same and answers in the log alone.\n"
        "Example:\n  aula reload"
    );
    command->callback([&with] { with.chosen = [&with] { return reload(with); }; });
}

}  // namespace aula::cli
