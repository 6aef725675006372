#include "bus/gate.hpp"

#include <doctest/doctest.h>

#include <memory>

using namespace aula;

TEST_CASE("a closed gate lets nothing through and lets go of what its callback held") {
    auto held = std::make_shared<int>(0);
    gate<int> door([held](int more) { *held += more; });
    CHECK(door.call(2));
    CHECK(*held == 2);
    CHECK(held.use_count() == 2);
    door.close();
    CHECK(held.use_count() == 1);
    CHECK_FALSE(door.call(2));
    CHECK(*held == 2);
}

TEST_CASE("a callback that closes its own gate goes on to its end and lets go") {
    auto held = std::make_shared<int>(0);
    std::unique_ptr<gate<int>> door;
    door = std::make_unique<gate<int>>([held, &door](int more) {
        door->close();
        *held += more;
    });
    CHECK(door->call(1));
    CHECK(*held == 1);
    CHECK(held.use_count() == 1);
    CHECK_FALSE(door->call(1));
}
