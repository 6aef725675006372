#include "base/worker_threads.hpp"

#include <doctest/doctest.h>

#include <future>
#include <stdexcept>

using namespace aula;

TEST_CASE("a piece of work that throws ends alone") {
    worker_threads threads(1);
    threads.post([] { throw std::runtime_error("on purpose"); });
    std::promise<int> promised;
    threads.post([&] { promised.set_value(7); });
    CHECK(promised.get_future().get() == 7);
}
