#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/commands.hpp"
#include "store/sqlite/inspection.hpp"

namespace aula::cli {
namespace {

int back_up(const invocation& of, const std::string& to) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    const auto done = backup_sqlite(settings->server.data, to);
    if (!done) return fail(done.error());
    std::printf("Copied the database to %s\n", to.c_str());
    return 0;
}

}  // namespace

void add_backup(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("backup", "Copy the database, also while the server runs");
    auto file = std::make_shared<std::string>();
    command->add_option("file", *file, "A file that does not exist yet")->required();
    command->footer(
        "The copy is consistent and can stand in for aula.db. The pages of the decks are plain "
        "files in\n"
        "the data folder's decks/, which never change: copy them afterwards.\n"
        "Example:\n  aula --data /var/lib/aula backup /backup/aula-$(date +%F).db"
    );
    command->callback([&with, file] {
        with.chosen = [&with, file] { return back_up(with, *file); };
    });
}

}  // namespace aula::cli
