#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <future>
#include <thread>

#include "store/fixture.hpp"
#include "store/sqlite/inspection.hpp"

using namespace aula;
using namespace aula::test;

namespace {

error refusal_to_open(const temporary_folder& folder) {
    const auto opened = open_sqlite_store({.folder = folder.path()});
    REQUIRE(!opened);
    return opened.error();
}

bool says(const error& refused, std::string_view words) {
    return refused.detail.find(words) != std::string::npos;
}

/// Changes the closed database behind the store's back.
void tamper(const temporary_folder& folder, std::string_view sql) {
    const auto db = must(sqlite_database::open(folder.path() / "aula.db", sqlite_access::writer));
    must(db->query(sql));
}

/// A folder with one course in it, closed.
void make_used(const temporary_folder& folder) {
    const auto kept = open_store(folder.path());
    must(write(*kept, [](database& db) { return courses::add(db, immunology()); }));
    kept->stop();
}

/// Does not see the powers of root, as a server in production does not.
class as_nobody {
public:
    as_nobody() : is_root_(::geteuid() == 0) {
        if (is_root_) REQUIRE(::seteuid(65534) == 0);
    }
    ~as_nobody() {
        if (is_root_) static_cast<void>(::seteuid(0));
    }
    as_nobody(const as_nobody&) = delete;
    as_nobody& operator=(const as_nobody&) = delete;

private:
    bool is_root_;
};

}  // namespace

TEST_SUITE_BEGIN("sqlite");

TEST_CASE("a missing folder is made, and only its owner can look inside") {
    const temporary_folder folder;
    const auto inner = folder.path() / "a" / "b";
    const auto kept = open_store(inner);
    struct stat found{};
    REQUIRE(::stat(inner.c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0700);
    for (const char* file : {"aula.db", "aula.db-wal", "aula.lock"}) {
        REQUIRE(::stat((inner / file).c_str(), &found) == 0);
        CHECK((found.st_mode & 0777) == 0600);
    }
}

TEST_CASE("what was written is there after a restart") {
    const temporary_folder folder;
    make_used(folder);
    const auto again = open_store(folder.path());
    const auto found =
        must(read(*again, [](database& db) { return courses::find(db, "immunology"); }));
    CHECK(found.title == "Cutting-edge immunology");
}

TEST_CASE("a second server on the same folder is told which process has it") {
    const temporary_folder folder;
    const auto first = open_store(folder.path());
    const auto refused = refusal_to_open(folder);
    CHECK(refused.code == error_code::conflict);
    CHECK(says(refused, folder.path().string()));
    CHECK(says(refused, "process " + std::to_string(::getpid())));
    must(write(*first, [](database& db) { return courses::add(db, immunology()); }));
}

TEST_CASE("a server that was killed leaves no lock behind and no acknowledged write out") {
    const temporary_folder folder;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const auto kept = open_sqlite_store({.folder = folder.path()});
        if (!kept) ::_exit(1);
        const auto added =
            write(**kept, [](database& db) { return courses::add(db, immunology()); });
        const char said = added ? 'y' : 'n';
        static_cast<void>(::write(ready[1], &said, 1));
        for (;;) ::pause();
    }
    char said = 0;
    REQUIRE(::read(ready[0], &said, 1) == 1);
    CHECK(said == 'y');
    CHECK(says(refusal_to_open(folder), "process " + std::to_string(child)));
    REQUIRE(::kill(child, SIGKILL) == 0);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    ::close(ready[0]);
    ::close(ready[1]);

    const auto again = open_store(folder.path());
    must(read(*again, [](database& db) { return courses::find(db, "immunology"); }));
}

TEST_CASE("a database of a newer Aula is refused and left as it is") {
    const temporary_folder folder;
    make_used(folder);
    tamper(
        folder,
        "INSERT INTO schema_version(version, name, checksum, applied_at) "
        "VALUES(9999, '9999_future', 'x', 0)"
    );
    const auto before = folder.read("aula.db");
    const auto refused = refusal_to_open(folder);
    CHECK(refused.code == error_code::conflict);
    CHECK(says(refused, "a newer Aula"));
    CHECK(says(refused, "9999"));
    CHECK(says(refused, (folder.path() / "aula.db").string()));
    CHECK(folder.read("aula.db") == before);
}

TEST_CASE("a schema step that is not ours is refused and left as it is") {
    const temporary_folder folder;
    make_used(folder);
    tamper(folder, "UPDATE schema_version SET checksum = 'other' WHERE version = 1");
    const auto before = folder.read("aula.db");
    const auto refused = refusal_to_open(folder);
    CHECK(says(refused, "0001_courses"));
    CHECK(folder.read("aula.db") == before);
}

TEST_CASE("the database of another program is refused and left as it is") {
    const temporary_folder folder;
    tamper(folder, "CREATE TABLE bookmarks(url TEXT)");
    const auto before = folder.read("aula.db");
    const auto refused = refusal_to_open(folder);
    CHECK(refused.code == error_code::conflict);
    CHECK(says(refused, "no tables of Aula"));
    CHECK(folder.read("aula.db") == before);
}

TEST_CASE("a file that is no database is refused and left as it is") {
    const temporary_folder folder;
    std::string junk;
    for (int i = 0; i < 2000; ++i) junk += "not a database ";
    folder.write("aula.db", junk);
    const auto refused = refusal_to_open(folder);
    CHECK(refused.code == error_code::internal);
    CHECK(says(refused, "not a database"));
    CHECK(says(refused, "restore the last backup"));
    CHECK(folder.read("aula.db") == junk);
}

TEST_CASE("a truncated database is refused and left as it is") {
    const temporary_folder folder;
    make_used(folder);
    const auto whole = folder.read("aula.db");
    const auto half = whole.substr(0, whole.size() / 2 / 4096 * 4096);
    folder.write("aula.db", half);
    const auto refused = refusal_to_open(folder);
    CHECK(says(refused, "malformed"));
    CHECK(folder.read("aula.db") == half);
}

TEST_CASE("a page that was overwritten is found before anything is written") {
    const temporary_folder folder;
    make_used(folder);
    auto bytes = folder.read("aula.db");
    // Page 1 stays, so that the file still opens; every other page is noise.
    for (std::size_t at = 4096; at < bytes.size(); ++at)
        bytes[at] = static_cast<char>(at * 131 % 251);
    folder.write("aula.db", bytes);
    const auto refused = refusal_to_open(folder);
    CHECK(says(refused, "aula.db"));
    CHECK(says(refused, "restore the last backup"));
    CHECK(folder.read("aula.db") == bytes);
}

TEST_CASE("a refused database keeps its write-ahead log") {
    const temporary_folder made;
    const auto db = must(sqlite_database::open(made.path() / "aula.db", sqlite_access::writer));
    must(migrate(*db, noon));
    must(
        db->query("INSERT INTO schema_version(version, name, checksum, applied_at) "
                  "VALUES(9999, '9999_future', 'x', 0)")
    );
    // Copied while open: as a crash would leave it, with everything still in the log.
    const temporary_folder crashed;
    for (const char* name : {"aula.db", "aula.db-wal"}) crashed.write(name, made.read(name));
    const auto file = crashed.read("aula.db");
    const auto wal = crashed.read("aula.db-wal");
    REQUIRE(wal.size() > 4096);
    CHECK(says(refusal_to_open(crashed), "a newer Aula"));
    CHECK(crashed.read("aula.db") == file);
    CHECK(crashed.read("aula.db-wal") == wal);
}

TEST_CASE("a read-only database is refused with the remedy") {
    const temporary_folder folder;
    make_used(folder);
    const auto before = folder.read("aula.db");
    // Everybody may use the folder, nobody may write to the database.
    for (const char* name : {"aula.lock", "aula.db-wal", "aula.db-shm"}) {
        std::filesystem::remove(folder.path() / name);
    }
    REQUIRE(::chmod(folder.path().c_str(), 0777) == 0);
    REQUIRE(::chmod((folder.path() / "aula.db").c_str(), 0444) == 0);
    const auto refused = [&] {
        const as_nobody user;
        return refusal_to_open(folder);
    }();
    CHECK(refused.code == error_code::storage_full);
    CAPTURE(refused.detail);
    CHECK(says(refused, "is read-only"));
    CHECK(folder.read("aula.db") == before);
}

TEST_CASE("a folder that cannot be written to is refused by its name") {
    const temporary_folder folder;
    make_used(folder);
    std::filesystem::remove(folder.path() / "aula.lock");
    REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
    const auto refused = [&] {
        const as_nobody user;
        return refusal_to_open(folder);
    }();
    CHECK(refused.code == error_code::storage_full);
    CHECK(says(refused, folder.path().string()));
}

TEST_CASE("an empty file from a crash in the first moment is taken for a new database") {
    const temporary_folder folder;
    folder.write("aula.db", "");
    const auto kept = open_store(folder.path());
    must(write(*kept, [](database& db) { return courses::add(db, immunology()); }));
}

TEST_CASE(
    "a used folder whose database is missing or empty is named with the remedy, and left alone"
) {
    for (const auto* beside : {"decks/d3.pdf", "outbox/m1.eml", "tmp/upload-1", "deck-cache/x"}) {
        for (const bool is_empty : {false, true}) {
            CAPTURE(beside);
            const temporary_folder folder;
            make_used(folder);
            folder.write(beside, "kept");
            open_store(folder.path())->stop();  // with its database it is opened
            for (const auto* file : {"aula.db", "aula.db-wal", "aula.db-shm"}) {
                std::filesystem::remove(folder.path() / file);
            }
            if (is_empty) folder.write("aula.db", "");
            const auto refused = refusal_to_open(folder);
            CHECK(refused.code == error_code::conflict);
            CHECK(says(refused, folder.path().string()));
            CHECK(says(refused, "aula restore"));
            CHECK(folder.read(beside) == "kept");
            CHECK(std::filesystem::exists(folder.path() / "aula.db") == is_empty);
        }
    }
}

TEST_CASE("a used folder is told by its folders alone, also when nothing is in them any more") {
    const temporary_folder folder;
    make_used(folder);
    std::filesystem::create_directories(folder.path() / "decks");
    for (const auto* file : {"aula.db", "aula.db-wal", "aula.db-shm"}) {
        std::filesystem::remove(folder.path() / file);
    }
    CHECK(refusal_to_open(folder).code == error_code::conflict);
    std::filesystem::remove(folder.path() / "decks");
    open_store(folder.path())->stop();
}

TEST_CASE("a database that another process has locked answers busy within two seconds") {
    const temporary_folder folder;
    const auto kept = open_store(folder.path());
    must(write(*kept, [](database& db) { return courses::add(db, immunology()); }));
    const auto other =
        must(sqlite_database::open(folder.path() / "aula.db", sqlite_access::writer));
    must(other->query("BEGIN IMMEDIATE"));
    const auto rename = [](database& db) -> result<void> {
        auto course = courses::find(db, "immunology");
        if (!course) return course.error();
        course->title = "Another";
        return courses::change(db, *course);
    };
    // The second comes while the first waits, and so waits for two.
    const auto begun = std::chrono::steady_clock::now();
    std::promise<result<void>> second;
    auto answered = second.get_future();
    std::promise<result<void>> first;
    auto first_answered = first.get_future();
    kept->write_then(rename, [&](result<void> said) { first.set_value(std::move(said)); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));  // until the first waits for it
    kept->write_then(rename, [&](result<void> said) { second.set_value(std::move(said)); });
    for (auto* each : {&first_answered, &answered}) {
        const auto said = each->get();
        REQUIRE_FALSE(said);
        CHECK(said.error().code == error_code::busy);
    }
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(2));
    must(read(*kept, [](database& db) { return courses::find(db, "immunology"); }));
    must(other->query("ROLLBACK"));
    must(write(*kept, rename));
}

TEST_CASE("an inspection while the server runs sees what it wrote") {
    const temporary_folder folder;
    CHECK(
        inspect_sqlite(folder.path(), sqlite_check::whole_file).error().code ==
        error_code::not_found
    );
    const auto kept = open_store(folder.path());
    must(write(*kept, [](database& db) { return courses::add(db, immunology()); }));
    const auto report = must(inspect_sqlite(folder.path(), sqlite_check::whole_file));
    CHECK(report.schema == report.schema_known);
    CHECK(report.schema_known >= 1);
    CHECK(report.wal_bytes > 0);
    CHECK(!report.sqlite_version.empty());
}

TEST_CASE("a backup of a running server is a whole database, and never overwrites") {
    const temporary_folder folder;
    const temporary_folder elsewhere;
    const auto kept = open_store(folder.path());
    must(write(*kept, [](database& db) { return courses::add(db, immunology()); }));
    must(backup_sqlite(folder.path(), elsewhere.path() / "aula.db"));
    CHECK(!backup_sqlite(folder.path(), elsewhere.path() / "aula.db"));

    const auto restored = open_store(elsewhere.path());
    must(read(*restored, [](database& db) { return courses::find(db, "immunology"); }));
}

TEST_SUITE_END();
