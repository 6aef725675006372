#include "live/shard.hpp"

#include <doctest/doctest.h>

#include <boost/asio/post.hpp>
#include <future>
#include <stdexcept>

using namespace aula;

TEST_CASE("a handler that throws ends alone, and its shard goes on") {
    shard one(0);
    one.start();
    one.post([] { throw std::runtime_error("on purpose"); });
    boost::asio::post(one.io(), [] { throw std::bad_alloc(); });
    one.after(milliseconds{1}, [] { throw std::runtime_error("on purpose"); });
    std::promise<int> promised;
    one.after(milliseconds{5}, [&] { promised.set_value(7); });
    CHECK(promised.get_future().get() == 7);
    one.stop();
}
