#include "store/folder_lock.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace aula {
namespace {

std::string written_pid(int descriptor) {
    std::array<char, 24> text{};
    const auto size = ::pread(descriptor, text.data(), text.size(), 0);
    std::string pid(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return pid.substr(0, pid.find_first_not_of("0123456789"));
}

error cannot(const std::string& verb, const std::filesystem::path& file) {
    const auto why = std::generic_category().message(errno);
    return {error_code::storage_full, "cannot " + verb + " " + file.string() + ": " + why};
}

}  // namespace

result<folder_lock> folder_lock::take(const std::filesystem::path& folder) {
    const auto file = folder / "aula.lock";
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return cannot("open", file);
    folder_lock lock(descriptor);

    // A lock of the open file, not of the process: a second store in this very process is refused
    // as well.
    struct flock whole{};
    whole.l_type = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (::fcntl(descriptor, F_OFD_SETLK, &whole) != 0) {
        if (errno != EAGAIN && errno != EACCES) return cannot("lock", file);
        return error{
            error_code::conflict,
            "the data folder " + folder.string() + " is in use by another Aula server (process " +
                written_pid(descriptor) + "); stop it first, or choose another folder"
        };
    }
    const auto pid = std::to_string(::getpid()) + "\n";
    // The lock counts, not the text: a full disk must not keep a server from starting.
    if (::ftruncate(descriptor, 0) == 0) {
        [[maybe_unused]] const auto written = ::pwrite(descriptor, pid.data(), pid.size(), 0);
    }
    return lock;
}

folder_lock::~folder_lock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace aula
