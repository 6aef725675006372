#include "bus/switchboard.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace aula;

namespace {

constexpr std::size_t room = 100;

std::shared_ptr<receiver> nobody() {
    return std::make_shared<receiver>([](std::string_view) {});
}

struct counted_board {
    int rung = 0;
    switchboard board{room, [this] { ++rung; }};
};

}  // namespace

TEST_CASE("nothing is taken without a connection, and nothing goes over to the next one") {
    counted_board at;
    CHECK_FALSE(at.board.publish("a", "1"));
    at.board.connect(bus::body_max);
    CHECK(at.board.publish("a", "2"));
    CHECK(at.board.publish("a", "3"));
    at.board.disconnect();
    CHECK_FALSE(at.board.publish("a", "4"));
    at.board.connect(bus::body_max);
    CHECK(at.board.take_outgoing().empty());
    const auto counts = at.board.statistics();
    CHECK(counts.published == 2);
    CHECK(counts.refused == 2);
    CHECK(counts.dropped == 2);
    CHECK(counts.reconnects == 1);
}

TEST_CASE("what was taken is in order, subscriptions before what is published behind them") {
    counted_board at;
    at.board.connect(bus::body_max);
    const auto first = at.board.add("a.b", nobody());
    CHECK(at.board.publish("a.b", "x"));
    at.board.remove(first);
    CHECK(at.board.take_outgoing() == "SUB a.b 1\r\nPUB a.b 1\r\nx\r\nUNSUB 1\r\n");
    CHECK(at.board.find(first) == nullptr);
}

TEST_CASE("a new connection is told of every subscription that there is") {
    counted_board at;
    at.board.add("a", nobody());
    const auto gone = at.board.add("b", nobody());
    at.board.remove(gone);
    CHECK(at.board.take_outgoing().empty());
    at.board.connect(bus::body_max);
    CHECK(at.board.take_outgoing() == "SUB a 1\r\n");
}

TEST_CASE("the bell rings once until everything has been taken") {
    counted_board at;
    at.board.connect(bus::body_max);
    CHECK(at.board.take_outgoing().empty());
    at.board.publish("a", "1");
    at.board.publish("a", "2");
    CHECK(at.rung == 1);
    CHECK(!at.board.take_outgoing().empty());
    at.board.publish("a", "3");
    CHECK(at.rung == 1);
    CHECK(!at.board.take_outgoing().empty());
    CHECK(at.board.take_outgoing().empty());
    at.board.publish("a", "4");
    CHECK(at.rung == 2);
}

TEST_CASE("too much does not wait") {
    counted_board at;
    at.board.connect(bus::body_max);
    CHECK(at.board.publish("a", std::string(60, 'x')));
    CHECK_FALSE(at.board.publish("a", std::string(60, 'x')));
    CHECK(!at.board.take_outgoing().empty());
    CHECK(at.board.publish("a", std::string(60, 'x')));
}

TEST_CASE("a server that takes less than we do is given less") {
    counted_board at;
    at.board.connect(10);
    CHECK(at.board.publish("a", std::string(10, 'x')));
    CHECK_FALSE(at.board.publish("a", std::string(11, 'x')));
}
