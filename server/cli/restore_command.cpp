#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "cli/backup.hpp"
#include "cli/backup_text.hpp"
#include "cli/commands.hpp"
#include "cli/restore.hpp"

namespace aula::cli {
namespace {

int put_back(const invocation& of, const std::string& backup, over_existing what) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    if (!settings->store.url.empty()) return fail(not_in_the_folder());
    const auto& data = settings->server.data;
    const auto begun = std::chrono::steady_clock::now();
    const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
    const auto done = restore_backup(backup, data, what, now);
    if (!done) return fail(done.error());
    std::printf("%s: %s.\n", data.c_str(), text_of(done->facts, begun).c_str());
    if (!done->aside.empty()) {
        std::printf("What was there is in %s.\n", done->aside.c_str());
    }
    return 0;
}

}  // namespace

void add_restore(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("restore", "Put a backup into the data folder");
    auto backup = std::make_shared<std::string>();
    auto is_forced = std::make_shared<bool>(false);
    command->add_option("backup", *backup, "A folder that aula backup has made")->required();
    command->add_flag(
        "--force", *is_forced, "Also into a folder with content, which is moved aside, not removed"
    );
    command->footer(
        "The server must be stopped. The backup is verified before and after it is copied; when\n"
        "anything is wrong with it, nothing is changed.\n"
        "Example:\n"
        "  aula --data /var/lib/aula restore /backup/aula/aula-20261125T184500Z"
    );
    command->callback([&with, backup, is_forced] {
        with.chosen = [&with, backup, is_forced] {
            return put_back(
                with, *backup, *is_forced ? over_existing::move_aside : over_existing::refuse
            );
        };
    });
}

}  // namespace aula::cli
