#pragma once

#include "cli/invocation.hpp"

namespace CLI {
class App;
}

/// One line a subcommand. Each adds its options and help to the parser and, when it is the one
/// asked for, leaves what is to be done in `invocation::chosen`.
namespace aula::cli {

void add_serve(CLI::App& to, invocation& with);
void add_status(CLI::App& to, invocation& with);
void add_reload(CLI::App& to, invocation& with);
void add_course(CLI::App& to, invocation& with);
void add_invite(CLI::App& to, invocation& with);
void add_attendance(CLI::App& to, invocation& with);
void add_token(CLI::App& to, invocation& with);
void add_rehearse(CLI::App& to, invocation& with);
void add_backup(CLI::App& to, invocation& with);
void add_restore(CLI::App& to, invocation& with);
void add_migrate(CLI::App& to, invocation& with);
void add_nodes(CLI::App& to, invocation& with);
void add_doctor(CLI::App& to, invocation& with);
void add_licenses(CLI::App& to, invocation& with);
void add_version(CLI::App& to, invocation& with);

}  // namespace aula::cli
