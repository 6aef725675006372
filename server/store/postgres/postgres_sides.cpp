#include "store/postgres/postgres_sides.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <random>
#include <thread>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

/// While the database is away, how long a piece of work is kept waiting for it.
constexpr milliseconds patience_of_writers{100};
constexpr milliseconds patience_of_readers{500};
/// Between two questions about a commit in doubt.
constexpr milliseconds between_questions{20};

/// A transaction that has written nothing needs no mark, and no sync.
constexpr const char* mark =
    "INSERT INTO commit_marks(writer, number, at) SELECT ?1, ?2, database_now() "
    "WHERE pg_current_xact_id_if_assigned() IS NOT NULL "
    "ON CONFLICT(writer) DO UPDATE SET number = excluded.number, at = excluded.at";

/// Nobody else's, now or ever: 128 bits of chance.
std::string new_name() {
    std::random_device chance;
    std::string name;
    for (int i = 0; i < 4; ++i) {
        std::array<char, 9> part{};
        std::snprintf(part.data(), part.size(), "%08x", chance());
        name += part.data();
    }
    return name;
}

/// For whoever writes it is the same as a full disk: nothing can be saved.
error cannot_save(const std::string& why) {
    return {error_code::storage_full, why};
}

}  // namespace

postgres_writer::postgres_writer(folder_lock lock, postgres_link link, const postgres_times& times)
    : lock_(std::move(lock)), link_(std::move(link)), times_(times), name_(new_name()) {}

postgres_writer::~postgres_writer() {
    auto* const db = link_.current();
    if (db != nullptr) (void)db->query("DELETE FROM commit_marks WHERE writer = ?1", {name_});
}

result<void> postgres_writer::begin() {
    db_ = link_.ready(patience_of_writers);
    if (db_ == nullptr) return cannot_save("the database cannot be reached: " + link_.why());
    db_->forget_failures();
    session_ = db_->session();
    ++transaction_;
    return db_->later("BEGIN");
}

result<void> postgres_writer::in_transaction() {
    if (db_->in_transaction()) return {};
    return cannot_save(db_->is_lost() ? db_->loss().detail : "the database gave the work up");
}

result<void> postgres_writer::commit() {
    // Errors come with `settle`; even after one the statements may have been sent.
    (void)db_->later(mark, {name_, transaction_});
    (void)db_->later("COMMIT");
    auto done = db_->settle();
    if (done || !db_->is_lost()) return done;
    return answer_of_lost_commit(done.error());
}

result<void> postgres_writer::answer_of_lost_commit(const error& loss) {
    switch (find_out()) {
        case fate::committed:
            log::info("a commit whose answer was lost is saved", {});
            return {};
        case fate::aborted:
            return cannot_save(loss.detail);
        case fate::unknown:
            break;
    }
    return error{
        error_code::unavailable, "whether it was saved could not be found out: " + loss.detail
    };
}

postgres_writer::fate postgres_writer::find_out() {
    const auto until = steady_clock::now() + times_.doubt;
    while (steady_clock::now() < until) {
        db_ = link_.ready(patience_of_writers);
        if (db_ != nullptr) {
            if (const auto known = ask_fate(*db_)) return *known;
        }
        std::this_thread::sleep_for(between_questions);
    }
    return fate::unknown;
}

/// Nothing while it cannot be told yet.
std::optional<postgres_writer::fate> postgres_writer::ask_fate(postgres_database& of) {
    // What it was sent and has not read yet would count too.
    const auto is_over = of.has_ended(session_);
    if (!is_over || !*is_over) return {};
    const auto said = of.query("SELECT number FROM commit_marks WHERE writer = ?1", {name_});
    if (!said) return {};
    const bool is_there = !said->empty() && said->front().integer(0) == transaction_;
    return is_there ? fate::committed : fate::aborted;
}

void postgres_writer::roll_back() {
    if (db_ == nullptr || link_.current() != db_) return;
    (void)db_->settle();
    if (!db_->in_transaction()) return;
    (void)db_->later("ROLLBACK");
    (void)db_->settle();
}

bool postgres_writer::commit_nothing() {
    const bool is_well = begin() && db_->later(write_nothing) && commit();
    roll_back();
    return is_well;
}

result<database*> postgres_reader::begin() {
    auto* const db = link_.ready(patience_of_readers);
    if (db == nullptr) {
        return error{error_code::unavailable, "the database cannot be reached: " + link_.why()};
    }
    db->forget_failures();
    auto begun = db->later("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    if (!begun) return begun.error();
    return db;
}

/// Nobody waits for the answer.
void postgres_reader::end() {
    auto* const db = link_.current();
    if (db == nullptr) return;
    (void)db->later("ROLLBACK");
    db->send();
}

}  // namespace aula
