#include "net/temporary_file.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace aula {

temporary_file::temporary_file(const std::filesystem::path& folder) {
    std::string name = (folder / "upload-XXXXXX").string();
    const int file = ::mkstemp(name.data());  // mode 0600
    if (file < 0) throw std::system_error(errno, std::generic_category(), "a temporary file");
    ::close(file);
    path_ = name;
}

temporary_file::~temporary_file() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

}  // namespace aula
