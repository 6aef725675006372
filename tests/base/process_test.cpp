#include "base/process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

using namespace aula;

TEST_CASE("a process knows how many descriptors it has, and how many it may have") {
    const process_usage usage;
    const auto before = usage.descriptors();
    CHECK(before > 0);
    const int more = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    CHECK(usage.descriptors() == before + 1);
    ::close(more);
    CHECK(usage.descriptors() == before);
    CHECK(descriptor_limit() > before);
}

TEST_CASE("a process knows how much memory it has") {
    CHECK(process_usage().resident_bytes() > 1024 * 1024);
}
