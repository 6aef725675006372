#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

#include "api/embedded_files.hpp"
#include "cli/cli.hpp"

namespace {

std::terminate_handler usual_end = nullptr;

/// Tables outside of functions are filled before `main` can catch anything.
void end_without_memory() {
    try {
        if (const auto thrown = std::current_exception()) std::rethrow_exception(thrown);
    } catch (const std::bad_alloc&) {
        std::fputs("aula: There is not enough memory.\n", stderr);
        std::_Exit(EXIT_FAILURE);
    } catch (...) {
    }
    usual_end();
}

struct end_with_a_sentence {
    end_with_a_sentence() { usual_end = std::set_terminate(end_without_memory); }
};

__attribute__((init_priority(101))) const end_with_a_sentence before_all_tables;

}  // namespace

int main(int argc, char** argv) {
    return aula::cli::run(argc, argv, aula::embedded_files());
}
