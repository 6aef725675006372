#include "net/reserve_descriptor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace aula {

reserve_descriptor::reserve_descriptor() : source_(::open("/dev/null", O_RDONLY | O_CLOEXEC)) {
    if (source_ < 0) throw std::system_error(errno, std::generic_category(), "/dev/null");
    restore();
}

reserve_descriptor::~reserve_descriptor() {
    if (kept_ >= 0) ::close(kept_);
    if (source_ >= 0) ::close(source_);
}

bool reserve_descriptor::spend() {
    if (!restore()) return false;
    ::close(std::exchange(kept_, -1));
    return true;
}

bool reserve_descriptor::restore() {
    if (kept_ < 0) kept_ = ::fcntl(source_, F_DUPFD_CLOEXEC, 0);
    return kept_ >= 0;
}

void reserve_descriptor::take_over(int socket) {
    if (::dup3(source_, socket, O_CLOEXEC) >= 0) {
        kept_ = socket;
    } else {
        ::close(socket);
    }
}

}  // namespace aula
