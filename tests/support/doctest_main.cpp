#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <cstdio>

/// Runs the program's cases and prints how long each of them took: the gate reads that from the
/// log. Whole lines are written, so that what the program logs meanwhile never splits one.
int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    doctest::Context context;
    context.setOption("duration", true);
    context.applyCommandLine(argc, argv);
    return context.run();
}
