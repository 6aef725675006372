#include "store/postgres/postgres_sides.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "store/columns.hpp"

namespace aula {
namespace {

using std::chrono::steady_clock;

/// While the database is away, how long a piece of work is kept waiting for it.
constexpr milliseconds patience_of_writers{100};
constexpr milliseconds patience_of_readers{500};
/// Between two questions about a commit in doubt.
constexpr milliseconds between_questions{20};

/// For whoever writes it is the same as a full disk: nothing can be saved.
error cannot_save(const std::string& why) {
    return {error_code::storage_full, why};
}

}  // namespace

result<void> postgres_writer::begin() {
    transaction_.clear();
    db_ = link_.ready(patience_of_writers);
    if (db_ == nullptr) return cannot_save("the database cannot be reached: " + link_.why());
    db_->forget_failures();
    timeline_ = db_->timeline();
    return db_->later("BEGIN");
}

/// Asks for the transaction's number on the way: it has one once it has written something.
result<void> postgres_writer::end_piece() {
    if (transaction_.empty()) {
        const auto remember = [this](const sql_rows& rows) {
            transaction_ = rows.front().text(0);
            return result<void>{};
        };
        // Its error is the piece's, and comes with `settle`.
        (void)db_->later("SELECT pg_current_xact_id_if_assigned()::text", {}, remember);
    }
    return db_->settle();
}

result<void> postgres_writer::in_transaction() {
    if (db_->in_transaction()) return {};
    return cannot_save(db_->is_lost() ? db_->loss().detail : "the database gave the work up");
}

result<void> postgres_writer::commit() {
    (void)db_->later("COMMIT");  // its error comes with `settle`; even then it may have been sent
    auto done = db_->settle();
    if (done || !db_->is_lost()) return done;
    return answer_of_lost_commit(done.error());
}

result<void> postgres_writer::answer_of_lost_commit(const error& loss) {
    // Without a number nothing was written, and nothing is lost.
    const auto found = transaction_.empty() ? fate::aborted : find_out();
    switch (found) {
        case fate::committed:
            log::info("a commit whose answer was lost is saved", {{"transaction", transaction_}});
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
            if (db_->timeline() != timeline_) return fate::unknown;
            if (const auto known = ask_fate(*db_)) return *known;
        }
        std::this_thread::sleep_for(between_questions);
    }
    return fate::unknown;
}

/// Nothing while it cannot be told yet.
std::optional<postgres_writer::fate> postgres_writer::ask_fate(postgres_database& of) {
    const auto said = of.query("SELECT pg_xact_status(?1::text::xid8)", {sql(transaction_)});
    if (!said) {
        const bool may_come = said.error().code == error_code::unavailable;
        return may_come ? std::nullopt : std::optional(fate::unknown);
    }
    const auto& status = said->front().text(0);
    if (status == "committed") return fate::committed;
    if (status == "aborted") return fate::aborted;
    if (status != "in progress") return fate::unknown;
    // The server has not noticed yet that we are gone. (Who waits for a standby has committed: to
    // end that would show what the standby may not have.)
    (void)of.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE backend_xid = ?1::text::xid8::xid AND wait_event IS DISTINCT FROM 'SyncRep'",
        {sql(transaction_)}
    );
    return {};
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
