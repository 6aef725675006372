#include <sys/resource.h>

#include <csignal>
#include <thread>

#include "store/fixture.hpp"

using namespace aula;
using namespace aula::test;

namespace {

/// No file of this process can grow beyond this size: the disk is full.
class full_disk {
public:
    explicit full_disk(std::uintmax_t bytes) {
        // Without the signal, write() answers an error, as it does on a full disk.
        previous_ = std::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        const rlimit small{bytes, before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    }
    ~full_disk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, previous_);
    }
    full_disk(const full_disk&) = delete;
    full_disk& operator=(const full_disk&) = delete;

private:
    rlimit before_{};
    void (*previous_)(int) = nullptr;
};

auto add(const std::string& slug, std::size_t description_size = 10) {
    return [slug, description_size](database& db) {
        auto course = immunology();
        course.slug = slug;
        course.description = std::string(description_size, 'x');
        return courses::add(db, course);
    };
}

std::int64_t courses_in(store& kept) {
    const auto listed = must(read(kept, [](database& db) { return courses::list(db); }));
    return static_cast<std::int64_t>(listed.size());
}

std::uintmax_t wal_size(const temporary_folder& folder) {
    return std::filesystem::file_size(folder.path() / "aula.db-wal");
}

}  // namespace

TEST_SUITE_BEGIN("sqlite");

TEST_CASE("on a full disk nothing is acknowledged, reading goes on, and it heals by itself") {
    const temporary_folder folder;
    const auto kept = open_store(folder.path());
    must(write(*kept, add("first")));
    {
        const full_disk disk(wal_size(folder) + 3 * 4096);
        const auto start = std::chrono::steady_clock::now();
        const auto refused = write(*kept, add("too-much", 200'000));
        CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds{500});
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::storage_full);
        CHECK(kept->statistics().failed_commits > 0);
        CHECK(courses_in(*kept) == 1);
    }
    must(write(*kept, add("second")));
    CHECK(courses_in(*kept) == 2);

    kept->stop();
    const auto reopened = open_store(folder.path());
    CHECK(courses_in(*reopened) == 2);
}

TEST_CASE("everything in a transaction that the disk refused is answered with an error") {
    const temporary_folder folder;
    const auto kept = open_store(folder.path());
    must(write(*kept, add("first")));
    constexpr int pieces = 40;
    int well = 0;
    {
        const full_disk disk(wal_size(folder) + 100'000);
        std::vector<std::future<bool>> answers;
        for (int i = 0; i < pieces; ++i) {
            auto promised = std::make_shared<std::promise<bool>>();
            answers.push_back(promised->get_future());
            kept->write_then(
                add("course-" + std::to_string(i), 50'000),
                [promised](const result<course_id>& said) {
                    const bool is_full = !said && said.error().code == error_code::storage_full;
                    CHECK((said || is_full));
                    promised->set_value(static_cast<bool>(said));
                }
            );
        }
        for (auto& answer : answers) well += answer.get() ? 1 : 0;
    }
    CHECK(well < pieces);
    CHECK(courses_in(*kept) == 1 + well);
    must(write(*kept, add("after")));
    CHECK(courses_in(*kept) == 2 + well);
}

TEST_CASE("a disk that is well again is noticed, although nobody writes") {
    const temporary_folder folder;
    const auto kept = open_store(folder.path());
    must(write(*kept, add("first")));
    {
        const full_disk disk(1024);  // not even the WAL's own space can be written to
        REQUIRE(!write(*kept, add("refused")));
        CHECK(kept->statistics().is_storage_full);
    }
    const auto patience = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (kept->statistics().is_storage_full && std::chrono::steady_clock::now() < patience) {
        std::this_thread::yield();
    }
    CHECK(!kept->statistics().is_storage_full);
    CHECK(courses_in(*kept) == 1);
}

TEST_SUITE_END();
