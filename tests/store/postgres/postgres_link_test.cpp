#include "store/postgres/postgres_link.hpp"

#include <thread>

#include "store/postgres/wire.hpp"
#include "store/things.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::steady_clock;

/// Two servers, the primary and another one that is already writable when the test wants it to be.
struct two_servers {
    postgres_server first;
    postgres_server second;
    wire to_first{first.path()};
    wire to_second{second.path()};

    std::string url() const {
        const auto one = postgres_server::url_through(to_first.path(), {});
        const auto other = postgres_server::url_through(to_second.path(), "postgres");
        const auto host_of_other = other.substr(other.find('@') + 1);
        return one.substr(0, one.size() - 1) + "," + host_of_other +
               "?target_session_attrs=read-write";
    }

    static void make_read_only(const postgres_server& which, bool is_so) {
        const auto db = must(postgres_database::connect(which.url("postgres")));
        must(db->query("SET default_transaction_read_only = off"));
        const std::string to = is_so ? "on" : "off";
        must(db->query("ALTER SYSTEM SET default_transaction_read_only = " + to));
        must(db->query("SELECT pg_reload_conf()"));
    }
};

/// The folder of the server that it speaks with.
std::string home_of(postgres_database& db) {
    return must(db.query("SELECT current_setting('data_directory')"))[0].text(0);
}
std::string home_of(const postgres_server& which) {
    return home_of(*must(postgres_database::connect(which.url("postgres"))));
}

postgres_database* wait_for(postgres_link& link) {
    const auto patience = steady_clock::now() + std::chrono::seconds{60};
    while (steady_clock::now() < patience) {
        auto* const db = link.ready(milliseconds{100});
        if (db != nullptr) return db;
        std::this_thread::sleep_for(milliseconds{2});
    }
    FAIL("no connection: " << link.why());
    return nullptr;
}

}  // namespace

TEST_SUITE_BEGIN("postgres");

TEST_CASE("a server that takes connections and says nothing is passed over for the next one") {
    two_servers pair;
    pair.to_first.hold_answers(true);
    postgres_link link(pair.url(), {.connect = std::chrono::seconds{2}});
    CHECK(home_of(*wait_for(link)) == home_of(pair.second));

    const auto start = steady_clock::now();
    const auto direct =
        must(postgres_database::connect(pair.url(), {.connect = milliseconds{800}}));
    CHECK(home_of(*direct) == home_of(pair.second));
    CHECK(
        steady_clock::now() - start >= milliseconds{400}
    );  // its share of the time was waited for
}

TEST_CASE("when all servers of a URL say nothing that is an error in time") {
    two_servers pair;
    pair.to_first.hold_answers(true);
    pair.to_second.hold_answers(true);
    const auto start = steady_clock::now();
    const auto none = postgres_database::connect(pair.url(), {.connect = milliseconds{400}});
    CHECK(steady_clock::now() - start < std::chrono::seconds{10});
    REQUIRE(!none);
    CHECK(none.error().code == error_code::unavailable);
}

TEST_CASE("the store goes to whichever server of its URL takes writes") {
    two_servers pair;
    for (const auto* each : {&pair.first, &pair.second}) {
        temporary_folder folder;
        const auto kept = must(open_postgres_store(
            {.url = each->url("postgres"), .folder = folder.path(), .times = {}}
        ));
        must(write(*kept, [](database& db) {
            return no_rows(db.query("CREATE TABLE things(name TEXT UNIQUE)"));
        }));
    }
    const auto size_of = [](const postgres_server& which) {
        return must(count(*must(postgres_database::connect(which.url("postgres")))));
    };
    two_servers::make_read_only(pair.second, true);
    temporary_folder folder;
    const auto kept =
        must(open_postgres_store({.url = pair.url(), .folder = folder.path(), .times = {}}));
    must(write(*kept, put("first")));
    CHECK(size_of(pair.first) == 1);

    two_servers::make_read_only(pair.second, false);
    pair.to_first.cut(true);
    const auto patience = steady_clock::now() + std::chrono::seconds{60};
    while (!write(*kept, put("second"))) REQUIRE(steady_clock::now() < patience);
    CHECK(size_of(pair.second) == 1);
    CHECK(size_of(pair.first) == 1);
}

TEST_SUITE_END();
