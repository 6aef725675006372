#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/backup.hpp"
#include "cli/backup_text.hpp"
#include "cli/commands.hpp"

namespace aula::cli {
namespace {

struct backup_wish {
    std::string folder;
    std::size_t keep = 0;  ///< 0: all of them.
};

int back_up(const invocation& of, const backup_wish& wish) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    if (!settings->store.url.empty()) return fail(not_in_the_folder());
    const auto begun = std::chrono::steady_clock::now();
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    const auto to = std::filesystem::path(wish.folder) / backup_name(now);
    const auto made = make_backup(settings->server.data, to, now);
    if (!made) return fail(made.error());
    std::printf("%s: %s.\n", to.c_str(), text_of(*made, begun).c_str());
    if (wish.keep == 0) return 0;
    const auto removed = rotate_backups(wish.folder, wish.keep);
    if (!removed) return fail(removed.error());
    for (const auto& name : *removed) std::printf("Removed %s.\n", name.c_str());
    return 0;
}

}  // namespace

void add_backup(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("backup", "Save everything, also while the server runs");
    auto wish = std::make_shared<backup_wish>();
    command->add_option("folder", wish->folder, "Where backups are gathered")->required();
    command->add_option("--keep", wish->keep, "Remove all but the newest so many afterwards")
        ->check(CLI::Range(1, 100000));
    command->footer(
        "Makes a folder aula-DATE-TIME there: the database, the decks' pages and the letters. It "
        "is "
        "whole\n"
        "and verified when it appears under its name, and is never written to again. Everything\n"
        "acknowledged before the beginning is in it. aula restore puts it back.\n"
        "Example, every night:\n  aula --data /var/lib/aula backup /backup/aula --keep 14"
    );
    command->callback([&with, wish] {
        with.chosen = [&with, wish] { return back_up(with, *wish); };
    });
}

}  // namespace aula::cli
