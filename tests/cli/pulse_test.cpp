#include "cli/pulse.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <future>

#include "store/open_store.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;
using namespace std::chrono_literals;

namespace {

/// Two shards and a store that run.
struct organs {
    organs() {
        auto opened = open_sqlite_store({.folder = folder.path(), .readers = 1});
        REQUIRE(opened);
        kept = std::move(*opened);
        for (std::size_t index = 0; index < 2; ++index) {
            shards.push_back(std::make_unique<shard>(index));
            shards.back()->start();
        }
    }
    ~organs() {
        for (const auto& each : shards) each->stop();
        kept->stop();
    }

    test::temporary_folder folder;
    std::unique_ptr<store> kept;
    shard_set shards;
};

/// Asks until it is so; the limit only matters when it never is.
bool eventually(const std::function<bool()>& is_so) {
    const auto limit = std::chrono::steady_clock::now() + 30s;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > limit) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

}  // namespace

TEST_CASE("while every thread answers there are beats") {
    organs here;
    std::atomic<int> beats = 0;
    pulse asked(here.shards, *here.kept, [&] { ++beats; }, 1ms);
    CHECK(eventually([&] { return beats > 20; }));
    CHECK(asked.stuck().empty());
}

TEST_CASE("a shard that hangs is named, the beats end, and both pass when it goes on") {
    organs here;
    std::atomic<int> beats = 0;
    pulse asked(here.shards, *here.kept, [&] { ++beats; }, 1ms);
    std::promise<void> hang;
    here.shards[1]->post([done = hang.get_future().share()] { done.wait(); });
    CHECK(eventually([&] { return asked.stuck() == "shard 1"; }));
    const int before = beats;
    std::this_thread::sleep_for(20ms);  // rounds that must not beat
    CHECK(beats == before);
    hang.set_value();
    CHECK(eventually([&] { return asked.stuck().empty() && beats > before; }));
}

TEST_CASE("a store that hangs is named") {
    organs here;
    pulse asked(here.shards, *here.kept, [] {}, 1ms);
    std::promise<void> hang;
    here.kept->write_then(
        [done = hang.get_future().share()](database&) -> result<void> {
            done.wait();
            return {};
        },
        [](const result<void>&) {}
    );
    CHECK(eventually([&] { return asked.stuck() == "store writer"; }));
    hang.set_value();
    CHECK(eventually([&] { return asked.stuck().empty(); }));
}
