#include "base/needed_memory.hpp"

#include <doctest/doctest.h>

#include <new>
#include <stdexcept>

using namespace aula;

namespace {

/// What `new` does when the system refuses: true when it would try again.
bool tries_again() {
    try {
        std::get_new_handler()();
        return true;
    } catch (const std::bad_alloc&) {
        return false;
    }
}

struct tries_at_its_end {
    bool& answer;
    ~tries_at_its_end() { answer = tries_again(); }
};

}  // namespace

TEST_CASE("memory is refused at once, but not to work that cannot be given up") {
    REQUIRE(needed_memory::keep_reserve());
    const auto before = needed_memory::refusals();
    CHECK_FALSE(tries_again());
    {
        const needed_memory whole;
        CHECK(tries_again());  // the reserve is given
        CHECK(tries_again());  // and then it waits
        {
            const refusable_memory part;
            CHECK_FALSE(tries_again());
            const needed_memory inside;
            CHECK(tries_again());
        }
        CHECK(tries_again());
    }
    CHECK_FALSE(tries_again());
    CHECK(needed_memory::refusals() == before + 7);
    CHECK(needed_memory::keep_reserve());
}

TEST_CASE("what an exception tidies up is not refused its memory") {
    REQUIRE(needed_memory::keep_reserve());
    bool is_tried = false;
    try {
        const tries_at_its_end tidies{is_tried};
        throw std::runtime_error("on purpose");
    } catch (const std::runtime_error&) {
        CHECK(tries_again());
    }
    CHECK(is_tried);
}
