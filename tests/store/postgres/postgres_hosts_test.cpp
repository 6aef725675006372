#include "store/postgres/postgres_hosts.hpp"

#include <doctest/doctest.h>

using aula::postgres_hosts;

TEST_SUITE_BEGIN("postgres");

TEST_CASE("the servers of a URL are tried from any of them on, each with its own port") {
    const postgres_hosts three("postgres://aula@one:5001,two:5002,three:5003/aula?sslmode=disable");
    CHECK(three.count() == 3);
    CHECK(three.from(1).host == "two,three,one");
    CHECK(three.from(1).port == "5002,5003,5001");
    CHECK(three.from(2).host == "three,one,two");
    CHECK(three.from(5).host == "three,one,two");
}

TEST_CASE("the URL's own order needs no other words") {
    const postgres_hosts two("postgres://one,two/aula");
    for (const std::size_t first : {0U, 2U, 4U}) {
        CHECK(two.from(first).host.empty());
        CHECK(two.from(first).port.empty());
    }
}

TEST_CASE("one port for all servers stays as it is, and addresses turn with their names") {
    const postgres_hosts two(
        "postgresql:///aula?host=one,two&hostaddr=127.0.0.1,127.0.0.2&port=5001"
    );
    CHECK(two.from(1).host == "two,one");
    CHECK(two.from(1).hostaddr == "127.0.0.2,127.0.0.1");
    CHECK(two.from(1).port.empty());
}

TEST_CASE("a URL with one server, with none, or that nobody understands counts as one") {
    for (const char* url : {"postgres://one/aula", "postgres:///aula", "nonsense://x", ""}) {
        CHECK(postgres_hosts(url).count() == 1);
        CHECK(postgres_hosts(url).from(1).host.empty());
    }
}

TEST_SUITE_END();
