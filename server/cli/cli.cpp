#include "cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>

#include "cli/commands.hpp"

namespace aula::cli {
namespace {

void add_common_options(CLI::App& to, invocation& with) {
    to.add_option(
        "--config", with.config_file,
        "Configuration file (default ./aula.toml, then /etc/aula/aula.toml)"
    );
    to.add_option("--data", with.data, "Data folder, short for --set server.data=FOLDER");
    to.add_option(
          "--set", with.settings, "One setting, such as --set presence.grace=20s; may be repeated"
    )
        ->allow_extra_args(false)
        ->take_all();
    to.add_option(
        "--server", with.server,
        "Talk to the server at this URL instead of the one on the data folder"
    );
    to.add_option(
          "--token", with.token,
          "Bearer token for --server; AULA_TOKEN keeps it out of the process list"
    )
        ->envname("AULA_TOKEN");
}

int choose_and_run(int argc, char** argv, std::span<const embedded_file> client) {
    CLI::App app("Aula: live online lectures for a faculty, on one machine.", "aula");
    invocation with;
    with.client = client;
    app.require_subcommand(1);
    app.fallthrough();
    app.footer("aula SUBCOMMAND --help has the details and examples.");
    add_common_options(app, with);
    add_serve(app, with);
    add_status(app, with);
    add_reload(app, with);
    add_course(app, with);
    add_invite(app, with);
    add_attendance(app, with);
    add_token(app, with);
    add_rehearse(app, with);
    add_backup(app, with);
    add_restore(app, with);
    add_migrate(app, with);
    add_nodes(app, with);
    add_doctor(app, with);
    add_licenses(app, with);
    add_version(app, with);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    return with.chosen();
}

}  // namespace

int run(int argc, char** argv, std::span<const embedded_file> client) {
    try {
        return choose_and_run(argc, argv, client);
    } catch (const std::bad_alloc&) {
        std::fputs("aula: There is not enough memory.\n", stderr);
    } catch (const std::exception& wrong) {
        std::fprintf(stderr, "aula: %s\n", wrong.what());
    }
    return 1;
}

}  // namespace aula::cli
