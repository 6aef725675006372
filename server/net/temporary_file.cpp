#include "net/temporary_file.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <system_error>

#include "base/needed_memory.hpp"

namespace aula {
namespace {

constexpr std::string_view prefix = "upload-";

}  // namespace

temporary_file::temporary_file(const std::filesystem::path& folder) {
    std::string name = (folder / (std::string(prefix) + "XXXXXX")).string();
    const int file = ::mkstemp(name.data());  // mode 0600
    if (file < 0) throw std::system_error(errno, std::generic_category(), "a temporary file");
    ::close(file);
    const needed_memory whole;  // or nobody would know the file's name
    path_ = name;
}

void remove_leftovers(const std::filesystem::path& folder) {
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        if (!entry.path().filename().string().starts_with(prefix)) continue;
        std::filesystem::remove(entry.path(), none);
    }
}

temporary_file::~temporary_file() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

}  // namespace aula
