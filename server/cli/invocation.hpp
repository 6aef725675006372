#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "api/embedded_files.hpp"
#include "base/config.hpp"
#include "base/result.hpp"

namespace aula::cli {

/// How the program was called: the options that every subcommand has, and what the chosen
/// subcommand does.
struct invocation {
    std::string config_file;  ///< `--config`; empty: ./aula.toml, then /etc/aula/aula.toml.
    std::string data;         ///< `--data`, short for `--set server.data=…`.
    std::vector<std::string> settings;      ///< `--set section.key=value`.
    std::string server;                     ///< `--server URL`: a server elsewhere.
    std::string token;                      ///< `--token` or AULA_TOKEN.
    std::span<const embedded_file> client;  ///< What `serve` shows to browsers.
    std::function<int()> chosen;            ///< Answers the exit code; set by the parser.
};

/// The configuration file that is read: `--config`, else the first of the usual ones that exists;
/// empty when there is none.
std::string config_file_of(const invocation& of);

/// Reads defaults, file, environment and flags, whatever their problems.
loaded_config load(const invocation& of);

/// The problems, one a line.
std::string all_problems(const loaded_config& of);

/// The same as `load`, with the problems as one error.
result<config> configuration(const invocation& of);

/// Writes the error to standard error; answers the exit code for it.
int fail(const error& what);

}  // namespace aula::cli
