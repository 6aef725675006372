#include "api/embedded_files.hpp"
#include "cli/cli.hpp"

int main(int argc, char** argv) {
    return aula::cli::run(argc, argv, aula::embedded_files());
}
