#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

/// Runs the program's cases and prints how long each of them took: the gate reads that from the
/// log.
int main(int argc, char** argv) {
    doctest::Context context;
    context.setOption("duration", true);
    context.applyCommandLine(argc, argv);
    return context.run();
}
