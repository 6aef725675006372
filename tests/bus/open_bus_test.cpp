#include "bus/open_bus.hpp"

#include <doctest/doctest.h>

#include "bus/listening.hpp"
#include "support/nats_server.hpp"

using namespace aula;
using namespace aula::test;

namespace {

config with_bus(const std::string& url) {
    config_sources sources;
    sources.flags = {
        {"bus.url", url}, {"store.url", "postgres://db/aula"}, {"cluster.node", "node-1"}
    };
    const auto loaded = load_config(sources);
    REQUIRE(loaded.problems.empty());
    return loaded.values;
}

}  // namespace

TEST_CASE("one node alone has no bus") {
    const auto opened = open_bus(load_config({}).values);
    REQUIRE(opened);
    CHECK(*opened == nullptr);
}

TEST_CASE("the settings open a bus, which the server knows by the cluster and the node") {
    const nats_server server;
    const auto of = with_bus(server.url());
    CHECK(nats_settings_of(of).client == "aula.node-1");
    const auto opened = open_bus(of);
    REQUIRE(opened);
    CHECK(eventually([&] { return (*opened)->is_connected(); }));
}
