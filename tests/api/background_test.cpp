#include "api/background.hpp"

#include <doctest/doctest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <new>

using namespace aula;

TEST_CASE("who has asked for work in the background gets its answer, or what it throws") {
    boost::asio::io_context io;
    background behind;  // its threads end before `io`: one may still be waking it
    auto ask_for = [&](auto work) {
        auto said = boost::asio::co_spawn(io, behind.run(std::move(work)), boost::asio::use_future);
        io.restart();
        io.run();
        return said.get();
    };
    CHECK(ask_for([] { return 7; }) == 7);
    CHECK_THROWS_AS(ask_for([]() -> int { throw std::bad_alloc(); }), std::bad_alloc);
    CHECK(ask_for([] { return 8; }) == 8);
}
