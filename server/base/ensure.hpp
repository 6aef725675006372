#pragma once

#include <source_location>

namespace aula {

/// For what only a mistake of ours can break: says where and aborts. Restart-and-resume is a tested
/// path; going on with a broken state is not.
void ensure(
    bool holds, const char* statement, std::source_location where = std::source_location::current()
);

}  // namespace aula
