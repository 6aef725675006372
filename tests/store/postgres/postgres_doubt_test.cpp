#include <atomic>
#include <random>

#include "store/event_log.hpp"
#include "store/postgres/wired_store.hpp"

using namespace aula;
using namespace aula::test;

namespace {

using std::chrono::steady_clock;

/// Long enough for whoever looks on meanwhile.
constexpr postgres_times patient{
    .statement = std::chrono::seconds{60},
    .lock = std::chrono::seconds{60},
    .answer = std::chrono::seconds{70},
    .doubt = std::chrono::seconds{30},
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

/// A write that PostgreSQL has committed, while its answer is held back on the wire.
std::future<result<void>> put_unheard(wired_store& here, slow_commits& slow) {
    auto answer = here.begin_to_put("kept");
    slow.wait_for_one();
    here.line.hold_answers(true);
    slow.let_go();
    wait_until([&] { return here.size() == 1; });
    return answer;
}

}  // namespace

TEST_SUITE_BEGIN("postgres");

TEST_CASE("a commit that was done before its answer was lost is answered as done, once") {
    wired_store here(patient);
    slow_commits slow(here);
    auto answer = put_unheard(here, slow);
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
    auto answer = put_unheard(here, slow);
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

TEST_SUITE_END();
