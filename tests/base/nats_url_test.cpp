#include "base/nats_url.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace aula;

TEST_CASE("a URL of NATS is taken apart: scheme, login, host and port") {
    const auto all = parse_nats_urls("nats://n1,tls://a:p%40ss@n2:4333,nats://t0ken@[::1]:1/");
    REQUIRE(all);
    REQUIRE(all->size() == 3);
    CHECK_FALSE(all->at(0).is_tls);
    CHECK(all->at(0).host == "n1");
    CHECK(all->at(0).port == 4222);
    CHECK(all->at(1).is_tls);
    CHECK(all->at(1).user == "a");
    CHECK(all->at(1).password == "p@ss");
    CHECK(all->at(1).token.empty());
    CHECK(all->at(2).token == "t0ken");
    CHECK(all->at(2).user.empty());
    CHECK(all->at(2).host == "::1");
    CHECK(all->at(2).shown() == "nats://…@[::1]:1");
}

TEST_CASE("no more servers than a bound") {
    std::string list = "nats://n";
    for (std::size_t i = 1; i < nats_servers_max; ++i) list += ",nats://n";
    CHECK(parse_nats_urls(list));
    CHECK_FALSE(parse_nats_urls(list + ",nats://n"));
}

TEST_CASE("a list for people has no password and no token, even when it is wrong") {
    CHECK(without_secrets("").empty());
    CHECK(without_secrets("nats://a:b@n1,tls://c@n2") == "nats://a:…@n1:4222,tls://…@n2:4222");
    CHECK(without_secrets("hunter2") == "(set)");
}
