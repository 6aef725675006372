#include "store/postgres/postgres_sessions.hpp"

#include <libpq-fe.h>

#include <set>
#include <thread>

#include "store/event_log.hpp"
#include "store/nodes_on_time.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::steady_clock;

/// So that whoever waits for a lock does so for itself.
constexpr postgres_times patient_with_locks{
    .statement = std::chrono::seconds{110},
    .lock = std::chrono::seconds{100},
    .answer = std::chrono::seconds{120},
};

/// Two nodes, each with a connection of its own, and a room that `a` owns.
struct two_processes {
    std::string url = new_schema(shared_postgres());
    std::unique_ptr<postgres_database> of_a = connect("aula/a/1");
    std::unique_ptr<postgres_database> of_b = connect("aula/b/1", patient_with_locks);
    std::unique_ptr<postgres_database> beside = connect("looker-on");
    session_id session;
    std::int64_t a = 0;
    std::int64_t b = 0;
    lease owned_by_a;

    two_processes() {
        must(migrate(*of_a, noon));
        session = must(sessions::add(*of_a, monday(must(courses::add(*of_a, immunology())))));
        a = enrolled(*of_a, "a");
        b = enrolled(*of_b, "b");
        owned_by_a = must(leases::claim(*of_a, session, "a", a));
    }

    std::unique_ptr<postgres_database> connect(
        const std::string& process, const postgres_times& times = {}
    ) const {
        return must(postgres_database::connect(url_of_process(url, process), times));
    }

    result<lease> claim_as_b() {
        return piece(*of_b, [this](database& db) { return leases::claim(db, session, "b", b); });
    }
    /// As a node does, until it has the room.
    lease claim_as_b_until_done() {
        const auto patience = steady_clock::now() + std::chrono::minutes{1};
        for (;;) {
            make_steady(*of_b, "b");
            const auto said = claim_as_b();
            if (said && said->owner == "b") return *said;
            REQUIRE((said || said.error().code == error_code::busy));
            REQUIRE(steady_clock::now() < patience);
        }
    }
    void make_a_silent() { shift_past(*beside, "a", silence_max + milliseconds{500}); }

    std::vector<logged_event> one_event() const {
        return {{.seq = 1, .at = noon, .what = session_opened{}}};
    }
    /// Waits until somebody waits for a lock.
    void wait_for_waiter() {
        const auto patience = steady_clock::now() + std::chrono::minutes{1};
        while (must(beside->query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' "
                                  "AND application_name LIKE 'aula/_/1'"))
                   .empty()) {
            REQUIRE(steady_clock::now() < patience);
            std::this_thread::yield();
        }
    }
};

/// What a process that is stopped in the middle of a commit leaves: a transaction that has done its
/// work, and whose batch, with COMMIT, has no end yet.
class half_sent_commit {
public:
    half_sent_commit(const std::string& url, const std::vector<std::string>& statements)
        : connection_(PQconnectdb(url.c_str())) {
        REQUIRE(PQstatus(connection_) == CONNECTION_OK);
        PQclear(PQexec(
            connection_,
            "SET idle_in_transaction_session_timeout = 100; SET statement_timeout = 100; "
            "SET lock_timeout = 100"
        ));
        REQUIRE(PQenterPipelineMode(connection_) == 1);
        for (const auto& each : statements) {
            REQUIRE(
                PQsendQueryParams(
                    connection_, each.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0
                ) == 1
            );
        }
        REQUIRE(PQsendFlushRequest(connection_) == 1);
        REQUIRE(PQflush(connection_) == 0);
        for (std::size_t i = 0; i < statements.size(); ++i) {
            auto* const came = PQgetResult(connection_);
            const auto status = PQresultStatus(came);
            CHECK((status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK));
            PQclear(came);
            CHECK(PQgetResult(connection_) == nullptr);
        }
    }
    ~half_sent_commit() { PQfinish(connection_); }
    half_sent_commit(const half_sent_commit&) = delete;
    half_sent_commit& operator=(const half_sent_commit&) = delete;

    int process() const { return PQbackendPID(connection_); }

    /// Sends the rest, as a process does that goes on. True when it was committed.
    bool go_on() {
        PQsendQueryParams(connection_, "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 0);
        PQpipelineSync(connection_);
        auto* const came = PQgetResult(connection_);
        const bool is_done = PQresultStatus(came) == PGRES_COMMAND_OK;
        PQclear(came);
        return is_done;
    }

private:
    PGconn* connection_;
};

std::vector<std::string> work_of(const two_processes& in) {
    return {
        "BEGIN", "SELECT epoch FROM leases WHERE epoch = 1 AND owner = 'a' FOR SHARE",
        "INSERT INTO events VALUES(" + std::to_string(in.session.value) +
            ", 1, 0, 0, '', 'session_opened', '{}')"
    };
}

bool is_there(database& db, int process) {
    return !must(db.query(
                     "SELECT 1 FROM pg_stat_activity WHERE pid = ?1 AND state = 'active' "
                     "AND wait_event = 'ClientRead'",
                     {std::int64_t{process}}
                 )
    ).empty();
}

}  // namespace

TEST_SUITE_BEGIN("postgres");

TEST_CASE("no two processes have the same name, and PostgreSQL shows the whole of it") {
    std::set<std::string> names;
    for (int i = 0; i < 100; ++i) names.insert(new_process_name(std::string(40, 'n')));
    CHECK(names.size() == 100);
    CHECK(new_process_name("north").starts_with("aula/north/"));
    CHECK(new_process_name("").size() == 21);
    const auto url = new_schema(shared_postgres());
    for (const auto& wanted : {*names.begin(), new_process_name("")}) {
        const auto db = must(postgres_database::connect(url_of_process(url, wanted)));
        CHECK(must(db->query("SELECT database_process()"))[0].text(0) == wanted);
    }
    CHECK(url_of_process("postgres://h/d", "aula/x") == "postgres://h/d?application_name=aula%2Fx");
}

TEST_CASE("a store's sessions have its process's name, and a node's row has it too") {
    const temporary_folder folder;
    const auto url = new_schema(shared_postgres());
    const auto kept =
        must(open_postgres_store({.url = url, .folder = folder.path(), .node = "north"}));
    must(write(*kept, [](database& db) { return nodes::enroll(db, in_a_cluster("north")); }));
    const auto named = must(read(*kept, [](database& db) { return nodes::all(db); }))[0].process;
    CHECK(named.starts_with("aula/north/"));
    const auto looker_on = must(postgres_database::connect(url));
    const auto sessions = must(looker_on->query(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = ?1", {named}
    ));
    CHECK(sessions[0].integer(0) >= 2);
}

TEST_CASE("sessions are ended by their process's name; neither strangers' nor one's own are") {
    two_processes in;
    const auto second_of_b = in.connect("aula/b/1");
    must(end_sessions(*in.of_b, {"aula/a/1", "aula/b/1", "looker-on", ""}));
    const auto patience = steady_clock::now() + std::chrono::minutes{1};
    while (in.of_a->looks_alive()) REQUIRE(steady_clock::now() < patience);
    must(second_of_b->query("SELECT 1"));
    must(in.of_b->query("SELECT 1"));
    must(in.beside->query("SELECT 1"));
}

TEST_CASE("PostgreSQL ends by no time-out what hangs in mid-batch; the next owner does") {
    two_processes in;
    half_sent_commit hanging(url_of_process(in.url, "aula/a/1"), work_of(in));
    // Not a condition to wait for: that nothing happens is to be seen. Ten times each time-out.
    std::this_thread::sleep_for(std::chrono::seconds{1});
    CHECK(is_there(*in.beside, hanging.process()));
    CHECK(in.claim_as_b()->owner == "a");
    CHECK(is_there(*in.beside, hanging.process()));  // a living node's is left alone
    in.make_a_silent();
    const auto now = in.claim_as_b_until_done();
    CHECK(now.epoch == 2);
    CHECK(!hanging.go_on());
    CHECK(must(event_log::last_seq(*in.of_b, in.session)) == 0);
}

TEST_CASE("a node that left and hangs all the same is not in the way of the next owner") {
    two_processes in;
    must(nodes::leave(*in.of_a, "a", in.a));
    half_sent_commit hanging(url_of_process(in.url, "aula/a/1"), work_of(in));
    CHECK(in.claim_as_b_until_done().epoch == 2);
    CHECK(!hanging.go_on());
    CHECK(must(event_log::last_seq(*in.of_b, in.session)) == 0);
}

TEST_CASE("a node that left and holds nothing is left alone") {
    two_processes in;
    must(nodes::leave(*in.of_a, "a", in.a));
    CHECK(in.claim_as_b_until_done().epoch == 2);
    must(in.of_a->query("SELECT 1"));
}

TEST_CASE("whoever was claiming a room when it hung is not in the way of others") {
    two_processes in;
    const auto other = must(piece(*in.of_a, [](database& db) {
        auto tuesday = monday(course_id{1});
        tuesday.key = "tue-1";
        return sessions::add(db, tuesday);
    }));
    half_sent_commit hanging(
        url_of_process(in.url, "aula/a/1"),
        {"BEGIN",
         "INSERT INTO leases VALUES(" + std::to_string(other.value) + ", 'a', 1, 'aula/a/1', 1)"}
    );
    in.session = other;
    make_steady(*in.beside, "b");
    const auto start = steady_clock::now();
    CHECK(in.claim_as_b().error().code == error_code::busy);  // it may still be well
    CHECK(steady_clock::now() - start < std::chrono::seconds{30});
    in.make_a_silent();
    CHECK(in.claim_as_b_until_done().epoch == 1);
    CHECK(!hanging.go_on());
}

TEST_CASE("a process that hangs cannot keep its successor of the same name out") {
    two_processes in;
    half_sent_commit hanging(
        url_of_process(in.url, "aula/a/1"),
        {"BEGIN", "UPDATE nodes SET beat_at = beat_at WHERE name = 'a'"}
    );
    const auto successor = in.connect("aula/a/2");
    CHECK(!piece(*successor, [](database& db) { return nodes::enroll(db, in_a_cluster("a")); }));
    CHECK(hanging.go_on());
    in.make_a_silent();
    half_sent_commit again(
        url_of_process(in.url, "aula/a/1"),
        {"BEGIN", "UPDATE nodes SET beat_at = beat_at WHERE name = 'a'"}
    );
    const auto incarnation =
        must(piece(*successor, [](database& db) { return nodes::enroll(db, in_a_cluster("a")); }));
    CHECK(incarnation > in.a);
    CHECK(!again.go_on());
    must(nodes::beat(*successor, "a", incarnation, {}));
}

TEST_CASE("a claim waits for a commit that is on its way, and finds what it wrote") {
    two_processes in;
    // Over, and yet nobody ends its sessions, because nobody knows them.
    must(in.beside->query("UPDATE leases SET process = 'aula/elsewhere'"));
    must(nodes::leave(*in.of_a, "a", in.a));
    must(in.of_a->query("BEGIN"));
    must(event_log::append(*in.of_a, in.session, in.one_event(), in.owned_by_a.as_fence()));
    must(in.of_a->settle());
    auto claiming = std::async(std::launch::async, [&] { return in.claim_as_b_until_done(); });
    in.wait_for_waiter();
    must(in.of_a->query("COMMIT"));
    CHECK(claiming.get().epoch == 2);
    CHECK(must(event_log::last_seq(*in.of_b, in.session)) == 1);
}

TEST_CASE("a commit waits for a claim that is on its way, and is refused") {
    two_processes in;
    in.make_a_silent();
    make_steady(*in.beside, "b");
    must(in.of_b->query("BEGIN"));
    CHECK(must(leases::claim(*in.of_b, in.session, "b", in.b)).epoch == 2);
    // Its sessions were ended; it comes back with what it still had to say.
    auto late = std::async(std::launch::async, [&] {
        const auto db = in.connect("aula/a/1");
        return piece(*db, [&](database& on) {
            return event_log::append(on, in.session, in.one_event(), in.owned_by_a.as_fence());
        });
    });
    in.wait_for_waiter();
    must(in.of_b->query("COMMIT"));
    const auto refused = late.get();
    REQUIRE(!refused);
    CHECK(refused.error().code == error_code::fenced);
    CHECK(must(event_log::last_seq(*in.of_b, in.session)) == 0);
}

TEST_CASE("a claim leaves the transaction's other lock waits as they were") {
    two_processes in;
    in.make_a_silent();
    make_steady(*in.beside, "b");
    const auto wait_of_b = [&] { return must(in.of_b->query("SHOW lock_timeout"))[0].text(0); };
    const auto before = wait_of_b();
    must(in.of_b->query("BEGIN"));
    must(leases::claim(*in.of_b, in.session, "b", in.b));
    CHECK(wait_of_b() == before);
    must(in.of_b->query("COMMIT"));
}

TEST_SUITE_END();
