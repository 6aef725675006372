#include "net/reserve_descriptor.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <utility>

namespace aula {

reserve_descriptor::~reserve_descriptor() {
    if (kept_ >= 0) ::close(kept_);
}

int reserve_descriptor::accept(int listening) {
    if (kept_ < 0) return -1;
    ::close(std::exchange(kept_, -1));
    return ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

bool reserve_descriptor::restore() {
    if (kept_ < 0) kept_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    return kept_ >= 0;
}

}  // namespace aula
