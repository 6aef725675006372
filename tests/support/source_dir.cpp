#include "support/source_dir.hpp"

namespace aula::test {

std::filesystem::path source_dir() {
    return AULA_SOURCE_DIR;
}

}  // namespace aula::test
