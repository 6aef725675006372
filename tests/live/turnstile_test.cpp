#include "live/turnstile.hpp"

#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace aula;

TEST_CASE("a turnstile lets people through in order, and not before they have finished asking") {
    boost::asio::io_context io;
    turnstile gate(io);
    std::vector<int> passed;
    for (int number = 0; number < 5; ++number) {
        gate.pass([&passed, number] { passed.push_back(number); });
    }
    CHECK(passed.empty());
    CHECK(gate.waiting() == 5);
    io.run();
    CHECK(passed == std::vector<int>{0, 1, 2, 3, 4});
}

TEST_CASE("those who are in go on between two who arrive, when arriving is slow") {
    boost::asio::io_context io;
    turnstile gate(io);
    std::vector<char> happened;
    constexpr int people = 4;
    for (int number = 0; number < people; ++number) {
        gate.pass([&] {
            happened.push_back('a');
            // Arriving takes longer than its share of a turn; meanwhile somebody inside speaks.
            const auto until = std::chrono::steady_clock::now() + turnstile::share;
            while (std::chrono::steady_clock::now() < until) std::this_thread::yield();
            boost::asio::post(io, [&] { happened.push_back('i'); });
        });
    }
    io.run();
    CHECK(happened == std::vector<char>{'a', 'i', 'a', 'i', 'a', 'i', 'a', 'i'});
}

TEST_CASE("somebody whose turn ends with an exception does not keep the others waiting") {
    boost::asio::io_context io;
    turnstile gate(io);
    bool is_through = false;
    gate.pass([] { throw std::runtime_error("on purpose"); });
    gate.pass([&] { is_through = true; });
    CHECK_THROWS(io.run());
    io.run();
    CHECK(is_through);
    CHECK(gate.waiting() == 0);
}
