#include "base/process.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <string_view>

namespace aula {

std::uint64_t descriptor_limit() {
    struct rlimit files{};
    return ::getrlimit(RLIMIT_NOFILE, &files) == 0 ? files.rlim_cur : 0;
}

void raise_descriptor_limit() {
    struct rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

process_usage::process_usage()
    : descriptors_(::opendir("/proc/self/fd")),
      memory_(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}

process_usage::~process_usage() {
    if (descriptors_ != nullptr) ::closedir(descriptors_);
    if (memory_ >= 0) ::close(memory_);
}

std::size_t process_usage::descriptors() const {
    if (descriptors_ == nullptr) return 0;
    ::rewinddir(descriptors_);
    std::size_t found = 0;
    while (const auto* entry = ::readdir(descriptors_)) {
        if (entry->d_name[0] != '.') ++found;
    }
    return found;
}

std::uint64_t process_usage::resident_bytes() const {
    std::array<char, 128> text{};
    const auto length = ::pread(memory_, text.data(), text.size(), 0);
    if (length <= 0) return 0;
    // All pages, then the resident ones.
    const std::string_view pages(text.data(), static_cast<std::size_t>(length));
    const auto second = pages.substr(pages.find(' ') + 1);
    std::uint64_t resident = 0;
    std::from_chars(second.data(), second.data() + second.size(), resident);
    return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace aula
