#include "bus/delivery.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <string>

using namespace aula;

namespace {

/// A delivery whose first message is being given until `may_go_on`.
struct busy_delivery {
    std::latch is_running{1};
    std::latch may_go_on{1};
    std::atomic<int> given = 0;
    std::shared_ptr<receiver> to = std::make_shared<receiver>([this](std::string_view) {
        if (given++ > 0) return;
        is_running.count_down();
        may_go_on.wait();
    });
    delivery line;

    busy_delivery(std::size_t messages_max, std::size_t bytes_max) : line(messages_max, bytes_max) {
        line.push(to, "first");
        is_running.wait();
    }
};

}  // namespace

TEST_CASE("no more messages wait than the bound says") {
    busy_delivery busy(3, 1000);
    for (int i = 0; i < 3; ++i) CHECK(busy.line.push(busy.to, "x"));
    CHECK_FALSE(busy.line.push(busy.to, "x"));
    busy.may_go_on.count_down();
}

TEST_CASE("no more bytes wait than the bound says") {
    busy_delivery busy(1000, 10);
    CHECK(busy.line.push(busy.to, "123456"));
    CHECK_FALSE(busy.line.push(busy.to, "12345"));
    CHECK(busy.line.push(busy.to, "1234"));
    busy.may_go_on.count_down();
}

TEST_CASE("what waits when the delivery is stopped is not given") {
    busy_delivery busy(10, 1000);
    CHECK(busy.line.push(busy.to, "second"));
    busy.line.stop();
    busy.may_go_on.count_down();
    CHECK_FALSE(busy.line.push(busy.to, "third"));
    busy.to->close();
    CHECK(busy.given == 1);
}
