#include "decks/page_fetcher.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <deque>
#include <fstream>
#include <future>
#include <thread>

#include "support/captured_stderr.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

const std::string shared_deck = "0123456789abcdef0123456789abcdef01234567";
constexpr std::uint64_t plenty = 1 << 20;

/// An event loop on a thread of its own, as a shard is.
struct loop {
    asio::io_context io{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
    std::thread thread{[this] { io.run(); }};

    ~loop() {
        work.reset();
        thread.join();
    }
};

/// A shared folder, and a node that serves pages from it.
struct node {
    explicit node(std::uint64_t bytes_max = plenty, std::chrono::milliseconds patience = 10s)
        : cache(data.path() / "copies", bytes_max), fetcher(cache, shelf(), patience) {
        REQUIRE(cache.prepare());
    }
    fs::path shelf() const { return data.path() / "shared/decks"; }
    fs::path put(const std::string& name, const std::string& bytes) const {
        return data.write("shared/decks/" + shared_deck + "/" + name, bytes);
    }
    /// A page whose reader waits until somebody writes it, as on a network file system that hangs.
    fs::path put_hanging(const std::string& name) const {
        fs::create_directories(shelf() / shared_deck);
        REQUIRE(::mkfifo((shelf() / shared_deck / name).c_str(), 0600) == 0);
        return shelf() / shared_deck / name;
    }
    std::future<fs::path> ask(const std::string& name, std::size_t shard = 0) {
        page_fetcher::page wanted{shared_deck, name, shelf() / shared_deck / name};
        auto asked = fetcher.fetch(std::move(wanted));
        return asio::co_spawn(shards.at(shard).io, std::move(asked), asio::use_future);
    }
    fs::path fetch(const std::string& name) { return ask(name).get(); }
    /// What is answered; "none" when nothing is.
    std::string read(const std::string& name) {
        const auto file = fetch(name);
        return file.empty() ? "none" : data.read(file);
    }
    bool is_copy(const fs::path& file) const {
        return file.parent_path() == data.path() / "copies";
    }
    void take_away() const { fs::rename(data.path() / "shared", data.path() / "away"); }
    void bring_back() const { fs::rename(data.path() / "away", data.path() / "shared"); }

    test::temporary_folder data;
    page_cache cache;
    std::deque<loop> shards{2};
    page_fetcher fetcher;
};

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("a page is copied when it is asked for, and then found without the shared folder") {
    node on;
    on.put("1.txt", "first");
    const auto file = on.fetch("1.txt");
    CHECK(on.is_copy(file));
    on.take_away();
    CHECK(on.data.read(file) == "first");
    const auto found = on.cache.find(shared_deck, "1.txt");
    REQUIRE(found);
    CHECK(found->file == file);
}

TEST_CASE("a crowd that asks for a page reads it once") {
    node on;
    const auto page = on.put_hanging("1.txt");
    std::deque<std::future<fs::path>> crowd;
    for (std::size_t each = 0; each < 200; ++each) crowd.push_back(on.ask("1.txt", each % 2));
    std::this_thread::sleep_for(50ms);
    std::ofstream(page) << "once";  // a second reader would find nobody who writes
    const auto first = crowd.front().get();
    CHECK(on.data.read(first) == "once");
    crowd.pop_front();
    for (auto& each : crowd) CHECK(each.get() == first);
}

TEST_CASE("while the shared folder is away other pages are not there, which is logged once") {
    node on;
    on.put("1.txt", "first");
    on.put("2.txt", "second");
    on.take_away();
    std::string logged;
    {
        const test::captured_stderr log;
        for (int again = 0; again < 20; ++again) CHECK(on.read("1.txt") == "none");
        CHECK(on.read("2.txt") == "none");
        logged = log.text();
    }
    CHECK(count(logged, "decks' folder cannot be read") == 1);
    CHECK(count(logged, "\n") == 1);
    CHECK(on.fetcher.is_shelf_away());
    on.bring_back();
    CHECK(on.read("2.txt") == "second");
    CHECK_FALSE(on.fetcher.is_shelf_away());
}

TEST_CASE("a page that no deck has is not there, and nothing is wrong with the shared folder") {
    node on;
    on.put("1.txt", "first");
    CHECK(on.read("2.txt") == "none");
    CHECK_FALSE(on.fetcher.is_shelf_away());
    CHECK(on.cache.bytes() == 0);
}

TEST_CASE("a page that hangs keeps its readers for so long and no more, and nobody else") {
    node on(plenty, 300ms);
    const auto page = on.put_hanging("1.txt");
    on.put("2.txt", "second");
    const test::captured_stderr quiet;
    auto hanging = on.ask("1.txt", 0);
    CHECK(on.read("2.txt") == "second");  // the same event loop
    CHECK(hanging.wait_for(5s) == std::future_status::ready);
    CHECK(hanging.get().empty());
    CHECK(on.fetcher.is_shelf_away());
    const auto asked = std::chrono::steady_clock::now();
    CHECK(on.read("1.txt") == "none");
    CHECK(std::chrono::steady_clock::now() - asked < 250ms);
    std::ofstream(page) << "late";
    for (int i = 0; i < 500 && on.cache.bytes() < 2 * page_cache::block; ++i) {
        std::this_thread::sleep_for(10ms);
    }
    const auto found = on.cache.find(shared_deck, "1.txt");
    REQUIRE(found);
    CHECK(on.data.read(found->file) == "late");
    CHECK_FALSE(on.fetcher.is_shelf_away());
}

TEST_CASE("a page that cannot be copied is served from where it lies") {
    node on(2 * page_cache::block);
    const test::captured_stderr quiet;
    const auto large = on.put("1.txt", std::string(3 * page_cache::block, 'x'));
    CHECK(on.fetch("1.txt") == large);
    const auto small = on.put("2.txt", "small");
    fs::remove_all(on.data.path() / "copies");
    CHECK(on.fetch("2.txt") == small);
}
