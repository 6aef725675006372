#include "store/queued_store.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <latch>
#include <stdexcept>
#include <thread>

#include "things.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// Keeps the writing thread busy, so that what comes after it waits and is committed together.
class occupied_writer {
public:
    explicit occupied_writer(store& of) {
        // The thread may still be waking up in `go_on` when this object is gone.
        of.write_then(
            [at = gates_](database&) {
                at->begun.count_down();
                at->go_on.wait();
                return result<void>{};
            },
            [](const result<void>&) {}
        );
        gates_->begun.wait();
    }
    void let_go() { gates_->go_on.count_down(); }

private:
    struct gates {
        std::latch begun{1};
        std::latch go_on{1};
    };
    std::shared_ptr<gates> gates_ = std::make_shared<gates>();
};

}  // namespace

TEST_CASE("what was written can be read once it was answered") {
    things_store things;
    for (int i = 1; i <= 100; ++i) {
        must(write(*things.kept, put(std::to_string(i))));
        REQUIRE(things.size() == i);
    }
}

TEST_CASE("what is urgent goes ahead of everything that waits, also when nothing more is taken") {
    things_store things;
    std::vector<int> order;
    std::promise<void> all_done;
    const auto note = [&order](int number) {
        return [&order, number](database&) -> result<void> {
            order.push_back(number);
            return {};
        };
    };
    const auto ignore = [](const result<void>&) {};
    {
        occupied_writer writer(*things.kept);
        for (int i = 1; i <= 3; ++i) things.kept->write_then(note(i), ignore);
        things.kept->write_first_then(note(10), ignore);
        things.kept->write_first_then(note(11), ignore);
        things.kept->write_then(note(4), [&](const result<void>&) { all_done.set_value(); });
        for (std::size_t i = 0; i < store::write_queue_max; ++i) {
            things.kept->write_then([](database&) { return result<void>{}; }, ignore);
        }
        // The urgent have a line of their own.
        things.kept->write_first_then(note(12), ignore);
        writer.let_go();
    }
    all_done.get_future().wait();
    CHECK(order == std::vector<int>{10, 11, 12, 1, 2, 3, 4});
}

TEST_CASE("what waits together is committed together") {
    things_store things;
    const auto before = things.kept->statistics();
    constexpr int pieces = 200;
    std::latch answered(pieces);
    std::atomic<int> well{0};
    {
        occupied_writer writer(*things.kept);
        for (int i = 0; i < pieces; ++i) {
            things.kept->write_then(put(std::to_string(i)), [&](const result<void>& said) {
                if (said) ++well;
                answered.count_down();
            });
        }
        CHECK(things.kept->statistics().writes_waiting == pieces);
        writer.let_go();
        answered.wait();
    }
    CHECK(well == pieces);
    CHECK(things.size() == pieces);
    const auto after = things.kept->statistics();
    CHECK(after.writes - before.writes == pieces + 1);
    // By time, not by number: a slow machine needs a few transactions more.
    CHECK(after.commits - before.commits < pieces / 4);
    CHECK(after.longest_commit.count() > 0);
    CHECK(after.writes_waiting == 0);
}

TEST_CASE("a piece of work that fails takes only its own changes back") {
    things_store things;
    std::latch answered(3);
    std::atomic<int> well{0};
    const auto note = [&](const result<void>& said) {
        if (said) ++well;
        answered.count_down();
    };
    occupied_writer writer(*things.kept);
    things.kept->write_then(put("before"), note);
    things.kept->write_then(
        [](database& db) -> result<void> {
            must(db.query("INSERT INTO things(name) VALUES('half')"));
            return no_rows(db.query("INSERT INTO things(name) VALUES('before')"));
        },
        note
    );
    things.kept->write_then(put("after"), note);
    writer.let_go();
    answered.wait();
    CHECK(well == 2);
    const auto names = must(read(*things.kept, [](database& db) {
        return db.query("SELECT name FROM things ORDER BY name");
    }));
    REQUIRE(names.size() == 2);
    CHECK(names[0].text(0) == "after");
    CHECK(names[1].text(0) == "before");
}

TEST_CASE("work that throws is answered with an error and its neighbours go on") {
    things_store things;
    const auto thrown = write(*things.kept, [](database& db) -> result<void> {
        must(db.query("INSERT INTO things(name) VALUES('half')"));
        throw std::runtime_error("out of luck");
    });
    REQUIRE(!thrown);
    CHECK(thrown.error().code == error_code::internal);
    CHECK(thrown.error().detail.find("out of luck") != std::string::npos);
    CHECK(things.size() == 0);

    const auto without_memory =
        write(*things.kept, [](database&) -> result<void> { throw std::bad_alloc(); });
    REQUIRE(!without_memory);
    CHECK(without_memory.error().code == error_code::busy);

    const auto thrown_reading = read(*things.kept, [](database&) -> result<int> {
        throw std::runtime_error("out of luck");
    });
    REQUIRE(!thrown_reading);
    must(write(*things.kept, put("next")));
    CHECK(things.size() == 1);
}

TEST_CASE("a piece of reading sees one instant, whatever is written meanwhile") {
    things_store things;
    std::latch counted(1);
    std::latch written(1);
    std::promise<bool> promised;
    auto same = promised.get_future();
    things.kept->read_then(
        [&](database& db) -> result<bool> {
            const auto first = must(count(db));
            counted.count_down();
            written.wait();
            return must(count(db)) == first;
        },
        [promised = std::move(promised)](const result<bool>& said) mutable {
            promised.set_value(said && *said);
        }
    );
    counted.wait();
    must(write(*things.kept, put("new")));
    written.count_down();
    CHECK(same.get());
    CHECK(things.size() == 1);
}

TEST_CASE("reading work cannot write") {
    things_store things;
    const auto refused = read(*things.kept, put("x"));
    REQUIRE(!refused);
    CHECK(things.size() == 0);
}

TEST_CASE("a full queue answers busy at once and loses nothing that it took") {
    things_store things;
    constexpr auto taken = store::write_queue_max;
    std::latch answered(taken);
    {
        occupied_writer writer(*things.kept);
        for (std::size_t i = 0; i < taken; ++i) {
            things.kept->write_then(
                [](database&) { return result<void>{}; },
                [&](const result<void>& said) {
                    if (said) answered.count_down();
                }
            );
        }
        const auto refused = write(*things.kept, put("too much"));
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::busy);
        writer.let_go();
        answered.wait();
    }
    must(write(*things.kept, put("again")));
    CHECK(things.size() == 1);
}

TEST_CASE("reading goes on while the writer is occupied") {
    things_store things;
    occupied_writer writer(*things.kept);
    CHECK(things.size() == 0);
    writer.let_go();
}

TEST_CASE("coroutines are answered on their own executor") {
    namespace asio = boost::asio;
    things_store things;
    asio::io_context shard(1);
    std::thread::id answered_on;
    std::int64_t counted = 0;
    const auto work = [&]() -> asio::awaitable<void> {
        auto piece = put("x");
        const auto written = co_await things.kept->write(std::move(piece));
        answered_on = std::this_thread::get_id();
        if (written) {
            const auto found = co_await things.kept->read(&count);
            if (found) counted = *found;
        }
    };
    asio::co_spawn(shard, work, asio::detached);
    shard.run();
    things.kept->stop();  // its threads may still be leaving `shard`
    CHECK(answered_on == std::this_thread::get_id());
    CHECK(counted == 1);
}

TEST_CASE("stopping finishes what is queued and answers later work with unavailable") {
    things_store things;
    constexpr int pieces = 500;
    std::atomic<int> well{0};
    for (int i = 0; i < pieces; ++i) {
        things.kept->write_then(put(std::to_string(i)), [&](const result<void>& said) {
            if (said) ++well;
        });
    }
    things.kept->stop();
    CHECK(well == pieces);
    for (const auto& late : {write(*things.kept, put("late")), read(*things.kept, put("late"))}) {
        REQUIRE(!late);
        CHECK(late.error().code == error_code::unavailable);
    }
    CHECK(things.folder.read("aula.db-wal").empty());  // where there is one

    const auto reopened = open_store(things.folder.path());
    CHECK(must(read(*reopened, count)) == pieces);
}

TEST_CASE("writers on many threads all get their own answer") {
    things_store things;
    constexpr int threads = 4;
    constexpr int each = 250;
    std::atomic<int> conflicts{0};
    std::vector<std::thread> writers;
    for (int t = 0; t < threads; ++t) {
        writers.emplace_back([&] {
            for (int i = 0; i < each; ++i) {
                const auto said = write(*things.kept, put(std::to_string(i)));
                if (!said && said.error().code == error_code::conflict) ++conflicts;
                static_cast<void>(read(*things.kept, count));
            }
        });
    }
    for (auto& writer : writers) writer.join();
    CHECK(things.size() == each);
    CHECK(conflicts == (threads - 1) * each);
}
