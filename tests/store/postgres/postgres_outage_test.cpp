#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/postgres/wired_store.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::steady_clock;

}  // namespace

TEST_SUITE_BEGIN("postgres");

TEST_CASE("while the server is away everything is answered at once, and it heals by itself") {
    wired_store here;
    must(write(*here.kept, put("before")));
    own_server().stop();
    const auto start = steady_clock::now();
    for (int i = 0; i < 5; ++i) {
        const auto refused = write(*here.kept, put("lost"));
        REQUIRE(!refused);
        CHECK(refused.error().code == error_code::storage_full);
    }
    CHECK(here.kept->statistics().is_storage_full);
    CHECK(read(*here.kept, count).error().code == error_code::unavailable);
    CHECK(steady_clock::now() - start < std::chrono::seconds{4});
    own_server().start();
    wait_until_healed(*here.kept);
    must(write(*here.kept, put("after")));
    wait_until([&] { return static_cast<bool>(read(*here.kept, count)); });
    CHECK(must(read(*here.kept, count)) == 2);
}

TEST_CASE("a restart of the server that nobody was writing in is not noticed") {
    wired_store here;
    must(write(*here.kept, put("before")));
    CHECK(must(read(*here.kept, count)) == 1);
    own_server().stop();
    own_server().start();
    must(write(*here.kept, put("after")));
    CHECK(must(read(*here.kept, count)) == 2);
}

TEST_CASE("a database that turns read-only refuses work at once, is read, and heals by itself") {
    wired_store here;
    must(write(*here.kept, put("before")));
    const auto beside = here.beside();
    const auto set = [&](const char* to) {
        must(beside->query(std::string("ALTER SYSTEM SET default_transaction_read_only = ") + to));
        must(beside->query("SELECT pg_reload_conf()"));
    };
    set("on");
    result<void> refused;
    wait_until([&, n = 0]() mutable {
        refused = write(*here.kept, put("try" + std::to_string(++n)));
        return !refused;
    });
    CHECK(refused.error().code == error_code::storage_full);
    const auto kept = here.size();
    const auto start = steady_clock::now();
    CHECK(write(*here.kept, put("refused")).error().code == error_code::storage_full);
    CHECK(steady_clock::now() - start < std::chrono::seconds{2});
    CHECK(here.kept->statistics().is_storage_full);
    CHECK(must(read(*here.kept, count)) == kept);
    must(beside->query("SET default_transaction_read_only = off"));
    set("off");
    wait_until_healed(*here.kept);
    must(write(*here.kept, put("after")));
    CHECK(here.size() == kept + 1);
}

TEST_CASE("a statement that takes too long fails its own piece of work alone") {
    wired_store here({.statement = milliseconds{200}});
    const auto slow = [](database& db) -> result<void> {
        must(db.query("INSERT INTO things(name) VALUES('half')"));
        return no_rows(db.query("SELECT pg_sleep(20)"));
    };
    auto first = std::async(std::launch::async, [&] { return write(*here.kept, slow); });
    auto second = here.begin_to_put("neighbour");
    CHECK(first.get().error().code == error_code::busy);
    must(second.get());
    CHECK(here.size() == 1);
}

TEST_CASE("a full disk of PostgreSQL refuses, is read, and heals when there is room") {
    if (::geteuid() != 0) {
        MESSAGE("not tried: only root can mount a small disk");
        return;
    }
    const temporary_folder disk;
    REQUIRE(::mount("aula", disk.path().c_str(), "tmpfs", 0, "size=64m,mode=0700") == 0);
    struct unmounted {
        const temporary_folder& what;
        ~unmounted() { ::umount2(what.path().c_str(), MNT_DETACH); }
    } const at_the_end{disk};
    std::filesystem::create_directory(disk.path() / "data");
    REQUIRE(::chmod(disk.path().c_str(), 0755) == 0);
    REQUIRE(::chown((disk.path() / "data").c_str(), nobody_id, nobody_id) == 0);
    const std::string megabyte(1024 * 1024, 'x');
    for (int i = 0; i < 8; ++i) disk.write("ballast" + std::to_string(i), megabyte);
    postgres_server server(disk.path() / "data");
    const temporary_folder folder;
    const auto url = new_schema(server);
    const auto kept = must(open_postgres_store({.url = url, .folder = folder.path()}));
    must(write(*kept, [](database& db) {
        return no_rows(db.query("CREATE TABLE things(name TEXT)"));
    }));
    const auto fill = [](database& db) {
        return no_rows(
            db.query("INSERT INTO things SELECT md5(n::text) || md5((n + 1)::text) "
                     "FROM generate_series(1, 20000) n")
        );
    };
    result<void> refused;
    std::int64_t written = 0;
    wait_until([&] {
        refused = write(*kept, fill);
        if (refused) written += 20000;
        return !refused;
    });
    CHECK(refused.error().code == error_code::storage_full);
    CHECK(must(read(*kept, count)) == written);
    CHECK(kept->statistics().is_storage_full);
    for (int i = 0; i < 8; ++i) {
        std::filesystem::remove(disk.path() / ("ballast" + std::to_string(i)));
    }
    wait_until_healed(*kept);
    must(write(*kept, put("after")));
    CHECK(must(read(*kept, count)) == written + 1);
}

TEST_SUITE_END();
