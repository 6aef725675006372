#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "base/json.hpp"
#include "cli/commands.hpp"
#include "cli/nodes_text.hpp"
#include "store/postgres/postgres_database.hpp"
#include "store/postgres/postgres_inspection.hpp"

namespace aula::cli {
namespace {

constexpr const char* only_one =
    "The database is SQLite's in the data folder: the server on it is the only node there is. "
    "Several need PostgreSQL (store.url).";

struct nodes_wish {
    std::string name;
    bool as_json = false;
};

/// No server need run: what is known of the nodes is in the database.
result<std::unique_ptr<postgres_database>> open_database(const std::string& url) {
    const auto report = inspect_postgres(url);
    if (!report) return report.error();
    if (report->schema < report->schema_known) {
        return error{
            error_code::conflict,
            "the database is of an older Aula; a server of this version brings it up to date when "
            "it starts"
        };
    }
    return postgres_database::connect(url);
}

result<nodes_seen> look_at_nodes(database& db) {
    auto everyone = nodes::all(db);
    if (!everyone) return everyone.error();
    auto rooms = leases::all(db);
    if (!rooms) return rooms.error();
    return nodes_seen{.nodes = *std::move(everyone), .leases = *std::move(rooms)};
}

int show_nodes(const invocation& of, const nodes_wish& wish) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    nodes_seen seen;
    if (settings->store.url.empty()) {
        std::fprintf(wish.as_json ? stderr : stdout, "%s\n", only_one);
        if (!wish.as_json) return 0;
    } else {
        const auto db = open_database(settings->store.url);
        if (!db) return fail(db.error());
        auto found = look_at_nodes(**db);
        if (!found) return fail(found.error());
        seen = *std::move(found);
    }
    const auto text = wish.as_json ? nodes_json(seen).dump(2) + "\n" : nodes_text(seen);
    std::fputs(text.c_str(), stdout);
    return 0;
}

using node_change = result<void> (*)(database&, const node_name&);

result<void> begin_to_drain(database& db, const node_name& name) {
    return nodes::drain(db, name, true);
}

result<void> stop_draining(database& db, const node_name& name) {
    return nodes::drain(db, name, false);
}

int change_node(const invocation& of, const std::string& name, node_change change) {
    const auto settings = configuration(of);
    if (!settings) return fail(settings.error());
    if (settings->store.url.empty()) return fail({error_code::invalid, only_one});
    const auto db = open_database(settings->store.url);
    if (!db) return fail(db.error());
    const auto changed = change(**db, name);
    if (changed) return 0;
    if (changed.error().code != error_code::not_found) return fail(changed.error());
    return fail({error_code::not_found, "There is no node " + name + "; aula nodes lists them."});
}

void add_change(
    CLI::App& to, invocation& with, const std::pair<const char*, const char*>& described,
    node_change change
) {
    auto wish = std::make_shared<nodes_wish>();
    auto* command = to.add_subcommand(described.first, described.second);
    command->add_option("node", wish->name, "Its name")->required();
    command->callback([&with, wish, change] {
        with.chosen = [&with, wish, change] { return change_node(with, wish->name, change); };
    });
}

}  // namespace

void add_nodes(CLI::App& to, invocation& with) {
    auto* command = to.add_subcommand("nodes", "Show the servers that share a database");
    command->require_subcommand(0, 1);
    command->fallthrough();
    auto wish = std::make_shared<nodes_wish>();
    command->add_flag("--json", wish->as_json, "For programs");
    add_change(
        *command, with, {"drain", "Let a node take no new rooms and hand over those it has"},
        begin_to_drain
    );
    add_change(*command, with, {"undrain", "Take that back"}, stop_draining);
    add_change(
        *command, with, {"forget", "Remove a dead node from the list (it goes by itself in a day)"},
        nodes::forget
    );
    command->footer(
        "Reads the database of store.url; no server need run.\n"
        "Example of an upgrade without a pause:\n"
        "  aula nodes drain a && aula nodes   # wait until a has 0 rooms, then restart it"
    );
    command->callback([&with, command, wish] {
        if (!command->get_subcommands().empty()) return;
        with.chosen = [&with, wish] { return show_nodes(with, *wish); };
    });
}

}  // namespace aula::cli
