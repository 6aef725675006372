#include "cli/backup.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "cli/restore.hpp"
#include "store/courses.hpp"
#include "store/open_store.hpp"
#include "store/sqlite/sqlite_database.hpp"
#include "support/temporary_folder.hpp"

using namespace aula;
using namespace aula::cli;
namespace fs = std::filesystem;

namespace {

const timestamp made_at = *parse_iso8601("2026-11-25T18:45:00Z");

bool says(const error& what, const std::string& text) {
    return what.detail.find(text) != std::string::npos;
}

/// A data folder with a database, the pages of a deck and a letter; a store has it open.
struct faculty {
    faculty() : data(folder.path() / "data"), backups(folder.path() / "backups") { open(); }
    ~faculty() {
        if (kept) kept->stop();
    }

    void open() {
        auto opened = open_sqlite_store({.folder = data, .readers = 1});
        REQUIRE(opened);
        kept = std::move(*opened);
        folder.write("data/decks/0123456789abcdef/1.txt", "text of a page");
        folder.write("data/decks/0123456789abcdef/1-960.webp", std::string(100'000, 'w'));
        folder.write("data/outbox/m1.eml", "a letter");
        folder.write("data/tmp/upload-x", "not worth keeping");
    }
    void close() {
        kept->stop();
        kept.reset();
    }

    test::temporary_folder folder;
    fs::path data, backups;
    std::unique_ptr<store> kept;
};

/// One statement straight into a database that nobody has open.
void spoil(const fs::path& file, const std::string& sql) {
    const auto db = sqlite_database::open(file, sqlite_access::writer);
    REQUIRE(db);
    REQUIRE((*db)->query(sql));
}

}  // namespace

TEST_CASE("a backup of a running server is whole, private, and says what it holds") {
    faculty here;
    const auto to = here.backups / backup_name(made_at);
    const auto made = make_backup(here.data, to, made_at);
    REQUIRE(made);
    CHECK(made->files == 3);
    CHECK(made->bytes > 100'000);
    CHECK(made->rows.at("courses") == 0);
    CHECK(fs::exists(to / "decks/0123456789abcdef/1.txt"));
    CHECK(fs::exists(to / "outbox/m1.eml"));
    CHECK_FALSE(fs::exists(to / "tmp"));
    CHECK((fs::status(to).permissions() & fs::perms::all) == fs::perms::owner_all);
    const auto verified = verify_backup(to);
    REQUIRE(verified);
    CHECK(*verified == *made);
    CHECK(std::distance(fs::directory_iterator(here.backups), {}) == 1);  // nothing half-made
}

TEST_CASE("a backup is never written over another one") {
    faculty here;
    const auto to = here.backups / "mine";
    REQUIRE(make_backup(here.data, to, made_at));
    const auto second = make_backup(here.data, to, made_at);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == error_code::conflict);
}

TEST_CASE("without a database there is nothing to back up, and nothing is left behind") {
    const test::temporary_folder folder;
    CHECK_FALSE(make_backup(folder.path() / "none", folder.path() / "to" / "mine", made_at));
    CHECK(fs::is_empty(folder.path() / "to"));
}

TEST_CASE("the newest backups stay, the oldest go, and what is no backup is left alone") {
    faculty here;
    for (int day = 0; day < 4; ++day) {
        const auto at = made_at + std::chrono::days{day};
        REQUIRE(make_backup(here.data, here.backups / backup_name(at), at));
    }
    here.folder.write("backups/aula-notes.txt", "mine");
    here.folder.write("backups/aula-20200101T000000Z/something", "has no backup.json");
    const auto removed = rotate_backups(here.backups, 2);
    REQUIRE(removed);
    CHECK(*removed == std::vector<std::string>{"aula-20261125T184500Z", "aula-20261126T184500Z"});
    CHECK(fs::exists(here.backups / "aula-20261128T184500Z"));
    CHECK(fs::exists(here.backups / "aula-notes.txt"));
    CHECK(fs::exists(here.backups / "aula-20200101T000000Z"));
    CHECK(std::distance(fs::directory_iterator(here.backups), {}) == 4);
}

TEST_CASE("damage, a missing row and a missing page are found") {
    faculty here;
    const auto to = here.backups / "mine";
    REQUIRE(make_backup(here.data, to, made_at));
    SUBCASE("a page of a deck") {
        fs::remove(to / "decks/0123456789abcdef/1.txt");
        const auto found = verify_backup(to);
        REQUIRE_FALSE(found);
        CHECK(says(found.error(), "3 files"));
    }
    SUBCASE("a row") {
        spoil(to / "aula.db", "INSERT INTO logins VALUES(1,'x',1)");
        const auto found = verify_backup(to);
        REQUIRE_FALSE(found);
        CHECK(says(found.error(), "0 rows of logins were saved, and 1 are in it"));
    }
    SUBCASE("a reference to nothing") {
        spoil(to / "aula.db", "PRAGMA foreign_keys=OFF");
        const auto db = sqlite_database::open(to / "aula.db", sqlite_access::writer);
        REQUIRE(db);
        REQUIRE((*db)->query("PRAGMA foreign_keys=OFF"));
        REQUIRE((*db)->query("INSERT INTO login_participants VALUES(7,7,7)"));
        const auto found = verify_backup(to);
        REQUIRE_FALSE(found);
        CHECK(says(found.error(), "damaged"));
    }
    SUBCASE("bytes of the database") {
        std::fstream file(to / "aula.db", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(8192);
        file << std::string(8192, '\xff');
        file.close();
        CHECK_FALSE(verify_backup(to));
    }
    SUBCASE("no database at all") {
        fs::remove(to / "aula.db");
        CHECK_FALSE(verify_backup(to));
    }
    SUBCASE("another folder") {
        const auto found = verify_backup(here.data);
        REQUIRE_FALSE(found);
        CHECK(says(found.error(), "is it a backup of Aula?"));
    }
}

TEST_CASE("a backup is restored into a new folder, and a store opens there") {
    faculty here;
    REQUIRE(make_backup(here.data, here.backups / "mine", made_at));
    const auto there = here.folder.path() / "there";
    const auto done = restore_backup(here.backups / "mine", there, over_existing::refuse, made_at);
    REQUIRE(done);
    CHECK(done->aside.empty());
    CHECK(fs::exists(there / "decks/0123456789abcdef/1.txt"));
    CHECK_FALSE(fs::exists(there / ".restoring"));
    auto opened = open_sqlite_store({.folder = there, .readers = 1});
    REQUIRE(opened);
    (*opened)->stop();
}

TEST_CASE("a folder with content is refused, or moved aside when that is wanted") {
    faculty here;
    const auto mine = here.backups / "mine";
    REQUIRE(make_backup(here.data, mine, made_at));
    here.close();
    here.folder.write("data/outbox/m2.eml", "a letter after the backup");
    const auto refused = restore_backup(mine, here.data, over_existing::refuse, made_at);
    REQUIRE_FALSE(refused);
    CHECK(says(refused.error(), "--force"));
    CHECK(fs::exists(here.data / "outbox/m2.eml"));
    const auto done = restore_backup(mine, here.data, over_existing::move_aside, made_at);
    REQUIRE(done);
    CHECK_FALSE(fs::exists(here.data / "outbox/m2.eml"));
    CHECK(fs::exists(done->aside / "outbox/m2.eml"));
    CHECK(fs::exists(done->aside / "aula.db"));
    CHECK_FALSE(fs::exists(here.data / "aula.db-wal"));
}

TEST_CASE("no restore into the folder of a running server, forced or not") {
    faculty here;
    const auto mine = here.backups / "mine";
    REQUIRE(make_backup(here.data, mine, made_at));
    const auto refused = restore_backup(mine, here.data, over_existing::move_aside, made_at);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == error_code::conflict);
    CHECK(says(refused.error(), "in use by another Aula server"));
    CHECK(fs::exists(here.data / "aula.db"));
}

TEST_CASE("a backup that is damaged changes nothing") {
    faculty here;
    const auto mine = here.backups / "mine";
    REQUIRE(make_backup(here.data, mine, made_at));
    here.close();
    fs::remove(mine / "outbox/m1.eml");
    CHECK_FALSE(restore_backup(mine, here.data, over_existing::move_aside, made_at));
    CHECK(fs::exists(here.data / "aula.db"));
    CHECK(fs::exists(here.data / "outbox/m1.eml"));
}
