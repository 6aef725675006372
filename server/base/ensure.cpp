#include "base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace aula {

void ensure(bool holds, const char* statement, std::source_location where) {
    if (holds) [[likely]]
        return;
    std::fprintf(
        stderr, "aula: broken invariant: %s (%s:%u)\n", statement, where.file_name(), where.line()
    );
    std::abort();
}

}  // namespace aula
