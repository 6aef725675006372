#include "decks/page_cache.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "support/temporary_folder.hpp"

using namespace aula;
namespace fs = std::filesystem;

namespace {

const std::string sugars = "0123456789abcdef0123456789abcdef01234567";
const std::string lipids = "fedcba9876543210fedcba9876543210fedcba98";
constexpr auto block = page_cache::block;

struct cache_on_disk {
    explicit cache_on_disk(std::uint64_t bytes_max) : cache(data.path() / "copies", bytes_max) {
        REQUIRE(cache.prepare());
    }
    bool keep(const std::string& of, const std::string& name, const std::string& bytes) {
        return static_cast<bool>(cache.keep(of, name, bytes));
    }
    /// What a reader gets; "none" when the page is not there.
    std::string read(const std::string& of, const std::string& name) {
        const auto page = cache.find(of, name);
        return page ? data.read(page->file) : "none";
    }
    std::ptrdiff_t files() const {
        return std::distance(fs::directory_iterator(data.path() / "copies"), {});
    }

    test::temporary_folder data;
    page_cache cache;
};

/// No file of this process may be larger for a while, as if the disk were full.
class small_files {
public:
    explicit small_files(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit now{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &now);
    }
    ~small_files() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    small_files(const small_files&) = delete;
    small_files& operator=(const small_files&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

}  // namespace

TEST_CASE("a page that was kept is found, by its deck and its name") {
    cache_on_disk in(100 * block);
    CHECK(in.read(sugars, "1-480.webp") == "none");
    REQUIRE(in.keep(sugars, "1-480.webp", "small"));
    REQUIRE(in.keep(sugars, "1-960.webp", "large"));
    REQUIRE(in.keep(lipids, "1-480.webp", "other"));
    REQUIRE(in.keep(lipids, "1.txt", ""));
    CHECK(in.read(sugars, "1-480.webp") == "small");
    CHECK(in.read(sugars, "1-960.webp") == "large");
    CHECK(in.read(lipids, "1-480.webp") == "other");
    CHECK(in.read(lipids, "1.txt").empty());
    CHECK(in.read(lipids, "1-960.webp") == "none");
}

TEST_CASE("copies take no more room than they may, and the least recently used go first") {
    cache_on_disk in(3 * block);
    REQUIRE(in.keep(sugars, "1.txt", "a"));
    REQUIRE(in.keep(sugars, "2.txt", "b"));
    REQUIRE(in.keep(sugars, "3.txt", "c"));
    CHECK(in.read(sugars, "1.txt") == "a");
    REQUIRE(in.keep(sugars, "4.txt", "d"));
    CHECK(in.read(sugars, "2.txt") == "none");
    CHECK(in.read(sugars, "1.txt") == "a");
    CHECK(in.read(sugars, "3.txt") == "c");
    CHECK(in.cache.bytes() == 3 * block);
    CHECK(in.files() == 3);

    REQUIRE(in.keep(sugars, "5.txt", std::string(2 * block - 1, 'e')));
    CHECK(in.cache.bytes() == 3 * block);
    CHECK(in.files() == 2);
    CHECK(in.read(sugars, "3.txt") == "c");
    CHECK(in.read(sugars, "5.txt").size() == 2 * block - 1);
}

TEST_CASE("a page that is too large for all the room drives nothing out") {
    cache_on_disk in(2 * block);
    REQUIRE(in.keep(sugars, "1.txt", "a"));
    const auto refused = in.cache.keep(sugars, "2.txt", std::string(2 * block + 1, 'b'));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == error_code::storage_full);
    CHECK(in.read(sugars, "1.txt") == "a");
    CHECK(in.files() == 1);
}

TEST_CASE("a page that is kept twice stays where it was") {
    cache_on_disk in(10 * block);
    const auto first = in.cache.keep(sugars, "1.txt", "a");
    const auto second = in.cache.keep(sugars, "1.txt", "a");
    REQUIRE(first);
    REQUIRE(second);
    CHECK(*first == *second);
    CHECK(in.read(sugars, "1.txt") == "a");
    CHECK(in.cache.bytes() == block);
    CHECK(in.files() == 1);
}

TEST_CASE("one of all who find a page is told to ask for its deck: at first, and now and then") {
    using namespace std::chrono_literals;
    cache_on_disk in(10 * block);
    REQUIRE(in.keep(sugars, "1.txt", "a"));
    const auto start = page_cache::clock::now();
    const auto is_due = [&](auto later) {
        return in.cache.find(sugars, "1.txt", start + later)->is_due;
    };
    CHECK(is_due(0ms));
    CHECK_FALSE(is_due(0ms));
    CHECK_FALSE(is_due(page_cache::trust - 1ms));
    CHECK(is_due(page_cache::trust));
    CHECK_FALSE(is_due(page_cache::trust));
}

TEST_CASE("a deck that is forgotten takes its pages along, and nobody else's") {
    cache_on_disk in(10 * block);
    REQUIRE(in.keep(sugars, "1.txt", "a"));
    REQUIRE(in.keep(lipids, "1.txt", "b"));
    REQUIRE(in.keep(sugars, "2.txt", "c"));
    std::ifstream reading(in.cache.find(sugars, "1.txt")->file);
    in.cache.forget(sugars);
    CHECK(in.read(sugars, "1.txt") == "none");
    CHECK(in.read(sugars, "2.txt") == "none");
    CHECK(in.read(lipids, "1.txt") == "b");
    CHECK(in.cache.bytes() == block);
    CHECK(in.files() == 1);
    CHECK(std::string(std::istreambuf_iterator<char>(reading), {}) == "a");
    REQUIRE(in.keep(sugars, "1.txt", "again"));
    CHECK(in.read(sugars, "1.txt") == "again");
}

TEST_CASE("what an earlier run left is removed, but not a folder that is a link to another disk") {
    const test::temporary_folder data;
    data.write("disk/17", "half a pa");
    data.write("disk/more/18", "x");
    fs::create_directory_symlink(data.path() / "disk", data.path() / "copies");
    page_cache cache(data.path() / "copies", 10 * block);
    REQUIRE(cache.prepare());
    CHECK(fs::is_symlink(data.path() / "copies"));
    CHECK(fs::is_empty(data.path() / "disk"));
    REQUIRE(cache.keep(sugars, "1.txt", "a"));
    CHECK_FALSE(fs::is_empty(data.path() / "disk"));
    data.write("file", "in the way");
    CHECK_FALSE(page_cache(data.path() / "file", block).prepare());
}

TEST_CASE("a page that could be written only in part is not found and leaves nothing") {
    cache_on_disk in(10 * block);
    {
        const small_files limit(1000);
        CHECK_FALSE(in.cache.keep(sugars, "1.txt", std::string(2000, 'a')));
    }
    CHECK(in.read(sugars, "1.txt") == "none");
    CHECK(in.files() == 0);
    CHECK(in.cache.bytes() == 0);
    CHECK(in.keep(sugars, "1.txt", std::string(2000, 'a')));
}

TEST_CASE("a copy that somebody took away is not found, and can be made again") {
    cache_on_disk in(10 * block);
    REQUIRE(in.keep(sugars, "1.txt", "a"));
    fs::remove(in.cache.find(sugars, "1.txt")->file);
    CHECK(in.read(sugars, "1.txt") == "none");
    CHECK(in.cache.bytes() == 0);
    CHECK(in.keep(sugars, "1.txt", "a"));
    CHECK(in.read(sugars, "1.txt") == "a");
}

TEST_CASE("no name leaves the folder") {
    cache_on_disk in(10 * block);
    for (const auto* name : {"../../out", "/etc/passwd", "..", ""}) {
        const auto file = in.cache.keep(name, name, "x");
        REQUIRE(file);
        CHECK(file->parent_path() == in.data.path() / "copies");
        CHECK(file->filename().string().find_first_not_of("0123456789") == std::string::npos);
    }
    CHECK(std::distance(fs::directory_iterator(in.data.path()), {}) == 1);
}

TEST_CASE("whoever finds a page while others are kept, driven out and forgotten finds it whole") {
    cache_on_disk in(40 * block);
    const auto size_of = [](int page) { return static_cast<std::size_t>(page) * 3000 + 1; };
    const auto name_of = [](int page) { return std::to_string(page) + ".txt"; };
    std::atomic<bool> is_over = false;
    std::atomic<int> whole = 0;
    std::atomic<int> torn = 0;
    std::vector<std::thread> threads;
    for (int writer = 0; writer < 2; ++writer) {
        threads.emplace_back([&, writer] {
            for (int round = 0; round < 1500; ++round) {
                const int page = (round * 7 + writer) % 20;
                if (!in.keep(sugars, name_of(page), std::string(size_of(page), 'x'))) ++torn;
                if (round % 100 == 99) in.cache.forget(sugars);
                if (in.cache.bytes() > 40 * block) ++torn;
            }
        });
    }
    for (int reader = 0; reader < 2; ++reader) {
        threads.emplace_back([&] {
            for (int page = 0; !is_over; page = (page + 1) % 20) {
                const auto found = in.cache.find(sugars, name_of(page));
                std::ifstream file;
                if (found) file.open(found->file);
                if (!found || !file) continue;  // driven out since
                const std::string text(std::istreambuf_iterator<char>(file), {});
                ++(text.size() == size_of(page) ? whole : torn);
            }
        });
    }
    threads[0].join();
    threads[1].join();
    is_over = true;
    threads[2].join();
    threads[3].join();
    CHECK(whole > 0);
    CHECK(torn == 0);
}
