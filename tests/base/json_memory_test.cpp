#include <doctest/doctest.h>

#include <cstddef>
#include <new>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "support/memory.hpp"

// The sanitizers have a `new` of their own, which asks no handler.
#ifndef AULA_HAS_SANITIZED_MEMORY

using namespace aula;

namespace {

constexpr auto more_than_any_machine_has = std::size_t{1} << 45U;

std::new_handler rule = nullptr;
bool would_wait = false;

/// Notes what the rule decides, and ends the allocation in either case.
void note_what_it_decides() {
    try {
        rule();
        would_wait = true;
    } catch (const std::bad_alloc&) {
        would_wait = false;
    }
    throw std::bad_alloc();
}

/// Whether a list waits for memory that is refused now.
template <class Value>
bool waits() {
    REQUIRE(needed_memory::keep_reserve());
    rule = std::set_new_handler(note_what_it_decides);
    std::vector<Value> list;
    CHECK_THROWS_AS(list.reserve(more_than_any_machine_has), std::bad_alloc);
    std::set_new_handler(rule);
    return would_wait;
}

}  // namespace

TEST_CASE("the destructor of a JSON value is not refused its memory") {
    CHECK(waits<nlohmann::json>());
    CHECK(waits<nlohmann::ordered_json>());
    CHECK_FALSE(waits<std::string>());
}

#endif
