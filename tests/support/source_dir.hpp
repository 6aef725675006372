#pragma once

#include <filesystem>

namespace aula::test {

/// The folder of the project, which has docs/, protocol/ and tests/. It is said in one source only,
/// so that the others compile to the same wherever the project lies, and a compiler cache knows
/// them.
std::filesystem::path source_dir();

}  // namespace aula::test
