#pragma once

#include <span>

#include "api/embedded_files.hpp"

namespace aula::cli {

/// The whole program: parses the command line, runs the subcommand, answers the exit code: 0 done,
/// 1 failed, 2 called wrongly.
int run(int argc, char** argv, std::span<const embedded_file> client);

}  // namespace aula::cli
