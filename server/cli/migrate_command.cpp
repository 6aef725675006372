#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "base/config_rules.hpp"
#include "cli/commands.hpp"
#include "cli/migrate.hpp"
#include "client/terminal.hpp"
#include "client/text_table.hpp"

namespace aula::cli {
namespace {

struct migrate_wish {
    std::string from;  ///< `sqlite`: so far there is one way.
    std::string url;
};

std::string hexadecimal(const std::array<std::uint64_t, 4>& digest) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(digest[0]));
    return text;
}

int move_over(const invocation& of, const std::string& url) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    progress_line line;
    const auto moved = migrate_to_postgres(
        settings->server.data, url,
        [&](const std::string& table, std::int64_t rows) {
            line.show(table + ": " + std::to_string(rows) + " rows");
        }
    );
    line.clear();
    if (!moved) return fail(moved.error());
    text_table table({"table", "rows", "moved now", "checksum"});
    for (const auto& each : *moved) {
        table.add(
            {each.name, std::to_string(each.sum.rows), std::to_string(each.moved_now),
             hexadecimal(each.sum.digest)}
        );
    }
    std::printf(
        "%s\nBoth sides hold the same. From now on serve with store.url = \"%s\".\n"
        "%s stays as it was; nothing reads it any more.\n",
        table.text().c_str(), without_password(url).c_str(),
        (settings->server.data / "aula.db").c_str()
    );
    return 0;
}

}  // namespace

void add_migrate(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("migrate", "Move the database to PostgreSQL");
    auto wish = std::make_shared<migrate_wish>();
    command->add_option("--from", wish->from, "What it is now")
        ->required()
        ->check(CLI::IsMember(std::vector<std::string>{"sqlite"}));
    command->add_option("--to", wish->url, "postgres://user@host/database, an empty one")
        ->required()
        ->check([](const std::string& given) {
            const bool is_fine =
                given.starts_with("postgres://") || given.starts_with("postgresql://");
            return is_fine ? std::string{} : "must begin with postgres://";
        });
    command->footer(
        "The server must be stopped. All tables are copied and then compared, by number and\n"
        "checksum; the data folder is not changed. When it is interrupted, call it again: it goes\n"
        "on where it was. A password is better in ~/.pgpass or PGPASSWORD than in the URL.\n"
        "Example:\n"
        "  aula --data /var/lib/aula migrate --from sqlite --to postgres://aula@db.example/aula"
    );
    command->callback([&with, wish] {
        with.chosen = [&with, wish] { return move_over(with, wish->url); };
    });
}

}  // namespace aula::cli
