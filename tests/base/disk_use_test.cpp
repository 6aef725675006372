#include "base/disk_use.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "support/temporary_folder.hpp"

using namespace aula;

TEST_CASE("a disk has room for what leaves it at most as full as it may be") {
    const disk_use half{500, 1000};
    CHECK(half.percent() == 50);
    CHECK(half.has_room(0, 50));
    CHECK_FALSE(half.has_room(1, 50));
    CHECK(half.has_room(300, 80));
    CHECK_FALSE(half.has_room(301, 80));
    CHECK(half.has_room(500, 100));
    CHECK_FALSE(half.has_room(501, 100));
    CHECK_FALSE(half.has_room(0, 49));
    CHECK(disk_use{501, 1000}.percent() == 51);
    CHECK(disk_use{0, 0}.percent() == 100);
    CHECK_FALSE(disk_use{0, 0}.has_room(1, 100));
    constexpr auto most = std::numeric_limits<std::uint64_t>::max();
    CHECK_FALSE(disk_use{most / 2, most}.has_room(most, 100));
    CHECK(disk_use{most / 2, most}.has_room(most / 4, 80));
}

TEST_CASE("the disk of a folder can be asked, and one that is not there cannot") {
    const test::temporary_folder folder;
    const auto use = disk_use_at(folder.path());
    REQUIRE(use);
    CHECK(use->used > 0);
    CHECK(use->all >= use->used);
    CHECK_FALSE(disk_use_at(folder.path() / "none"));
}
