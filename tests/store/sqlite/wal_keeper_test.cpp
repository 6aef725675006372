#include "store/sqlite/wal_keeper.hpp"

#include <doctest/doctest.h>

#include "support/temporary_folder.hpp"

using namespace aula;
using namespace std::chrono_literals;

namespace {

/// A database with something in its log, and its one writer.
struct logged {
    logged() : file(folder.path() / "aula.db") {
        auto opened = sqlite_database::open(file, sqlite_access::writer);
        REQUIRE(opened);
        writer = std::move(*opened);
        REQUIRE(writer->query("CREATE TABLE notes(text TEXT)"));
        write();
    }
    void write() { REQUIRE(writer->query("INSERT INTO notes VALUES(hex(randomblob(4000)))")); }
    std::uintmax_t wal() const { return std::filesystem::file_size(folder.path() / "aula.db-wal"); }

    test::temporary_folder folder;
    std::filesystem::path file;
    std::unique_ptr<sqlite_database> writer;
};

const wal_keeper::instant start{};

}  // namespace

TEST_SUITE_BEGIN("sqlite");

TEST_CASE("the log is emptied every hour, in a quiet moment, and not before") {
    logged here;
    wal_keeper keeper(*here.writer, start);
    keeper.after_commit(true, start + 59min);
    CHECK(here.wal() > 0);
    keeper.after_commit(false, start + 61min);
    CHECK(here.wal() > 0);
    keeper.after_commit(true, start + 62min);
    CHECK(here.wal() == 0);
    here.write();
    keeper.after_commit(true, start + 63min);
    CHECK(here.wal() > 0);
    keeper.after_commit(true, start + 123min);
    CHECK(here.wal() == 0);
}

TEST_CASE("a reader in the way is not waited for; it is tried again a minute later") {
    logged here;
    wal_keeper keeper(*here.writer, start);
    const auto reader = sqlite_database::open(here.file, sqlite_access::reader);
    REQUIRE(reader);
    REQUIRE((*reader)->query("BEGIN"));
    REQUIRE((*reader)->query("SELECT COUNT(*) FROM notes"));
    here.write();
    auto quickest = std::chrono::steady_clock::duration::max();
    for (auto at = start + 61min; at < start + 65min; at += 1min) {
        const auto begun = std::chrono::steady_clock::now();
        keeper.after_commit(true, at);
        quickest = std::min(quickest, std::chrono::steady_clock::now() - begun);
    }
    CHECK(quickest < 600ms);  // the busy time-out is longer
    CHECK(here.wal() > 0);
    REQUIRE((*reader)->query("COMMIT"));
    keeper.after_commit(true, start + 64min + 30s);
    CHECK(here.wal() > 0);
    keeper.after_commit(true, start + 66min);
    CHECK(here.wal() == 0);
}

TEST_CASE("without a quiet moment for long, the log is moved into the database all the same") {
    logged here;
    wal_keeper keeper(*here.writer, start);
    const auto before = std::filesystem::file_size(here.file);
    keeper.after_commit(false, start + 69min);
    CHECK(std::filesystem::file_size(here.file) == before);
    keeper.after_commit(false, start + 71min);
    CHECK(std::filesystem::file_size(here.file) > before);
}

TEST_SUITE_END();
