#pragma once

namespace aula::cli {

/// The whole program: parses the command line, runs the subcommand, answers the exit code: 0 done,
/// 1 failed, 2 called wrongly.
int run(int argc, char** argv);

}  // namespace aula::cli
