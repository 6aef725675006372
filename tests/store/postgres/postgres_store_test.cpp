#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <random>
#include <thread>

#include "store/event_log.hpp"
#include "store/postgres/wire.hpp"
#include "store/things.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::steady_clock;

/// A server that the tests of this file may stop and kill.
postgres_server& own_server() {
    static postgres_server server;
    return server;
}

void wait_until(const std::function<bool()>& is_so) {
    const auto patience = steady_clock::now() + std::chrono::seconds{60};
    while (!is_so()) {
        REQUIRE(steady_clock::now() < patience);
        std::this_thread::sleep_for(milliseconds{2});
    }
}

/// Long enough for whoever looks on meanwhile.
constexpr postgres_times patient{
    .statement = std::chrono::seconds{60},
    .lock = std::chrono::seconds{60},
    .answer = std::chrono::seconds{70},
    .doubt = std::chrono::seconds{30},
};

/// A store with the table `things` in a schema of its own, reached through a wire.
struct wired_store {
    explicit wired_store(const postgres_times& times = {}) : line(own_server().path()) {
        const auto direct = new_schema(own_server());
        const auto options = direct.substr(direct.find('?'));
        url = direct;
        kept = must(open_postgres_store(
            {.url = postgres_server::url_through(line.path(), "postgres") + options,
             .folder = folder.path(),
             .times = times}
        ));
        must(write(*kept, [](database& db) {
            return no_rows(db.query("CREATE TABLE things(name TEXT UNIQUE)"));
        }));
    }

    /// Beside the store, not through the wire.
    std::unique_ptr<postgres_database> beside() { return must(postgres_database::connect(url)); }
    std::int64_t size() { return must(count(*beside())); }

    /// A write that is not waited for.
    std::future<result<void>> begin_to_put(const std::string& name) {
        auto promised = std::make_shared<std::promise<result<void>>>();
        auto answer = promised->get_future();
        kept->write_then(put(name), [promised](const result<void>& said) {
            promised->set_value(said);
        });
        return answer;
    }

    temporary_folder folder;
    wire line;
    std::string url;
    std::unique_ptr<store> kept;
};

/// The log of one session through a wire.
struct wired_log : wired_store {
    explicit wired_log(const postgres_times& times = {}) : wired_store(times) {}

    /// So many events from this one on, as a piece of work.
    auto append(seq_number first, seq_number count, const std::optional<fence>& with = {}) const {
        std::vector<logged_event> events;
        for (seq_number seq = first; seq < first + count; ++seq) {
            events.push_back(
                {.seq = seq,
                 .at = noon,
                 .what = chat_posted{participant_id{1}, "Ada", role::attendee, "text"}}
            );
        }
        return [session = session, events, with](database& db) {
            return event_log::append(db, session, events, with);
        };
    }

    session_id session = must(write(*kept, [](database& db) {
        return sessions::add(db, monday(must(courses::add(db, immunology()))));
    }));
};

/// Commits of the table wait, within COMMIT, for a lock that this holds.
class slow_commits {
public:
    explicit slow_commits(wired_store& of) : lock_(of.beside()) {
        must(
            lock_->query("CREATE FUNCTION wait_a_while() RETURNS trigger LANGUAGE plpgsql AS "
                         "'BEGIN PERFORM pg_advisory_xact_lock_shared(7); RETURN NULL; END'")
        );
        must(
            lock_->query("CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON things DEFERRABLE "
                         "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait_a_while()")
        );
        must(lock_->query("SELECT pg_advisory_lock(7)"));
    }
    /// Until a COMMIT is on its way in the server.
    void wait_for_one() {
        wait_until([this] {
            return !must(lock_->query(
                             "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                         ))
                        .empty();
        });
    }
    void let_go() { must(lock_->query("SELECT pg_advisory_unlock(7)")); }

private:
    std::unique_ptr<postgres_database> lock_;
};

void wait_until_healed(const store& kept) {
    wait_until([&] { return !kept.statistics().is_storage_full; });
}

}  // namespace

TEST_SUITE_BEGIN("postgres");

TEST_CASE("a commit that was done before its answer was lost is answered as done, once") {
    wired_store here(patient);
    slow_commits slow(here);
    auto answer = here.begin_to_put("kept");
    slow.wait_for_one();
    here.line.hold_answers(true);
    slow.let_go();
    wait_until([&] { return here.size() == 1; });
    here.line.cut();
    here.line.hold_answers(false);
    must(answer.get());
    CHECK(here.size() == 1);
    must(write(*here.kept, put("next")));
    CHECK(here.size() == 2);
}

TEST_CASE("a commit that had not been done when its connection was lost is ended and refused") {
    wired_store here(patient);
    slow_commits slow(here);
    auto answer = here.begin_to_put("lost");
    slow.wait_for_one();
    here.line.cut();
    const auto said = answer.get();
    REQUIRE(!said);
    CHECK(said.error().code == error_code::storage_full);
    slow.let_go();
    CHECK(here.size() == 0);
    must(write(*here.kept, put("next")));
    CHECK(here.size() == 1);
}

TEST_CASE("a server that is killed in mid-commit has not committed, and says so when it is back") {
    wired_store here(patient);
    std::future<result<void>> answer;
    {
        slow_commits slow(here);
        answer = here.begin_to_put("lost");
        slow.wait_for_one();
        own_server().kill();
    }
    own_server().start();
    const auto said = answer.get();
    REQUIRE(!said);
    CHECK(said.error().code == error_code::storage_full);
    CHECK(here.size() == 0);
    must(here.beside()->query("DROP TRIGGER slow ON things"));
    wait_until_healed(*here.kept);
    must(write(*here.kept, put("next")));
    CHECK(here.size() == 1);
}

TEST_CASE("a server that is killed after a commit, before its answer, has committed") {
    wired_store here(patient);
    slow_commits slow(here);
    auto answer = here.begin_to_put("kept");
    slow.wait_for_one();
    here.line.hold_answers(true);
    slow.let_go();
    wait_until([&] { return here.size() == 1; });
    own_server().kill();
    here.line.cut();
    here.line.hold_answers(false);
    own_server().start();
    must(answer.get());
    CHECK(here.size() == 1);
}

TEST_CASE("killed again and again: what was acknowledged is in the log, and what was refused is not"
) {
    wired_log here(patient);
    std::mt19937 random(20201005);
    std::uniform_int_distribution<int> life(0, 40);
    seq_number acknowledged = 0;
    for (int round = 0; round < 4; ++round) {
        CAPTURE(round);
        std::promise<void> has_begun;
        std::atomic<bool> is_over{false};
        auto writing = std::async(std::launch::async, [&] {
            // As a room does it: one batch at a time. The one in doubt may turn out to be done.
            for (bool is_first = true; !is_over; is_first = false) {
                const auto said = write(*here.kept, here.append(acknowledged + 1, 3));
                if (said) acknowledged += 3;
                if (is_first) has_begun.set_value();
                if (!said) return said.error().code == error_code::storage_full;
            }
            return true;
        });
        has_begun.get_future().wait();
        std::this_thread::sleep_for(milliseconds{life(random)});
        own_server().kill();
        own_server().start();
        is_over = true;
        CHECK(writing.get());
        wait_until_healed(*here.kept);
        const auto log = must(event_log::read(*here.beside(), here.session, 1, 1'000'000));
        CHECK(log.size() == acknowledged);
    }
    CHECK(acknowledged > 0);
}

TEST_CASE("a commit that cannot be asked about in time is answered as unknown, and it heals") {
    auto times = patient;
    times.doubt = milliseconds{200};
    wired_store here(times);
    slow_commits slow(here);
    auto answer = here.begin_to_put("unknown");
    slow.wait_for_one();
    here.line.cut(true);
    const auto start = steady_clock::now();
    const auto said = answer.get();
    CHECK(steady_clock::now() - start < std::chrono::seconds{5});
    REQUIRE(!said);
    CHECK(said.error().code == error_code::unavailable);
    CHECK(here.kept->statistics().is_storage_full);
    slow.let_go();
    here.line.mend();
    wait_until_healed(*here.kept);
    must(write(*here.kept, put("next")));
}

TEST_CASE("a log whose end is unknown takes nothing that does not follow it") {
    auto times = patient;
    times.doubt = milliseconds{200};
    wired_log here(times);
    must(write(*here.kept, here.append(1, 1)));
    const auto beside = here.beside();
    here.line.hold_answers(true);
    // Whether or not it reaches the log, nobody can tell the room.
    auto promised = std::make_shared<std::promise<result<void>>>();
    here.kept->write_then(here.append(2, 1), [promised](const result<void>& said) {
        promised->set_value(said);
    });
    here.line.cut(true);
    here.line.hold_answers(false);
    CHECK(!promised->get_future().get());
    // As if it had been saved after all.
    must(piece(*beside, here.append(2, 1)));
    here.line.mend();
    wait_until_healed(*here.kept);
    CHECK(write(*here.kept, here.append(2, 1)).error().code == error_code::conflict);
    must(write(*here.kept, here.append(3, 1)));
}

TEST_CASE("a hundred events, their fence and their commit take two round trips") {
    wired_log here;
    const auto mine = must(write(*here.kept, [&](database& db) {
                          const auto incarnation = must(nodes::enroll(db, {.name = "a"}));
                          return leases::claim(db, here.session, "a", incarnation);
                      })).as_fence();
    must(write(*here.kept, here.append(1, 1, mine)));  // what is sent first is prepared
    for (int tries = 0;; ++tries) {
        const auto before = here.line.round_trips();
        must(write(*here.kept, here.append(static_cast<seq_number>(2 + tries * 100), 100, mine)));
        const auto taken = here.line.round_trips() - before;
        if (taken == 2) break;
        // A network may deliver in pieces what was sent as one.
        REQUIRE(tries < 10);
    }
}

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

TEST_CASE("two servers on one data folder: the second is told which process has it") {
    wired_store here;
    const auto second = open_postgres_store({.url = here.url, .folder = here.folder.path()});
    REQUIRE(!second);
    CHECK(second.error().code == error_code::conflict);
    CHECK(second.error().detail.find(std::to_string(::getpid())) != std::string::npos);
}

TEST_CASE("a database that is not ours, newer, or half moved is refused with the remedy") {
    const auto refusal = [](const std::string& url) {
        const temporary_folder folder;
        const auto opened = open_postgres_store({.url = url, .folder = folder.path()});
        REQUIRE(!opened);
        return opened.error().detail;
    };
    const auto url = new_schema(shared_postgres());
    const auto db = must(postgres_database::connect(url));
    must(db->query("CREATE TABLE bookmarks(url TEXT)"));
    CHECK(refusal(url).find("another program") != std::string::npos);
    CHECK(tables_of_postgres(*db) == std::vector<std::string>{"bookmarks"});

    must(db->query("DROP TABLE bookmarks"));
    must(migrate(*db, noon));
    must(
        db->query("INSERT INTO schema_version(version, name, checksum, applied_at) "
                  "VALUES(9999, '9999_future', 'x', 0)")
    );
    CHECK(refusal(url).find("a newer Aula") != std::string::npos);

    must(db->query("DELETE FROM schema_version WHERE version = 9999"));
    must(db->query("CREATE TABLE unfinished_move(source TEXT)"));
    CHECK(refusal(url).find("aula migrate") != std::string::npos);
    CHECK(refusal("postgres://aula:secret@%2Fnowhere/aula").find("secret") == std::string::npos);
}

TEST_SUITE_END();
