#include "base/config_change.hpp"

#include <doctest/doctest.h>

#include "base/changeable.hpp"
#include "base/settings.hpp"

using namespace aula;

namespace {

using names = std::vector<std::string>;

config with(std::vector<std::pair<std::string, std::string>> flags) {
    config_sources sources;
    sources.flags = std::move(flags);
    const auto loaded = load_config(sources);
    REQUIRE(loaded.problems.empty());
    return loaded.values;
}

}  // namespace

TEST_CASE("a configuration that says the same changes nothing") {
    auto running = with({});
    const auto change = take_over(running, with({}));
    CHECK(change.taken.empty());
    CHECK(change.needs_restart.empty());
}

TEST_CASE("what can change under way is taken over, the rest is kept and named every time") {
    auto running = with({{"server.shards", "2"}});
    const auto fresh =
        with({{"server.shards", "3"}, {"log.level", "debug"}, {"limits.connections", "99"}});
    for (const auto& taken : {names{"limits.connections", "log.level"}, names{}}) {
        const auto change = take_over(running, fresh);
        CHECK(change.taken == taken);
        CHECK(change.needs_restart == names{"server.shards"});
    }
    CHECK(running.server.shards == 2);
    CHECK(running.log.level == "debug");
    CHECK(running.limits.connections == 99);
}

TEST_CASE("a secret that changes is noticed, although it is never shown") {
    auto running = with({{"mail.password", "one"}});
    CHECK(take_over(running, with({{"mail.password", "two"}})).taken == names{"mail.password"});
    CHECK(running.mail.password == "two");
}

TEST_CASE("another certificate is taken over; TLS is not switched on or off under way") {
    const auto first = with({{"tls.certificate", "a.pem"}, {"tls.key", "a.key"}});
    auto running = first;
    auto second = first;
    second.tls.certificate = "b.pem";
    CHECK(take_over(running, second).taken == names{"tls.certificate"});
    running = first;
    auto none = first;
    none.tls = {};
    CHECK(take_over(running, none).needs_restart == names{"tls.certificate", "tls.key"});
    CHECK(running.tls.certificate == "a.pem");
}

TEST_CASE("every setting can be compared and copied by itself") {
    const auto defaults = with({});
    for (const auto& each : all_settings()) {
        CAPTURE(each.name);
        auto other = defaults;
        CHECK(each.is_same(defaults, other));
        each.copy(other, defaults);
        CHECK(each.is_same(defaults, other));
    }
}

TEST_CASE("a changeable number is copied and assigned like a plain one") {
    changeable<int> one = 1;
    changeable<int> copy = one;
    one = 2;
    CHECK(one == 2);
    CHECK(copy == 1);
    copy = one;
    CHECK(copy.get() == 2);
}
